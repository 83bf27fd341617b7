import { TIMEFRAME_MS } from '#kernel/market/timeframe.js'
import type { TradingState } from '#kernel/state.js'
import type { StrategyRow } from '#ports/strategy_records.js'

/** What a strategy is started with besides its parameters: see `docs/plugins/protocol.md`. */
export function setupOf(
  state: TradingState,
  { symbols, timeframe }: Pick<StrategyRow, 'symbols' | 'timeframe'>
): Readonly<Record<string, unknown>> {
  const instruments = symbols.map((symbol) => {
    const { terms, fxRate } = state.instruments[instrumentOf(state, symbol)]!
    const { currency, tickSize, lotSize, quantityStep, multiplier } = terms
    return { symbol, currency, tickSize, lotSize, quantityStep, multiplier, fxRate }
  })
  const account = { currency: state.settings.currency, cash: state.cash / 1e6 }
  return { instruments, timeframe, timeframeMs: TIMEFRAME_MS[timeframe], account }
}

/** The number of a symbol in the account; -1 when it is not traded there. */
export function instrumentOf(state: TradingState, symbol: string): number {
  return state.instruments.findIndex(({ terms }) => terms.symbol === symbol)
}
