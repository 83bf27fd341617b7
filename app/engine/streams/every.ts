import type { Clock } from '#ports/clock.js'

/** What is done again and again, and who is told of a fault in it: it goes on all the same. */
export interface Chore {
  run(): Promise<void> | void
  failed(error: unknown): void
}

/** Runs again and again, each time after the one before has ended; ends with the function returned. */
export function every(clock: Clock, ms: number, { run, failed }: Chore): () => void {
  let isOver = false
  let cancel = () => {}
  const arm = () => {
    if (isOver) return
    cancel = clock.setTimer(clock.nowMs() + ms, () => {
      void new Promise<void>((resolve) => resolve(run())).catch(failed).then(arm)
    })
  }
  arm()
  return () => {
    isOver = true
    cancel()
  }
}
