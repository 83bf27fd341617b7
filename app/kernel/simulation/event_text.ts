import { exposureOf, grossExposure, unitValueAt } from '../account/exposure.js'
import type { BarColumns } from '../market/bar.js'
import { equityOf, type InstrumentState, type StrategyState, type TradingState } from '../state.js'
import type { AgentSight, RuleQuestion } from './counsel_advisor.js'

const MICROS = 1e6

/**
 * A rule's question as the text of an `assess` event; see `docs/plugins/protocol.md`.
 *
 * An instrument's value and `pending` together make its part of the exposure: `pending` is what working
 * orders would change of it.
 */
export function assessText({ state, proposal, type, atMs }: RuleQuestion): string {
  const { strategy, terms, sign, reducing, opening, price, unitValue } = proposal
  return JSON.stringify({
    type: 'assess',
    atMs,
    order: {
      strategy: (state.strategies[strategy] as StrategyState).id,
      symbol: terms.symbol,
      side: sign > 0 ? 'buy' : 'sell',
      type,
      quantity: reducing + opening,
      opening,
      reducing,
      price,
      notional: opening * unitValue,
      sector: terms.sector,
      currency: terms.currency,
    },
    account: {
      currency: state.settings.currency,
      equity: equityOf(state) / MICROS,
      cash: state.cash / MICROS,
      exposure: grossExposure(state),
      positions: positionsOf(state),
    },
  })
}

function positionsOf(state: TradingState): object[] {
  const positions: object[] = []
  for (const instrument of state.instruments) {
    const { net, workingMarket, restingBuys, restingSells, terms, price } = instrument
    if (net === 0 && workingMarket === 0 && restingBuys === 0 && restingSells === 0) continue
    const value = net * unitValueAt(instrument, price)
    const pending = exposureOf(instrument) - Math.abs(value)
    positions.push({ symbol: terms.symbol, quantity: net, value, pending, sector: terms.sector })
  }
  return positions
}

/** The `k`-th bar of an instant as the text of a `bar` event. */
export function barText({ state, bars, startMs, endMs }: AgentSight, k: number): string {
  const i = bars.active[k] as number
  const { symbol } = (state.instruments[i] as InstrumentState).terms
  const columns: BarColumns = bars.columns(i)
  const at = bars.index(i)
  return JSON.stringify({
    type: 'bar',
    atMs: endMs,
    symbol,
    startMs,
    endMs,
    open: columns.open[at],
    high: columns.high[at],
    low: columns.low[at],
    close: columns.close[at],
    volume: columns.volume[at],
    warmingUp: at < bars.firstIndex(i),
  })
}

/** The account at the end of an instant as the text of an `account` event. */
export function accountText({ state, endMs }: AgentSight): string {
  const equity = equityOf(state)
  const peak = Math.max(state.peakEquity, equity)
  return JSON.stringify({
    type: 'account',
    atMs: endMs,
    equity: equity / MICROS,
    peakEquity: peak / MICROS,
    drawdown: peak > 0 ? Math.max(0, (peak - equity) / peak) : 0,
    dailyLoss: Math.max(0, (state.sessionStartEquity - equity) / MICROS),
  })
}
