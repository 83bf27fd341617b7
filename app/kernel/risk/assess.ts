import type { TradingState } from '../state.js'
import { effectiveBias } from './bias.js'
import { checkDailyLoss, checkDrawdown, checkStrategyLoss } from './loss_limits.js'
import {
  checkExposure,
  checkBuyingPower,
  checkSector,
  checkShortSelling,
  checkStrategyLeverage,
  checkStrategyPosition,
} from './portfolio_limits.js'
import {
  checkPositionCount,
  checkPositionNotional,
  checkPositionQuantity,
} from './position_limits.js'
import type { Proposal } from './proposal.js'
import { checkPausedInstrument } from './paused_instrument.js'
import { checkTradingMode } from './trading_mode.js'
import { checkUnknownOrder } from './unknown_order.js'
import { approval, type Decision, type Verdict } from './verdict.js'

type Rule = (state: TradingState, proposal: Proposal, bias: number) => Verdict

/**
 * The built-in rules in their order: 1 position limits, 2 portfolio limits, 3 loss limits, 5 trading
 * mode. Rule 4, the Greeks, takes its place before the trading mode once `derivative/` prices options.
 */
const RULES: readonly Rule[] = [
  checkPositionQuantity,
  checkPositionNotional,
  checkPositionCount,
  checkExposure,
  checkSector,
  checkBuyingPower,
  checkStrategyLeverage,
  checkStrategyPosition,
  checkShortSelling,
  checkDailyLoss,
  checkDrawdown,
  checkStrategyLoss,
  checkTradingMode,
]

/** The rules of an account that trades with a broker whose answers can be lost: 7 and 8 join. */
const LIVE_RULES: readonly Rule[] = [...RULES, checkUnknownOrder, checkPausedInstrument]

/** What all rules together say. `quantity` is what may be traded, the reducing part included. */
export interface Assessment {
  readonly decision: Decision
  readonly quantity: number
  /** One verdict per rule, in order. */
  readonly verdicts: readonly Verdict[]
  /** The verdicts' reasons, `null` for an approval. */
  readonly reason: string | null
}

/** What every built-in rule says where none objects. */
const APPROVED_BY_ALL: readonly Verdict[] = [
  'position_quantity',
  'position_notional',
  'position_count',
  'portfolio_exposure',
  'sector_concentration',
  'buying_power',
  'strategy_leverage',
  'strategy_position',
  'short_selling',
  'daily_loss',
  'drawdown',
  'strategy_loss',
  'trading_mode',
].map((rule) => approval(rule as Verdict['rule']))

const APPROVED_LIVE: readonly Verdict[] = [
  ...APPROVED_BY_ALL,
  approval('unknown_order'),
  approval('instrument_paused'),
]

/**
 * One approval per rule, plugin rules included: what an order is told with that only reduces risk. A plugin
 * rule that was asked all the same and objected does not count.
 */
export function approvedByAll(
  state: TradingState,
  pluginVerdicts: readonly Verdict[]
): readonly Verdict[] {
  const builtIn = state.settings.isLive === true ? APPROVED_LIVE : APPROVED_BY_ALL
  if (pluginVerdicts.length === 0 || state.settings.isLive !== true) return builtIn
  return [...builtIn, ...pluginVerdicts.map(({ rule }) => approval(rule))]
}

/**
 * Asks every rule, so that the trace is complete, and takes the tightest answer.
 *
 * What only reduces a position is approved by all: blocking the exit makes a bad day worse. A signal
 * that closes and opens at once keeps its closing part whatever the rules say of the rest.
 * `pluginVerdicts` are the answers of plugin rules (rule 6), already given.
 */
export function assess(
  state: TradingState,
  proposal: Proposal,
  pluginVerdicts: readonly Verdict[]
): Assessment {
  const whole = proposal.reducing + proposal.opening
  if (proposal.opening === 0) {
    const verdicts = approvedByAll(state, pluginVerdicts)
    return { decision: 'approve', quantity: whole, verdicts, reason: null }
  }
  const rules = state.settings.isLive === true ? LIVE_RULES : RULES
  const bias = effectiveBias(state)
  if (pluginVerdicts.length === 0 && isApprovedByAll(state, proposal, bias, rules)) {
    const verdicts = approvedByAll(state, pluginVerdicts)
    return { decision: 'approve', quantity: whole, verdicts, reason: null }
  }
  const verdicts: Verdict[] = []
  let allowed = proposal.opening
  let reason: string | null = null
  for (const rule of rules) {
    const verdict = rule(state, proposal, bias)
    verdicts.push(verdict)
    if (verdict.decision === 'approve') continue
    allowed = Math.min(allowed, verdict.allowed)
    reason = reason === null ? verdict.reason : `${reason}; ${verdict.reason}`
  }
  for (const verdict of pluginVerdicts) {
    verdicts.push(verdict)
    if (verdict.decision === 'approve') continue
    allowed = Math.min(allowed, verdict.decision === 'deny' ? 0 : verdict.allowed)
    reason = reason === null ? verdict.reason : `${reason}; ${verdict.reason}`
  }
  if (allowed >= proposal.opening) {
    return { decision: 'approve', quantity: whole, verdicts, reason: null }
  }
  const quantity = proposal.reducing + Math.max(0, allowed)
  return { decision: quantity > 0 ? 'reduce' : 'deny', quantity, verdicts, reason }
}

/** Nearly every order is approved, with the same verdicts each time: no list is made for those. */
function isApprovedByAll(
  state: TradingState,
  proposal: Proposal,
  bias: number,
  rules: readonly Rule[]
): boolean {
  for (let k = 0; k < rules.length; k++) {
    if ((rules[k] as Rule)(state, proposal, bias).decision !== 'approve') return false
  }
  return true
}
