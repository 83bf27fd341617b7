import type { PluginEvent } from '#engine/plugin_gateway/running_plugin.js'
import type { Bar } from '#kernel/market/bar.js'
import { barEndMs, type Timeframe } from '#kernel/market/timeframe.js'
import { isPrice } from '#kernel/values/price.js'
import type { QuoteTick } from '#ports/market_feed.js'
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

/** The event of a quote; `null` for one without both sides, which tells no price to trade at. */
export function quoteEvent(tick: QuoteTick, atMs: number): PluginEvent | null {
  const { symbol, bid, ask, bidSize, askSize, atMs: quotedMs } = tick
  if (bid === null || ask === null || !isPrice(bid) || !isPrice(ask) || bid > ask) return null
  const sizes = { bidSize: bidSize ?? 0, askSize: askSize ?? 0 }
  return { type: 'quote', atMs, symbol, bid, ask, ...sizes, quotedMs }
}

/** The event after the bars of one moment. */
export function sliceEvent(endMs: number): PluginEvent {
  return { type: 'slice', atMs: endMs, endMs }
}
