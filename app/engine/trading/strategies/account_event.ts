import type { PluginEvent } from '#engine/plugin_gateway/running_plugin.js'
import { drawdownOf } from '#kernel/risk/loss_limits.js'
import { equityOf, type TradingState } from '#kernel/state.js'

const MICROS = 1e6

/** The account as agents are shown it after the bars of a moment; see `docs/plugins/agent.md`. */
export function accountEvent(state: TradingState, atMs: number): PluginEvent {
  const equity = equityOf(state)
  return {
    type: 'account',
    atMs,
    equity: equity / MICROS,
    peakEquity: Math.max(state.peakEquity, equity) / MICROS,
    drawdown: drawdownOf(state),
    dailyLoss: Math.max(0, (state.sessionStartEquity - equity) / MICROS),
  }
}
