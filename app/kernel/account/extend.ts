import { instrumentFault, type Instrument } from '../instrument/instrument.js'
import { markPosition } from '../position/mark.js'
import { flatPosition, type Position } from '../position/position.js'
import {
  newInstrument,
  newStrategy,
  type InstrumentState,
  type StrategySettings,
  type TradingState,
} from '../state.js'

/** Adds a strategy with flat positions. Throws RangeError for an id that the account has already. */
export function addStrategy(state: TradingState, settings: StrategySettings): void {
  if (state.strategies.some(({ id }) => id === settings.id)) {
    throw new RangeError(`the account has a strategy ${settings.id} already`)
  }
  state.strategies.push(newStrategy(settings))
  for (let i = 0; i < state.instruments.length; i++) state.positions.push(flatPosition())
}

/**
 * Adds an instrument in which nothing is held. Throws RangeError for terms that make no sense, a symbol
 * that the account has already, and a rate that is not above zero.
 */
export function addInstrument(state: TradingState, terms: Instrument, fxRate: number): void {
  const fault = instrumentFault(terms)
  if (fault !== null) throw new RangeError(fault)
  if (state.instruments.some((one) => one.terms.symbol === terms.symbol)) {
    throw new RangeError(`the account trades ${terms.symbol} already`)
  }
  checkRate(state, terms.currency, fxRate)
  const width = state.instruments.length
  const positions: Position[] = []
  for (let strategy = 0; strategy < state.strategies.length; strategy++) {
    positions.push(...state.positions.slice(strategy * width, (strategy + 1) * width))
    positions.push(flatPosition())
  }
  state.positions = positions
  state.instruments.push(newInstrument(terms, fxRate))
  if (terms.currency !== state.settings.currency) state.fxRates[terms.currency] = fxRate
}

/** Values a foreign currency anew. Throws RangeError for a rate that is not above zero. */
export function changeRate(state: TradingState, currency: string, rate: number): void {
  checkRate(state, currency, rate)
  state.fxRates[currency] = rate
  const width = state.instruments.length
  for (const [i, instrument] of state.instruments.entries()) {
    if (instrument.terms.currency !== currency) continue
    instrument.fxRate = rate
    for (let at = i; at < state.positions.length; at += width) {
      markPosition(state, instrument as InstrumentState, state.positions[at] as Position)
    }
  }
}

/** Account currency for one unit of a currency, as known now. Throws RangeError when it is not. */
export function rateOf(state: TradingState, currency: string): number {
  if (currency === state.settings.currency) return 1
  const rate = state.fxRates[currency]
  if (rate === undefined) {
    throw new RangeError(`no exchange rate from ${currency} to ${state.settings.currency} is known`)
  }
  return rate
}

function checkRate(state: TradingState, currency: string, rate: number): void {
  const isOwn = currency === state.settings.currency
  if (isOwn ? rate === 1 : rate > 0 && rate < Infinity) return
  throw new RangeError(
    isOwn
      ? `${currency} is the account's own currency: its rate is 1, was ${rate}`
      : `the rate of ${currency} must be above 0, was ${rate}`
  )
}
