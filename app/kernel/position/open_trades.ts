import type { InstrumentState, TradingState } from '../state.js'
import { micros } from '../values/micros.js'
import { sumUpTrade, type Trade } from './trade.js'

/** The trades that are open now, valued at the last price. */
export function openTrades(state: TradingState): Trade[] {
  const trades: Trade[] = []
  const width = state.instruments.length
  state.positions.forEach((position, at) => {
    if (position.trade === null) return
    const place = { strategy: Math.floor(at / width), instrument: at % width }
    const { bars } = state.instruments[place.instrument] as InstrumentState
    const unrealised = micros(position.value - position.basis)
    trades.push(
      sumUpTrade(position.trade, place, { atMs: null, bar: bars, unrealised, reason: null })
    )
  })
  return trades
}
