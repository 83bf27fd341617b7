import type { Clock } from '#ports/clock.js'

interface Timer {
  readonly atMs: number
  readonly run: () => void
}

/**
 * A clock that stands still until it is moved. Timers run in the order of their time, those of the same
 * time in the order in which they were set, each with the clock at its time.
 */
export class VirtualClock implements Clock {
  #nowMs: number
  #timers: Timer[] = []

  constructor(startMs: number) {
    this.#nowMs = startMs
  }

  nowMs(): number {
    return this.#nowMs
  }

  /** The time of the next timer, `null` when none is set. */
  get nextTimerMs(): number | null {
    return this.#timers[0]?.atMs ?? null
  }

  setTimer(atMs: number, run: () => void): () => void {
    const timer: Timer = { atMs: Math.max(atMs, this.#nowMs), run }
    const place = this.#timers.findIndex((other) => other.atMs > timer.atMs)
    this.#timers.splice(place < 0 ? this.#timers.length : place, 0, timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  /** Moves to an instant, running what is due on the way. Throws RangeError for one in the past. */
  advanceTo(atMs: number): void {
    if (!(atMs >= this.#nowMs)) throw new RangeError(`${atMs} is before ${this.#nowMs}`)
    for (;;) {
      const timer = this.#timers[0]
      if (timer === undefined || timer.atMs > atMs) break
      this.#timers.shift()
      this.#nowMs = timer.atMs
      timer.run()
    }
    this.#nowMs = atMs
  }

  /** Moves to the next timer and runs it and all of the same time; whether there was one. */
  step(): boolean {
    const atMs = this.nextTimerMs
    if (atMs !== null) this.advanceTo(atMs)
    return atMs !== null
  }
}
