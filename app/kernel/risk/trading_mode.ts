import { isBeingClosed } from '../position/closing.js'
import type { StrategyState, TradingState } from '../state.js'
import type { Proposal } from './proposal.js'
import { approval, denial, type Verdict } from './verdict.js'

const APPROVED = approval('trading_mode')

/** Rule 5: no new risk while the account is halted or reduce-only, or the strategy is paused. */
export function checkTradingMode(state: TradingState, proposal: Proposal): Verdict {
  if (state.mode === 'halted') return denial('trading_mode', 'trading is halted')
  if (state.mode === 'reduce_only') {
    return denial('trading_mode', 'only orders that reduce risk are taken')
  }
  const strategy = state.strategies[proposal.strategy] as StrategyState
  if (strategy.isPaused) return denial('trading_mode', `${strategy.id} is paused`)
  if (isBeingClosed(state, proposal)) {
    return denial('trading_mode', `${proposal.terms.symbol} of ${strategy.id} is being closed`)
  }
  return APPROVED
}
