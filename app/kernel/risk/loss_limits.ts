import { profitOf } from '../position/position.js'
import { equityOf, positionOf, type StrategyState, type TradingState } from '../state.js'
import { toUnits } from '../values/micros.js'
import type { Proposal } from './proposal.js'
import { approval, denial, type Verdict } from './verdict.js'

const DAILY_LOSS_APPROVED = approval('daily_loss')
const DRAWDOWN_APPROVED = approval('drawdown')
const STRATEGY_LOSS_APPROVED = approval('strategy_loss')

/** Loss since the session's start in currency units, realised and unrealised, fees included; gains are 0. */
export function dailyLossOf(state: TradingState): number {
  return Math.max(0, toUnits(state.sessionStartEquity) - toUnits(equityOf(state)))
}

/** Fall of equity from its highest value, as a fraction of that value. */
export function drawdownOf(state: TradingState): number {
  return Math.max(0, 1 - equityOf(state) / state.peakEquity)
}

/** Loss of a strategy since its start in currency units; gains are 0. */
export function strategyLossOf(state: TradingState, strategy: number): number {
  let profit = 0
  for (let i = 0; i < state.instruments.length; i++) {
    profit += profitOf(positionOf(state, strategy, i))
  }
  return Math.max(0, -profit / 1e6)
}

/** What the daily loss may reach in currency units, or `null` without a limit. The tighter of two holds. */
export function dailyLossLimit(state: TradingState, bias: number): number | null {
  const { dailyLossMax, dailyLossFractionMax } = state.limits.loss
  const byFraction =
    dailyLossFractionMax === null
      ? Infinity
      : dailyLossFractionMax * Math.max(0, toUnits(state.sessionStartEquity))
  const limit = Math.min(dailyLossMax ?? Infinity, byFraction) * bias
  return dailyLossMax === null && dailyLossFractionMax === null ? null : limit
}

/** Rule 3a: no new risk once the session's loss has reached its limit. */
export function checkDailyLoss(state: TradingState, _proposal: Proposal, bias: number): Verdict {
  const limit = dailyLossLimit(state, bias)
  if (limit === null) return DAILY_LOSS_APPROVED
  const loss = dailyLossOf(state)
  if (loss < limit) return DAILY_LOSS_APPROVED
  return denial(
    'daily_loss',
    `today's loss of ${loss.toFixed(2)} has reached the limit of ${limit.toFixed(2)}`
  )
}

/** Rule 3b: no new risk once equity has fallen too far from its peak. */
export function checkDrawdown(state: TradingState, _proposal: Proposal, bias: number): Verdict {
  const limit = state.limits.loss.drawdownFractionMax
  if (limit === null) return DRAWDOWN_APPROVED
  const drawdown = drawdownOf(state)
  if (drawdown < limit * bias) return DRAWDOWN_APPROVED
  return denial(
    'drawdown',
    `a drawdown of ${(drawdown * 100).toFixed(2)} % has reached the limit of ${(limit * bias * 100).toFixed(2)} %`
  )
}

/** Rule 3c: no new risk for a strategy that has lost its limit. */
export function checkStrategyLoss(state: TradingState, proposal: Proposal, bias: number): Verdict {
  const limit = state.limits.loss.strategyLossMax
  if (limit === null) return STRATEGY_LOSS_APPROVED
  const loss = strategyLossOf(state, proposal.strategy)
  if (loss < limit * bias) return STRATEGY_LOSS_APPROVED
  const { id } = state.strategies[proposal.strategy] as StrategyState
  return denial(
    'strategy_loss',
    `${id} has lost ${loss.toFixed(2)}, its limit is ${(limit * bias).toFixed(2)}`
  )
}
