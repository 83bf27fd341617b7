import { ReplayFeed, type ReplaySource } from '#adapters/market_feed/replay/replay_feed.js'
import { MARKET_DATA, MarketDataService } from '#engine/market_data/live/market_data_service.js'
import type { BarColumns } from '#kernel/market/bar.js'
import type { BarStore } from '#ports/bar_store.js'
import type { Clock } from '#ports/clock.js'

/** Between bid and ask of a replayed price, in basis points. */
const SPREAD_BPS = 2
/** Units shown at the bid and at the ask of a replayed price. */
const SHOWN_SIZE = 10_000

/** The market of this installation, one for all accounts: stored daily bars, told as if they were today. */
export function createLiveMarket(
  store: BarStore,
  clock: Clock,
  { replayBarMs }: { readonly replayBarMs: number }
): MarketDataService {
  const source: ReplaySource = {
    bars: (symbol, timeframe) =>
      store.readSeries(symbol, timeframe, async (_series, batches) => joined(batches)),
  }
  const feed = new ReplayFeed(source, clock, {
    timeframe: '1d',
    barMs: replayBarMs,
    spreadBps: SPREAD_BPS,
    shownSize: SHOWN_SIZE,
  })
  // A price comes four times in a bar.
  const staleAfterMs = Math.max(MARKET_DATA.staleAfterMs, replayBarMs)
  return new MarketDataService(feed, clock, {
    ...MARKET_DATA,
    bars: '1d',
    isAlwaysOpen: true,
    staleAfterMs,
  })
}

async function joined(batches: AsyncIterable<BarColumns>): Promise<BarColumns> {
  const parts: BarColumns[] = []
  for await (const batch of batches) parts.push(batch)
  const count = parts.reduce((sum, part) => sum + part.count, 0)
  const column = (name: Exclude<keyof BarColumns, 'count'>) => {
    const values = new Float64Array(count)
    let at = 0
    for (const part of parts) {
      values.set(part[name].subarray(0, part.count), at)
      at += part.count
    }
    return values
  }
  return {
    count,
    startMs: column('startMs'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  }
}
