const DAY_MS = 86_400_000

/** A bar for a test. Volume is 1,000,000 units when left out. */
export interface TestBar {
  /** Start, UTC epoch milliseconds; a daily bar's is 00:00:00Z of its date. */
  readonly startMs: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume?: number
}

/** A day as one price (open, high, low and close alike) or as open, high, low, close and perhaps volume. */
export type TestDay =
  number | readonly [open: number, high: number, low: number, close: number, volume?: number]

/**
 * Daily bars on consecutive weekdays from `from` on (`2024-01-02` when left out).
 *
 * `dailyBars([100, 101, [101, 105, 99, 104]])` is three days. Throws a RangeError for a date that is
 * none.
 */
export function dailyBars(days: readonly TestDay[], from = '2024-01-02'): TestBar[] {
  let startMs = /^\d{4}-\d{2}-\d{2}$/.test(from) ? Date.parse(`${from}T00:00:00Z`) : NaN
  if (!Number.isFinite(startMs)) {
    throw new RangeError(`from must be a date like 2024-01-02, was "${from}"`)
  }
  return days.map((day) => {
    while (isWeekend(startMs)) startMs += DAY_MS
    const [open, high, low, close, volume = 1_000_000] =
      typeof day === 'number' ? [day, day, day, day] : day
    const bar = { startMs, open, high, low, close, volume }
    startMs += DAY_MS
    return bar
  })
}

function isWeekend(startMs: number): boolean {
  const weekday = new Date(startMs).getUTCDay()
  return weekday === 0 || weekday === 6
}
