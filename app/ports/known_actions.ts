import type { CorporateAction } from '#kernel/instrument/corporate_action.js'

/** Splits and dividends that are known, to be asked at any moment: an answer waits for nobody. */
export interface KnownActions {
  /**
   * Actions of an instrument whose ex-date lies after one day and not after another (day numbers), oldest
   * first, a split before a dividend of the same date.
   */
  between(symbol: string, afterDay: number, untilDay: number): readonly CorporateAction[]
}
