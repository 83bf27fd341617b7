import type { InstrumentState, TradingState } from '../state.js'
import { toMicros, type Micros } from '../values/micros.js'
import type { Position } from './position.js'

/** Values one position at its instrument's last price and keeps the account's total in step. */
export function markPosition(
  state: TradingState,
  instrument: InstrumentState,
  position: Position
): void {
  const value =
    position.quantity === 0
      ? (0 as Micros)
      : toMicros(
          position.quantity * instrument.price * instrument.terms.multiplier * instrument.fxRate
        )
  state.positionsValue = (state.positionsValue + (value - position.value)) as Micros
  position.value = value
}

/**
 * Gives an instrument a new price and values every position in it.
 *
 * `price` must be above zero; the market data's boundary has made sure of that.
 */
export function markPrice(state: TradingState, index: number, price: number, atMs: number): void {
  const instrument = state.instruments[index] as InstrumentState
  instrument.price = price
  instrument.priceMs = atMs
  const width = state.instruments.length
  for (let at = index; at < state.positions.length; at += width) {
    const position = state.positions[at] as Position
    if (position.quantity !== 0) markPosition(state, instrument, position)
  }
}
