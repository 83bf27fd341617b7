import type { PluginEvent } from '#engine/plugin_gateway/running_plugin.js'
import type { Bar } from '#kernel/market/bar.js'
import { barEndMs, type Timeframe } from '#kernel/market/timeframe.js'
import type { AccountFigures } from './strategy_fact.js'

/** A bar as a strategy is shown it. */
export interface ShownBar extends Bar {
  readonly symbol: string
  readonly timeframe: Timeframe
}

/** The event of a bar that has ended. */
export function barEvent(
  bar: ShownBar,
  account: AccountFigures,
  { isWarmingUp }: { readonly isWarmingUp: boolean }
): PluginEvent {
  const { symbol, timeframe, startMs, open, high, low, close, volume } = bar
  const endMs = barEndMs(timeframe, startMs)
  return {
    ...{ type: 'bar', atMs: endMs, symbol, timeframe, startMs, endMs },
    ...{ open, high, low, close, volume, warmingUp: isWarmingUp, account },
  }
}

/** The event after the bars of one moment. */
export function sliceEvent(endMs: number): PluginEvent {
  return { type: 'slice', atMs: endMs, endMs }
}
