import type { MarketFeed, Tick } from '#ports/market_feed.js'
import type { Hearing, MarketDataService } from './market_data_service.js'
import type { Timeframe } from '#kernel/market/timeframe.js'

/** What a view passes on besides quotes, and where its failure is told. */
export interface FeedViewSettings {
  readonly timeframes: readonly Timeframe[]
  onFault(error: Error): void
}

/**
 * The shared market data as a feed of one user's own: cleaned, counted, and closed without closing anyone
 * else's.
 */
export function feedView(
  service: MarketDataService,
  name: string,
  { timeframes, onFault }: FeedViewSettings
): MarketFeed {
  const receivers = new Map<string, (tick: Tick) => void>()
  let hearing: Promise<Hearing> | null = null
  let isClosed = false
  const hear = () => {
    hearing ??= service.listen({
      name,
      symbols: [],
      wantsQuotes: true,
      timeframes,
      take: (ticks) => {
        for (const tick of ticks) receivers.get(tick.symbol)?.(tick)
      },
      onFault,
    })
    return hearing
  }
  return {
    name: service.feedName,
    async subscribe(symbols, onTick) {
      if (isClosed) throw new Error(`the feed of ${name} is closed`)
      const added = symbols.filter((symbol) => !receivers.has(symbol))
      for (const symbol of added) receivers.set(symbol, onTick)
      try {
        await (await hear()).add(added)
      } catch (error) {
        for (const symbol of added) receivers.delete(symbol)
        throw error
      }
    },
    async unsubscribe(symbols) {
      for (const symbol of symbols) receivers.delete(symbol)
      if (hearing !== null) await (await hearing).remove(symbols)
    },
    async close() {
      isClosed = true
      receivers.clear()
      if (hearing !== null) await (await hearing).close()
    },
  }
}
