import type { Clock } from '#ports/clock.js'
import type { StrategyKey, StrategyLogLine, StrategyRecords } from '#ports/strategy_records.js'

/** Lines that may wait to be written; further ones are counted. */
const WAITING_MAX = 1_000
/** How long lines wait for company. */
const GATHER_MS = 500

/** Writes the log of one strategy down, in groups and beside everything else. */
export class StrategyLog {
  #lines: StrategyLogLine[] = []
  #dropped = 0
  #writing: Promise<void> | null = null

  constructor(
    private readonly key: StrategyKey,
    private readonly ports: {
      readonly records: Pick<StrategyRecords, 'addLines'>
      readonly clock: Clock
      warn(sentence: string): void
    }
  ) {}

  add(level: StrategyLogLine['level'], text: string): void {
    if (this.#lines.length >= WAITING_MAX) {
      this.#dropped++
      return
    }
    this.#lines.push({ level, text, atMs: this.ports.clock.nowMs() })
    this.#writing ??= this.#write()
  }

  /** Resolves when everything added so far is written, or was given up. */
  async flush(): Promise<void> {
    while (this.#writing !== null) await this.#writing
  }

  async #write(): Promise<void> {
    const { clock, records, warn } = this.ports
    await new Promise<void>((resolve) => clock.setTimer(clock.nowMs() + GATHER_MS, resolve))
    const lines = this.#lines
    this.#lines = []
    if (this.#dropped > 0) {
      const text = `${this.#dropped} lines were dropped: they came faster than they could be kept`
      lines.push({ level: 'warn', text, atMs: clock.nowMs() })
      this.#dropped = 0
    }
    try {
      await records.addLines(this.key, lines)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      warn(`${lines.length} lines of the log of ${this.key.name} are lost: ${reason}`)
    }
    this.#writing = this.#lines.length > 0 ? this.#write() : null
  }
}
