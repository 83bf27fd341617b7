/** The length of a bar. */
export type Timeframe = '1m' | '5m' | '15m' | '30m' | '1h' | '1d' | '1w'

/** Milliseconds of each timeframe; a day and a week are calendar lengths without clock changes. */
export const TIMEFRAME_MS: Readonly<Record<Timeframe, number>> = {
  '1m': 60_000,
  '5m': 300_000,
  '15m': 900_000,
  '30m': 1_800_000,
  '1h': 3_600_000,
  '1d': 86_400_000,
  '1w': 604_800_000,
}

/** The timeframes, shortest first. */
export const TIMEFRAMES = Object.keys(TIMEFRAME_MS) as readonly Timeframe[]

/** Whether a text names a timeframe. */
export function isTimeframe(text: string): text is Timeframe {
  return Object.hasOwn(TIMEFRAME_MS, text)
}

/** Whether bars of this timeframe are stamped with a session date instead of an instant. */
export function isDaily(timeframe: Timeframe): boolean {
  return timeframe === '1d' || timeframe === '1w'
}

/**
 * The instant at which a bar has ended and may be seen. Daily and weekly bars end with the last
 * millisecond of their (last) date, so that the instant still carries that date.
 */
export function barEndMs(timeframe: Timeframe, startMs: number): number {
  return startMs + TIMEFRAME_MS[timeframe] - (isDaily(timeframe) ? 1 : 0)
}
