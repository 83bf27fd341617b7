import { systemClock } from '#adapters/clock/system_clock.js'
import type { Clock } from '#ports/clock.js'

/** The machine's clock, set ahead: it goes on from there at its own pace. */
export class ShiftedClock implements Clock {
  #aheadMs = 0

  nowMs(): number {
    return systemClock.nowMs() + this.#aheadMs
  }

  setTimer(atMs: number, run: () => void): () => void {
    return systemClock.setTimer(atMs - this.#aheadMs, run)
  }

  /** Sets the clock to an instant. Timers that wait keep the time that they have left. */
  set(atMs: number): void {
    this.#aheadMs = atMs - systemClock.nowMs()
  }
}
