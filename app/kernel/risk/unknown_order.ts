import type { TradingState } from '../state.js'
import type { Proposal } from './proposal.js'
import { approval, denial, type Verdict } from './verdict.js'

const APPROVED = approval('unknown_order')

/** Rule 7: no new risk in an instrument while nobody knows what became of an order in it. */
export function checkUnknownOrder(state: TradingState, proposal: Proposal): Verdict {
  const unclear = state.orders.find(
    (order) => order.instrument === proposal.instrument && order.state === 'unknown'
  )
  if (unclear === undefined) return APPROVED
  return denial(
    'unknown_order',
    `the fate of order ${unclear.sequence} in ${proposal.terms.symbol} is unknown: no new risk there until it is clear`
  )
}
