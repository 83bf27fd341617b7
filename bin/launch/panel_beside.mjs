/** The panel being made, or run with hot reload, beside the server. It ends with the server. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { environment } from './npm.mjs'
import { makePanel } from './panel.mjs'

export class PanelBeside {
  #child = null
  #isStopped = false

  constructor(root, node, say) {
    this.root = root
    this.node = node
    this.say = say
  }

  /** Makes the panel in the background; the server shows how far it is. */
  make() {
    return this.#made({ isBuilt: true })
  }

  /** Runs the panel's own server, which asks ours for everything below /api. */
  async watch() {
    if (!(await this.#made({ isBuilt: false })) || this.#isStopped) return
    this.say('The panel with hot reload: http://127.0.0.1:3000')
    const child = spawn(
      this.node,
      ['node_modules/nuxt/bin/nuxt.mjs', 'dev', '--host', '127.0.0.1', '--port', '3000'],
      {
        cwd: join(this.root, 'frontend'),
        env: { ...environment(this.node), NODE_ENV: '', NUXT_TELEMETRY_DISABLED: '1' },
        stdio: ['ignore', 'inherit', 'inherit'],
      }
    )
    this.#child = child.pid ?? null
    child.once('error', (error) =>
      this.say(`The panel's server could not be run: ${error.message}`)
    )
    child.once('exit', () => (this.#child = null))
  }

  /** Ends what is under way; a build that was cut off begins anew at the next start. */
  stop() {
    this.#isStopped = true
    if (this.#child === null) return
    try {
      process.kill(this.#child, 'SIGTERM')
    } catch {
      // It has ended.
    }
  }

  #made(options) {
    return makePanel(this.root, this.node, {
      ...options,
      isQuiet: true,
      say: (sentence) => this.#isStopped || this.say(sentence),
      onChild: (pid) => (this.#child = pid),
    }).finally(() => (this.#child = null))
  }
}
