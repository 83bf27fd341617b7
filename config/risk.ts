import type { RiskLimits } from '#kernel/risk/limits.js'

/**
 * Limits that an account begins with: a cash account, a twentieth of which may be lost in a day. They are
 * copied when it is opened; `node ace risk:limits set` changes them from then on.
 */
const firstLimits: RiskLimits = {
  position: { quantityMax: null, notionalMax: null, countMax: null },
  portfolio: { exposureFractionMax: 1, sectorFractionMax: null, leverageMax: 1 },
  loss: {
    dailyLossMax: null,
    dailyLossFractionMax: 0.05,
    drawdownFractionMax: 0.25,
    strategyLossMax: null,
    haltOnDailyLoss: true,
  },
}

/** What guards an account. */
export default { firstLimits }
