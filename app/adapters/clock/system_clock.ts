import type { Clock } from '#ports/clock.js'

/** Longest delay that a timer of Node.js takes. */
const DELAY_MAX_MS = 2_147_483_647

/** The machine's clock. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  setTimer(atMs, run) {
    const delayMs = Math.min(Math.max(0, atMs - Date.now()), DELAY_MAX_MS)
    const timer = setTimeout(run, delayMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
