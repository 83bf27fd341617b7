import { committedValue, projectedQuantity, unitValueAt } from '../account/exposure.js'
import type { InstrumentState, TradingState } from '../state.js'
import { floorToStep } from '../values/quantity.js'
import type { Proposal } from './proposal.js'
import { approval, bounded, denial, type Verdict } from './verdict.js'

const QUANTITY_APPROVED = approval('position_quantity')
const NOTIONAL_APPROVED = approval('position_notional')
const COUNT_APPROVED = approval('position_count')

/** Rule 1a: most units of one instrument, counted over all strategies with every working order filled. */
export function checkPositionQuantity(
  state: TradingState,
  proposal: Proposal,
  bias: number
): Verdict {
  const limit = state.limits.position.quantityMax
  if (limit === null) return QUANTITY_APPROVED
  const instrument = state.instruments[proposal.instrument] as InstrumentState
  const held = projectedQuantity(instrument, proposal.sign) + proposal.reducing
  const allowed = floorToStep(limit * bias - held, proposal.terms.quantityStep)
  if (allowed >= proposal.opening) return QUANTITY_APPROVED
  return bounded(
    'position_quantity',
    proposal.opening,
    allowed,
    () =>
      `${proposal.terms.symbol}: ${held + proposal.opening} units would pass the limit of ${limit * bias}`
  )
}

/** Rule 1b: most market value of one instrument. */
export function checkPositionNotional(
  state: TradingState,
  proposal: Proposal,
  bias: number
): Verdict {
  const limit = state.limits.position.notionalMax
  if (limit === null) return NOTIONAL_APPROVED
  const instrument = state.instruments[proposal.instrument] as InstrumentState
  const { sign, instrument: index } = proposal
  // What is held counts at the last price, an order at its own: see the rules of the portfolio.
  const held =
    committedValue(state, { instrument: index, sign, strategy: null }) +
    proposal.reducing * unitValueAt(instrument, instrument.price)
  const room = (limit * bias * (1 + 1e-9) - held) / proposal.unitValue
  const allowed = floorToStep(room, proposal.terms.quantityStep)
  if (allowed >= proposal.opening) return NOTIONAL_APPROVED
  return bounded('position_notional', proposal.opening, allowed, () => {
    const value = held + proposal.opening * proposal.unitValue
    return `${proposal.terms.symbol}: a value of ${value.toFixed(2)} would pass the limit of ${(limit * bias).toFixed(2)}`
  })
}

/** Rule 1c: most instruments held or about to be held at once. */
export function checkPositionCount(state: TradingState, proposal: Proposal, bias: number): Verdict {
  const limit = state.limits.position.countMax
  if (limit === null) return COUNT_APPROVED
  let count = 0
  for (let i = 0; i < state.instruments.length; i++) {
    const one = state.instruments[i] as InstrumentState
    const isExposed = projectedQuantity(one, 1) > 0 || projectedQuantity(one, -1) > 0
    if (i !== proposal.instrument && isExposed) count++
  }
  const allowed = Math.floor(limit * bias)
  if (count + 1 <= allowed) return COUNT_APPROVED
  return denial('position_count', `${count} positions are open, at most ${allowed} are allowed`)
}
