import {
  committedValue,
  grossExposure,
  sectorExposure,
  strategyExposure,
  unitValueAt,
} from '../account/exposure.js'
import { equityOf, type InstrumentState, type StrategyState, type TradingState } from '../state.js'
import { floorToStep } from '../values/quantity.js'
import { toUnits } from '../values/micros.js'
import type { Proposal } from './proposal.js'
import { approval, bounded, type Verdict } from './verdict.js'

const EXPOSURE_APPROVED = approval('portfolio_exposure')
const SECTOR_APPROVED = approval('sector_concentration')
const BUYING_POWER_APPROVED = approval('buying_power')
const LEVERAGE_APPROVED = approval('strategy_leverage')
const POSITION_APPROVED = approval('strategy_position')
const SHORT_APPROVED = approval('short_selling')

/**
 * Units that may still be opened when the exposure to all else is `elsewhere` and the total may reach
 * `limit`, both in currency units. What is held counts at the last price, an order at its own: a limit
 * to buy far below the market must not make what is held look cheap. `strategy` narrows it to what one
 * strategy holds. A billionth of the limit is forgiven to the division.
 */
function roomFor(
  state: TradingState,
  proposal: Proposal,
  {
    limit,
    elsewhere,
    strategy = null,
  }: { limit: number; elsewhere: number; strategy?: number | null }
): number {
  const { instrument, sign } = proposal
  const held = state.instruments[instrument] as InstrumentState
  // What closes first leaves a room that is already counted: a position of the other side is below zero.
  const closing = proposal.reducing * unitValueAt(held, held.price)
  const here = committedValue(state, { instrument, sign, strategy }) + closing
  const room = (limit * (1 + 1e-9) - elsewhere - here) / proposal.unitValue
  return floorToStep(room, proposal.terms.quantityStep)
}

/** Rule 2a: gross exposure of the account as a fraction of equity. */
export function checkExposure(state: TradingState, proposal: Proposal, bias: number): Verdict {
  const fraction = state.limits.portfolio.exposureFractionMax
  if (fraction === null) return EXPOSURE_APPROVED
  const limit = Math.max(0, toUnits(equityOf(state))) * fraction * bias
  const allowed = roomFor(state, proposal, {
    limit,
    elsewhere: grossExposure(state, proposal.instrument),
  })
  if (allowed >= proposal.opening) return EXPOSURE_APPROVED
  return bounded(
    'portfolio_exposure',
    proposal.opening,
    allowed,
    () =>
      `exposure would pass ${(fraction * bias * 100).toFixed(1)} % of equity (${limit.toFixed(2)})`
  )
}

/** Rule 2b: gross exposure to one sector as a fraction of equity. */
export function checkSector(state: TradingState, proposal: Proposal, bias: number): Verdict {
  const fraction = state.limits.portfolio.sectorFractionMax
  if (fraction === null) return SECTOR_APPROVED
  const { sector } = proposal.terms
  const limit = Math.max(0, toUnits(equityOf(state))) * fraction * bias
  const elsewhere = sectorExposure(state, sector, proposal.instrument)
  const allowed = roomFor(state, proposal, { limit, elsewhere })
  if (allowed >= proposal.opening) return SECTOR_APPROVED
  return bounded(
    'sector_concentration',
    proposal.opening,
    allowed,
    () =>
      `sector ${sector ?? 'unknown'} would pass ${(fraction * bias * 100).toFixed(1)} % of equity (${limit.toFixed(2)})`
  )
}

/** Rule 2c: buying power, leverage × equity. A cash account has a leverage of 1. */
export function checkBuyingPower(state: TradingState, proposal: Proposal, bias: number): Verdict {
  const leverage = state.limits.portfolio.leverageMax
  const limit = Math.max(0, toUnits(equityOf(state))) * leverage * bias
  const elsewhere = grossExposure(state, proposal.instrument)
  const allowed = roomFor(state, proposal, { limit, elsewhere })
  if (allowed >= proposal.opening) return BUYING_POWER_APPROVED
  return bounded(
    'buying_power',
    proposal.opening,
    allowed,
    () =>
      `${proposal.opening} ${proposal.terms.symbol} need more than the buying power: exposure may reach ${limit.toFixed(2)}`
  )
}

/** Rule 2d: the leverage that a strategy's manifest declares, on what the strategy itself holds. */
export function checkStrategyLeverage(
  state: TradingState,
  proposal: Proposal,
  bias: number
): Verdict {
  const strategy = state.strategies[proposal.strategy] as StrategyState
  const leverage = strategy.leverageMax
  if (leverage === null || leverage >= state.limits.portfolio.leverageMax) {
    return LEVERAGE_APPROVED
  }
  const limit = Math.max(0, toUnits(equityOf(state))) * leverage * bias
  const elsewhere = strategyExposure(state, proposal.strategy, proposal.instrument)
  const allowed = roomFor(state, proposal, { limit, elsewhere, strategy: proposal.strategy })
  if (allowed >= proposal.opening) return LEVERAGE_APPROVED
  return bounded(
    'strategy_leverage',
    proposal.opening,
    allowed,
    () =>
      `${strategy.id} declares a leverage of ${leverage}: its exposure may reach ${limit.toFixed(2)}`
  )
}

/** Rule 2e: the part of equity that a strategy's manifest declares for one instrument, on what it holds itself. */
export function checkStrategyPosition(
  state: TradingState,
  proposal: Proposal,
  bias: number
): Verdict {
  const strategy = state.strategies[proposal.strategy] as StrategyState
  const fraction = strategy.positionFractionMax
  if (fraction === null) return POSITION_APPROVED
  const limit = Math.max(0, toUnits(equityOf(state))) * fraction * bias
  const allowed = roomFor(state, proposal, { limit, elsewhere: 0, strategy: proposal.strategy })
  if (allowed >= proposal.opening) return POSITION_APPROVED
  return bounded(
    'strategy_position',
    proposal.opening,
    allowed,
    () =>
      `${strategy.id} declares at most ${(fraction * 100).toFixed(1)} % of equity in one instrument: ${proposal.terms.symbol} may reach ${limit.toFixed(2)}`
  )
}

/** Rule 2f: opening a short needs a manifest that declares `risk.shortAllowed`. */
export function checkShortSelling(state: TradingState, proposal: Proposal): Verdict {
  const strategy = state.strategies[proposal.strategy] as StrategyState
  if (proposal.sign > 0 || strategy.shortAllowed) return SHORT_APPROVED
  return bounded(
    'short_selling',
    proposal.opening,
    0,
    () => `${strategy.id} may not sell short: its manifest does not declare risk.shortAllowed`
  )
}
