import type { Clock } from '#ports/clock.js'

/** Runs again and again, each time after the one before has ended; ends with the function returned. */
export function every(clock: Clock, ms: number, run: () => Promise<void> | void): () => void {
  let isOver = false
  let cancel = () => {}
  const arm = () => {
    if (isOver) return
    cancel = clock.setTimer(clock.nowMs() + ms, () => void Promise.resolve(run()).then(arm))
  }
  arm()
  return () => {
    isOver = true
    cancel()
  }
}
