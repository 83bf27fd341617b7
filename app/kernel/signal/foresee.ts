import type { OrderType } from '../order/order.js'
import type { Proposal } from '../risk/proposal.js'
import type { InstrumentState, TradingState } from '../state.js'
import { proposalOf, wishOf } from './propose.js'
import { foreseeReplacement } from './replace.js'
import type { Signal } from './signal.js'
import { signalFault } from './signal_fault.js'

/**
 * Shows `judge` the proposal that a signal would put before the rules, if it opens or adds to a
 * position, and returns its answer; `null` where no rule would have a say.
 *
 * Used to ask plugin rules before the signal is proposed: their verdicts are part of the input. The
 * state is the same afterwards.
 */
export function foresee<T>(
  state: TradingState,
  signal: Signal,
  judge: (proposal: Proposal, type: OrderType) => T
): T | null {
  const { terms } = state.instruments[signal.instrument] as InstrumentState
  if (signal.type === 'cancel' || signalFault(signal, terms) !== null) return null
  const opensOnly = (proposal: Proposal, type: OrderType): T | null =>
    proposal.opening > 0 ? judge(proposal, type) : null
  if (signal.type === 'replace') return foreseeReplacement(state, signal, opensOnly)
  const wish = wishOf(state, signal)
  if (wish === null || wish.code !== null) return null
  return opensOnly(proposalOf(state, signal, wish), signal.orderType)
}
