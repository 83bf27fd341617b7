/** A stretch of uninterrupted trading, in minutes after local midnight; `to` is the first minute without. */
export interface LocalPeriod {
  readonly from: number
  readonly to: number
}

/**
 * What the rules of a venue say of a date: closed and why, or the stretches of trading, with a note
 * where they differ from a regular day's.
 */
export type TradingDay =
  | { readonly type: 'closed'; readonly reason: string }
  | {
      readonly type: 'open'
      readonly periods: readonly LocalPeriod[]
      readonly note: string | null
    }

/** Minutes after midnight of a time of day. */
export function clock(hour: number, minute = 0): number {
  return hour * 60 + minute
}
