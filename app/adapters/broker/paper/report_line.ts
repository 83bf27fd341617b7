import type { BrokerReport } from '#ports/broker.js'
import type { Clock } from '#ports/clock.js'

/** Reports on their way back to the client: in their sequence, each after the line's delay. */
export class ReportLine {
  readonly #waiting: { report: BrokerReport; dueMs: number }[] = []
  /** Reports that came while nobody listened. */
  readonly #kept: BrokerReport[] = []
  readonly #listeners: ((report: BrokerReport) => void)[] = []
  #isRunning = false
  #isEnded = false

  constructor(
    private readonly clock: Clock,
    private readonly delayMs: number
  ) {}

  listen(listener: (report: BrokerReport) => void): void {
    this.#listeners.push(listener)
    for (const report of this.#kept.splice(0)) listener(report)
  }

  /** Sends reports on their way. */
  tell(reports: readonly BrokerReport[]): void {
    if (this.#isEnded || reports.length === 0) return
    const dueMs = this.clock.nowMs() + this.delayMs
    for (const report of reports) this.#waiting.push({ report, dueMs })
    this.#run()
  }

  /** Tells a last word, if there is one, and nothing from then on; what is on its way is lost. */
  end(last: BrokerReport | null): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#waiting.length = 0
    if (last !== null) this.#hand(last)
  }

  #run(): void {
    const next = this.#waiting[0]
    if (next === undefined || this.#isRunning) return
    this.#isRunning = true
    // The caller learns that its order was handed over before it hears what became of it.
    if (next.dueMs <= this.clock.nowMs()) setImmediate(() => this.#arrive())
    else this.clock.setTimer(next.dueMs, () => this.#arrive())
  }

  #arrive(): void {
    this.#isRunning = false
    const nowMs = this.clock.nowMs()
    while (this.#waiting.length > 0 && this.#waiting[0]!.dueMs <= nowMs) {
      this.#hand(this.#waiting.shift()!.report)
    }
    this.#run()
  }

  #hand(report: BrokerReport): void {
    if (this.#listeners.length === 0) this.#kept.push(report)
    for (const listener of this.#listeners) listener(report)
  }
}
