import { isDaily, type Timeframe } from '#kernel/market/timeframe.js'
import { formatInstant } from '#kernel/values/instant.js'

/** The start of a bar as a person reads it: `2018-05-11`, or `2018-05-11T14:30:00Z` within a day. */
export function formatStart(startMs: number, timeframe: Timeframe): string {
  const text = formatInstant(startMs)
  return isDaily(timeframe) ? text.slice(0, 10) : text.replace(/\.000Z$/, 'Z')
}
