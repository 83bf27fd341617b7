const MINUTE_MS = 60_000

/** Lets `perMinute` lines of log through a minute, all of them at once if need be. */
export class LogQuota {
  readonly #perMinute: number
  #left: number
  #filledAt: number

  /** `nowMs` is of any clock that runs forward. */
  constructor(perMinute: number, nowMs: number) {
    this.#perMinute = perMinute
    this.#left = perMinute
    this.#filledAt = nowMs
  }

  /** How many of `lines` may pass now. */
  take(lines: number, nowMs: number): number {
    const gained = ((nowMs - this.#filledAt) / MINUTE_MS) * this.#perMinute
    this.#left = Math.min(this.#perMinute, this.#left + gained)
    this.#filledAt = nowMs
    const passed = Math.min(lines, Math.floor(this.#left))
    this.#left -= passed
    return passed
  }
}
