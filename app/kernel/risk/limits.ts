/**
 * The limits that every signal is checked against. `null` means "no limit".
 *
 * Money is in account currency units, fractions are of equity (0.8 = 80 %). All limits of rules 1 to 3
 * are multiplied by the risk bias, which can only tighten them.
 */
export interface RiskLimits {
  readonly position: {
    /** Most units held of one instrument, long or short. */
    readonly quantityMax: number | null
    /** Most market value held of one instrument. */
    readonly notionalMax: number | null
    /** Most instruments held at once. */
    readonly countMax: number | null
  }
  readonly portfolio: {
    /** Gross exposure as a fraction of equity. */
    readonly exposureFractionMax: number | null
    /** Gross exposure of one sector as a fraction of equity; instruments without a sector are one. */
    readonly sectorFractionMax: number | null
    /** Buying power as a multiple of equity: 1 for a cash account. Never `null`. */
    readonly leverageMax: number
  }
  readonly loss: {
    /** Loss since the session's start, realised and unrealised, that stops new risk for the session. */
    readonly dailyLossMax: number | null
    /** The same as a fraction of the equity at the session's start. */
    readonly dailyLossFractionMax: number | null
    /** Fall of equity from its peak that stops new risk. */
    readonly drawdownFractionMax: number | null
    /** Loss of one strategy since its start, realised and unrealised, that stops its new risk. */
    readonly strategyLossMax: number | null
    /** Whether reaching a loss limit halts the account (until a person resumes) instead of only denying. */
    readonly haltOnDailyLoss: boolean
  }
}

/** What a cash account implies and nothing more. */
export const UNLIMITED: RiskLimits = {
  position: { quantityMax: null, notionalMax: null, countMax: null },
  portfolio: { exposureFractionMax: null, sectorFractionMax: null, leverageMax: 1 },
  loss: {
    dailyLossMax: null,
    dailyLossFractionMax: null,
    drawdownFractionMax: null,
    strategyLossMax: null,
    haltOnDailyLoss: false,
  },
}
