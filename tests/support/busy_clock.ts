/**
 * Starts to count the processor time of this thread. What it returns tells how much was used since, in
 * milliseconds: unlike the time on the wall, the work of other processes hardly lengthens it.
 */
export function busyClock(): () => number {
  const from = process.threadCpuUsage()
  return () => {
    const { user, system } = process.threadCpuUsage(from)
    return (user + system) / 1000
  }
}

/** The longest that this thread works without letting others have their turn while `work` runs, in milliseconds. */
export async function longestTurnMs(work: () => Promise<unknown>): Promise<number> {
  let longest = 0
  let turn = busyClock()
  const timer = setInterval(() => {
    longest = Math.max(longest, turn())
    turn = busyClock()
  }, 2)
  try {
    await work()
    return Math.max(longest, turn())
  } finally {
    clearInterval(timer)
  }
}
