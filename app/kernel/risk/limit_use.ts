import {
  exposedQuantity,
  exposureOf,
  grossExposure,
  sectorExposure,
  unitValueAt,
} from '../account/exposure.js'
import { equityOf, type StrategyState, type TradingState } from '../state.js'
import { toUnits } from '../values/micros.js'
import { effectiveBias } from './bias.js'
import type { LimitField } from './limits_change.js'
import { dailyLossOf, drawdownOf, strategyLossOf } from './loss_limits.js'

/** What a limit is counted in: account currency, a fraction of one, instruments, or units of one instrument. */
export type LimitUnit = 'money' | 'fraction' | 'instruments' | 'units'

/** How much of a limit is used now. */
export interface LimitUse {
  readonly field: LimitField
  readonly unit: LimitUnit
  /** As it was set, in `unit`; `null` for no limit. */
  readonly limit: number | null
  /** The same with the risk bias, which is what holds. */
  readonly inForce: number | null
  /** In `unit`. Orders that work count as if they had filled. */
  readonly used: number
  /** `used` as a part of `inForce`: 1 and more lets nothing more through; `null` without a limit. */
  readonly part: number | null
  /**
   * Account currency units that may still be opened or, for a limit of losses, still be lost before it
   * holds; never below 0. `null` without a limit, and where the limit is none of money.
   */
  readonly headroom: number | null
  /** The instrument, sector or strategy that uses most of it; `null` where it counts the whole account. */
  readonly about: string | null
}

/** What stands against the limits of an account. */
export interface LimitStanding {
  /** From 0 to 1: what every limit is multiplied by now. */
  readonly bias: number
  /** Gross exposure with every working order filled, in currency units. */
  readonly exposure: number
  /** Loss since the session's start in currency units; gains are 0. */
  readonly dailyLoss: number
  /** Fall of equity from its highest value, as a fraction of it. */
  readonly drawdown: number
  /** One for each limit but `haltOnDailyLoss`, in the order of `LIMIT_FIELDS`. */
  readonly uses: readonly LimitUse[]
  /** The limit of which most is used; `null` where there is none or nothing of any is used. */
  readonly bindsFirst: LimitField | null
}

/** What any exposure is a part of no equity at all: past every limit, and still a number that JSON has. */
const BEYOND = 1e6

/** Measures an account against its limits: the figures that the rules of `assess` decide by. */
export function limitStanding(state: TradingState): LimitStanding {
  const bias = effectiveBias(state)
  const uses = [
    ...positionUses(state, bias),
    ...portfolioUses(state, bias),
    ...lossUses(state, bias),
  ]
  let first: LimitUse | null = null
  for (const one of uses) {
    if (one.part !== null && one.part > (first?.part ?? 0)) first = one
  }
  return {
    bias,
    exposure: grossExposure(state),
    dailyLoss: dailyLossOf(state),
    drawdown: drawdownOf(state),
    uses,
    bindsFirst: first?.field ?? null,
  }
}

function positionUses(state: TradingState, bias: number): LimitUse[] {
  const { quantityMax, notionalMax, countMax } = state.limits.position
  const { instruments } = state
  const byQuantity = largest(instruments, exposedQuantity)
  const byValue = largest(instruments, exposureOf)
  const unitValue = byQuantity.of === null ? 0 : unitValueAt(byQuantity.of, byQuantity.of.price)
  const count = instruments.filter((one) => exposedQuantity(one) > 0).length
  return [
    use('position.quantityMax', 'units', {
      limit: quantityMax,
      bias,
      used: byQuantity.most,
      unitValue: unitValue > 0 ? unitValue : null,
      about: byQuantity.of?.terms.symbol ?? null,
    }),
    use('position.notionalMax', 'money', {
      limit: notionalMax,
      bias,
      used: byValue.most,
      unitValue: 1,
      about: byValue.of?.terms.symbol ?? null,
    }),
    use('position.countMax', 'instruments', {
      limit: countMax,
      bias,
      used: count,
      unitValue: null,
    }),
  ]
}

function portfolioUses(state: TradingState, bias: number): LimitUse[] {
  const { exposureFractionMax, sectorFractionMax, leverageMax } = state.limits.portfolio
  const equity = Math.max(0, toUnits(equityOf(state)))
  const part = (amount: number) => (equity > 0 ? amount / equity : amount > 0 ? BEYOND : 0)
  const exposure = part(grossExposure(state))
  const sectors = [...new Set(state.instruments.map(({ terms }) => terms.sector))]
  const bySector = largest(sectors, (sector) => sectorExposure(state, sector, -1))
  const isHeld = bySector.most > 0
  const common = { bias, unitValue: equity }
  return [
    use('portfolio.exposureFractionMax', 'fraction', {
      ...common,
      limit: exposureFractionMax,
      used: exposure,
    }),
    use('portfolio.sectorFractionMax', 'fraction', {
      ...common,
      limit: sectorFractionMax,
      used: part(bySector.most),
      about: isHeld ? (bySector.of ?? 'unknown') : null,
    }),
    use('portfolio.leverageMax', 'fraction', { ...common, limit: leverageMax, used: exposure }),
  ]
}

function lossUses(state: TradingState, bias: number): LimitUse[] {
  const { loss } = state.limits
  const startEquity = Math.max(0, toUnits(state.sessionStartEquity))
  const dailyLoss = dailyLossOf(state)
  const numbers = state.strategies.map((_, strategy) => strategy)
  const byStrategy = largest(numbers, (strategy) => strategyLossOf(state, strategy))
  const loser = byStrategy.of === null ? null : (state.strategies[byStrategy.of] as StrategyState)
  return [
    use('loss.dailyLossMax', 'money', {
      limit: loss.dailyLossMax,
      bias,
      used: dailyLoss,
      unitValue: 1,
    }),
    use('loss.dailyLossFractionMax', 'fraction', {
      limit: loss.dailyLossFractionMax,
      bias,
      used: startEquity > 0 ? dailyLoss / startEquity : 0,
      unitValue: startEquity,
    }),
    use('loss.drawdownFractionMax', 'fraction', {
      limit: loss.drawdownFractionMax,
      bias,
      used: drawdownOf(state),
      unitValue: Math.max(0, toUnits(state.peakEquity)),
    }),
    use('loss.strategyLossMax', 'money', {
      limit: loss.strategyLossMax,
      bias,
      used: byStrategy.most,
      unitValue: 1,
      about: loser?.id ?? null,
    }),
  ]
}

function use(
  field: LimitField,
  unit: LimitUnit,
  of: {
    readonly limit: number | null
    readonly bias: number
    readonly used: number
    /** Account currency units of one `unit`; `null` where it is worth none. */
    readonly unitValue: number | null
    readonly about?: string | null
  }
): LimitUse {
  const { limit, bias, used, unitValue, about = null } = of
  const common = { field, unit, limit, used, about }
  if (limit === null) return { ...common, inForce: null, part: null, headroom: null }
  const whole = limit * bias
  // As the rule counts: half an instrument is none.
  const inForce = unit === 'instruments' ? Math.floor(whole) : whole
  const part = inForce > 0 ? used / inForce : 1
  const headroom = unitValue === null ? null : Math.max(0, inForce - used) * unitValue
  return { ...common, inForce, part, headroom }
}

/** What has the most of something, where anything has any. */
function largest<T>(
  all: readonly T[],
  size: (one: T) => number
): { readonly of: T | null; readonly most: number } {
  let of: T | null = null
  let most = 0
  for (const one of all) {
    const found = size(one)
    if (found > most) {
      most = found
      of = one
    }
  }
  return { of, most }
}
