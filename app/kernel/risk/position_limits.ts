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
  const isLive = state.settings.isLive === true
  const room = isLive ? roomAsItStands : roomAtOrderPrice
  const allowed = floorToStep(room(state, proposal, limit * bias), proposal.terms.quantityStep)
  if (allowed >= proposal.opening) return NOTIONAL_APPROVED
  return bounded('position_notional', proposal.opening, allowed, () => {
    const over = proposal.opening - room(state, proposal, limit * bias)
    const value = limit * bias + over * proposal.unitValue
    return `${proposal.terms.symbol}: a value of ${value.toFixed(2)} would pass the limit of ${(limit * bias).toFixed(2)}`
  })
}

/** Units that still fit with all that is held and ordered valued at the proposal's price: in a simulation. */
function roomAtOrderPrice(state: TradingState, proposal: Proposal, limit: number): number {
  const instrument = state.instruments[proposal.instrument] as InstrumentState
  const held = projectedQuantity(instrument, proposal.sign) + proposal.reducing
  return limit / proposal.unitValue - held
}

/**
 * Units that still fit with what is held valued at the last price and each order at its own, as in the rules
 * of the portfolio: an order far from the market must not make what is held look cheap. A live account is
 * bounded so; a simulation is not, because its order lists stay what they were.
 */
function roomAsItStands(state: TradingState, proposal: Proposal, limit: number): number {
  const { instrument: index, sign, reducing, unitValue } = proposal
  const instrument = state.instruments[index] as InstrumentState
  const held =
    committedValue(state, { instrument: index, sign, strategy: null }) +
    reducing * unitValueAt(instrument, instrument.price)
  return (limit * (1 + 1e-9) - held) / unitValue
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
