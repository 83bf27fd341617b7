import { appendFile, mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { NoticeChannels, PluginNotice } from '#ports/plugin_notify.js'

/** The file is put aside, and the one put aside before is dropped, when it has grown to this. */
const FILE_BYTES_MAX = 5_000_000

/** The channel `log`: messages of plugins as lines of JSON in `plugin_notices.log`. */
export class LogChannel implements NoticeChannels {
  readonly names = ['log']
  readonly #path: string
  #writing: Promise<void> = Promise.resolve()

  constructor(private readonly folder: string) {
    this.#path = join(folder, 'plugin_notices.log')
  }

  send(notice: PluginNotice): Promise<void> {
    const writing = this.#writing.catch(() => {}).then(() => this.#write(notice))
    this.#writing = writing
    return writing
  }

  async #write({ atMs, pluginId, environment, text }: PluginNotice): Promise<void> {
    await mkdir(this.folder, { recursive: true })
    const size = await stat(this.#path).then(
      (found) => found.size,
      () => 0
    )
    if (size > FILE_BYTES_MAX) await rename(this.#path, `${this.#path}.1`)
    const at = new Date(atMs).toISOString()
    const line = JSON.stringify({ at, plugin: pluginId, environment, text })
    await appendFile(this.#path, `${line}\n`, { mode: 0o600 })
  }
}
