import type { PaperSettings } from '#adapters/broker/paper/paper_settings.js'
import type { ReconcileSettings } from '#engine/reconcile/reconcile_settings.js'
import type { SettingsDesk } from '#engine/settings/settings_desk.js'
import type { RiskLimits } from '#kernel/risk/limits.js'
import type { LiveMarketSettings } from './live_market.js'

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/**
 * The settings as those who work by them want them. Each figure is read when it is asked for: what is
 * changed while they work holds from then on.
 */
export function settingsInForce(desk: SettingsDesk) {
  return {
    market: marketOf(desk),
    paper: paperOf(desk),
    reconcile: reconcileOf(desk),
    firstLimits: () => firstLimitsOf(desk),
    /** The npm registry that plugins come from. */
    npm: {
      get registry() {
        return (desk.value('plugins.npmRegistry') as string | null) ?? undefined
      },
    },
  }
}

function marketOf(desk: SettingsDesk): LiveMarketSettings {
  return {
    get replayBarMs() {
      return desk.number('market.replayBarMs')
    },
    get spreadBps() {
      return desk.number('market.spreadBps')
    },
    get staleAfterMs() {
      return desk.number('market.staleAfterSeconds') * SECOND_MS
    },
    tickDays: {
      get quoteDays() {
        return desk.number('market.quoteDays')
      },
      get barDays() {
        return desk.number('market.barDays')
      },
    },
    get hours() {
      return desk.value('market.hours') as LiveMarketSettings['hours']
    },
    get redisUrl() {
      return desk.value('redis.url') as string | null
    },
  }
}

function paperOf(desk: SettingsDesk): Partial<PaperSettings> {
  return {
    get toVenueMs() {
      return desk.number('paper.toVenueMs')
    },
    get jitterMs() {
      return desk.number('paper.jitterMs')
    },
    get rejectionRate() {
      return desk.number('paper.rejectionFraction')
    },
    get quoteAgeMaxMs() {
      return desk.number('paper.quoteAgeSeconds') * SECOND_MS
    },
    get sizeShare() {
      return desk.number('paper.sizeFraction')
    },
    get slippage(): PaperSettings['slippage'] {
      const bps = desk.number('paper.slippageBps')
      return bps === 0 ? { type: 'none' } : { type: 'basis_points', bps }
    },
    // Prices and the broker keep the same hours.
    get hours() {
      return desk.value('market.hours') as PaperSettings['hours']
    },
  }
}

function reconcileOf(desk: SettingsDesk): ReconcileSettings {
  const of = (name: string) => desk.number(`reconcile.${name}`)
  return {
    get openEveryMs() {
      return of('openEveryMinutes') * MINUTE_MS
    },
    get closedEveryMs() {
      return of('closedEveryMinutes') * MINUTE_MS
    },
    get quantityTolerance() {
      return of('quantityTolerance')
    },
    get cashTolerance() {
      return of('cashTolerance')
    },
    get graveCashFraction() {
      return of('graveCashFraction')
    },
    get lateReportMs() {
      return of('lateReportSeconds') * SECOND_MS
    },
    get lookGapMs() {
      return of('lookGapMs')
    },
    get lookBackMs() {
      return of('lookBackDays') * DAY_MS
    },
  }
}

function firstLimitsOf(desk: SettingsDesk): RiskLimits {
  const of = (name: string) => desk.value(`limits.${name}`) as number | null
  return {
    position: { quantityMax: null, notionalMax: of('notionalMax'), countMax: of('countMax') },
    portfolio: {
      exposureFractionMax: of('exposureFractionMax'),
      sectorFractionMax: of('sectorFractionMax'),
      leverageMax: desk.number('limits.leverageMax'),
    },
    loss: {
      dailyLossMax: of('dailyLossMax'),
      dailyLossFractionMax: of('dailyLossFractionMax'),
      drawdownFractionMax: of('drawdownFractionMax'),
      strategyLossMax: of('strategyLossMax'),
      haltOnDailyLoss: desk.value('limits.haltOnDailyLoss') === true,
    },
  }
}
