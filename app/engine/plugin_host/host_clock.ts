/** Time as the plugin host sees it, so that tests need not wait. */
export interface HostClock {
  /** UTC epoch ms. */
  now(): number
  /** Calls once after so many ms; what comes back cancels it. */
  after(ms: number, run: () => void): () => void
}

/** The clock of the machine. Its timers do not keep the process alive. */
export const MACHINE_CLOCK: HostClock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
