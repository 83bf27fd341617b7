import type { Command } from '../command.js'
import type { Input } from '../input.js'
import type { CorporateAction } from '../instrument/corporate_action.js'
import { beginSession, nextSessionMs, sessionDayOfBar } from '../market/session.js'
import type { InstrumentState, TradingState } from '../state.js'
import type { Audience } from './audience.js'
import type { SimulationConfig } from './config.js'
import type { MarketVenue } from './market_venue.js'
import type { SimulationOptions } from './options.js'

/** What sessions need of the simulation around them. */
export interface SessionStage {
  readonly state: TradingState
  readonly config: SimulationConfig
  readonly options: SimulationOptions
  readonly venue: MarketVenue
  readonly audience: Audience
  apply(input: Input): readonly Command[]
}

/** The session dates of all instruments, with the splits and dividends that each brings. */
export class Sessions {
  /** Per instrument, the instant from which on a bar belongs to a new session. */
  readonly nextMs: Float64Array
  readonly #nextAction: Int32Array

  constructor(readonly stage: SessionStage) {
    const count = stage.config.instruments.length
    this.nextMs = new Float64Array(count).fill(-Infinity)
    this.#nextAction = new Int32Array(count)
  }

  /** Begins the session of an instrument's bar, and applies what has gone ex since the one before. */
  begin(instrument: number, startMs: number): void {
    const { state, config, options, venue, audience } = this.stage
    const { terms } = state.instruments[instrument] as InstrumentState
    const day = sessionDayOfBar(terms.venue, config.timeframe, startMs)
    this.nextMs[instrument] = nextSessionMs(terms.venue, config.timeframe, day)
    options.journal?.({ type: 'session_began', day })
    beginSession(state, day)
    const actions = config.actions[instrument] as readonly CorporateAction[]
    let next = this.#nextAction[instrument] as number
    while (next < actions.length && (actions[next] as CorporateAction).exDay <= day) {
      const action = actions[next] as CorporateAction
      // What went ex before the first bar is already in its price.
      if ((state.instruments[instrument] as InstrumentState).bars > 0) {
        this.stage.apply({ type: 'corporate_action', instrument, action, atMs: startMs })
        if (action.type === 'split') venue.split(instrument, action.ratio)
        audience.announce(instrument, action)
      }
      next++
    }
    this.#nextAction[instrument] = next
  }
}
