import { ReplayFeed, type ReplaySource } from '#adapters/market_feed/replay/replay_feed.js'
import { LongerHistory } from '#engine/market_data/live/longer_history.js'
import { MARKET_DATA, MarketDataService } from '#engine/market_data/live/market_data_service.js'
import type { BarColumns } from '#kernel/market/bar.js'
import type { BarHistory } from '#ports/bar_history.js'
import type { BarStore } from '#ports/bar_store.js'
import type { Clock } from '#ports/clock.js'

/** Between bid and ask of a replayed price, in basis points. */
const SPREAD_BPS = 2
/** Units shown at the bid and at the ask of a replayed price. */
const SHOWN_SIZE = 10_000
/** Which stored bars are told. */
const TIMEFRAME = '1d'
/** About a year of daily bars is history from the start: strategies warm up with it. */
const HISTORY_BARS = 250

/** The prices of this installation: as they come, and the bars that came before. */
export interface LiveMarket {
  readonly service: MarketDataService
  readonly history: BarHistory
}

/** The market of this installation, one for all accounts: stored daily bars, told as if they were today. */
export function createLiveMarket(
  store: BarStore,
  clock: Clock,
  { replayBarMs }: { readonly replayBarMs: number }
): LiveMarket {
  const source: ReplaySource = {
    bars: (symbol, timeframe) =>
      store.readSeries(symbol, timeframe, async (_series, batches) => joined(batches)),
  }
  const feed = new ReplayFeed(source, clock, {
    timeframe: TIMEFRAME,
    barMs: replayBarMs,
    spreadBps: SPREAD_BPS,
    shownSize: SHOWN_SIZE,
    historyBars: HISTORY_BARS,
  })
  // A price comes four times in a bar.
  const staleAfterMs = Math.max(MARKET_DATA.staleAfterMs, replayBarMs)
  const service = new MarketDataService(feed, clock, {
    ...MARKET_DATA,
    bars: TIMEFRAME,
    isAlwaysOpen: true,
    staleAfterMs,
  })
  return { service, history: new LongerHistory(feed, TIMEFRAME) }
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
