import type { AuditEntry } from '#ports/audit_log.js'
import { pluginKey, type RefusedEffect, type RunningIdentity } from './running_plugin.js'

/** How long refusals of one sort are counted before they are written as one row. */
const WINDOW_MS = 60_000
/** Rows that one plugin may cause in a window, whatever it does. */
const ROWS_MAX = 10

interface Window {
  readonly plugin: RunningIdentity
  rows: number
  /** Refusals that were not written one by one, by type and code. */
  readonly counted: Map<string, number>
  readonly timer: NodeJS.Timeout
}

/**
 * Writes refused effects and events into the audit log: the first of each sort at once, the following as a count
 * once a minute. A plugin that floods the host with refusals leaves at most a dozen rows a minute.
 */
export class RefusalLog {
  readonly #windows = new Map<string, Window>()

  constructor(
    private readonly append: (
      plugin: RunningIdentity,
      entries: readonly AuditEntry[]
    ) => Promise<void>,
    /** What the rows are called. */
    private readonly action: 'effect.refused' | 'event.refused' = 'effect.refused',
    private readonly onFailure: (error: unknown) => void = () => {}
  ) {}

  /** Takes note. Resolves when what is written at once is durable. */
  async note(plugin: RunningIdentity, refused: readonly RefusedEffect[]): Promise<void> {
    if (refused.length === 0) return
    const window = this.#windowOf(plugin)
    const fresh: RefusedEffect[] = []
    for (const one of refused) {
      const sort = `${one.type} ${one.code}`
      const count = window.counted.get(sort)
      if (count === undefined && window.rows < ROWS_MAX) {
        window.rows += 1
        window.counted.set(sort, 0)
        fresh.push(one)
      } else window.counted.set(sort, (count ?? 0) + 1)
    }
    await this.#write(
      plugin,
      fresh.map(({ type, code, message }) => ({ type, code, message }))
    )
  }

  /** Writes every count that is still held. */
  async flush(): Promise<void> {
    await Promise.all([...this.#windows.keys()].map((key) => this.#end(key)))
  }

  #windowOf(plugin: RunningIdentity): Window {
    const key = pluginKey(plugin)
    const open = this.#windows.get(key)
    if (open !== undefined) return open
    const timer = setTimeout(() => void this.#end(key), WINDOW_MS)
    timer.unref()
    const window = { plugin, rows: 0, counted: new Map<string, number>(), timer }
    this.#windows.set(key, window)
    return window
  }

  async #end(key: string): Promise<void> {
    const window = this.#windows.get(key)
    if (window === undefined) return
    this.#windows.delete(key)
    clearTimeout(window.timer)
    const more = [...window.counted].filter(([, count]) => count > 0)
    if (more.length === 0) return
    await this.#write(window.plugin, [{ alsoRefused: Object.fromEntries(more) }])
  }

  async #write(
    plugin: RunningIdentity,
    details: readonly Readonly<Record<string, unknown>>[]
  ): Promise<void> {
    const entries = details.map((detail) => ({
      // An effect is the plugin's doing; what it is told is the host's.
      actor: this.action === 'effect.refused' ? `plugin:${plugin.id}` : 'host',
      action: this.action,
      subject: `plugin:${plugin.id}`,
      detail: { environment: plugin.environment, ...detail },
    }))
    try {
      if (entries.length > 0) await this.append(plugin, entries)
    } catch (error) {
      // The refusal itself stands; that it could not be written is for the host to know.
      this.onFailure(error)
    }
  }
}
