import type { InstrumentState, TradingState } from '../state.js'
import type { Proposal } from './proposal.js'
import { approval, denial, type Verdict } from './verdict.js'

const APPROVED = approval('instrument_paused')

/** Rule 8: no new risk in an instrument that is paused, such as one whose books disagree with the broker's. */
export function checkPausedInstrument(state: TradingState, proposal: Proposal): Verdict {
  const { pausedBecause } = state.instruments[proposal.instrument] as InstrumentState
  if (pausedBecause === null) return APPROVED
  return denial('instrument_paused', `${proposal.terms.symbol} is paused: ${pausedBecause}`)
}
