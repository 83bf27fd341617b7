import { PostgresMarketBoard } from '#adapters/market_board/postgres_market_board.js'
import { ReplayFeed, type ReplaySource } from '#adapters/market_feed/replay/replay_feed.js'
import { PostgresQuotes } from '#adapters/quote_cache/postgres_quotes.js'
import { RedisQuotes } from '#adapters/quote_cache/redis_quotes.js'
import { PostgresTickStore } from '#adapters/tick_store/postgres_tick_store.js'
import { keepMarket, type MarketPorts } from '#engine/market_data/live/keep_market.js'
import { LongerHistory } from '#engine/market_data/live/longer_history.js'
import { MARKET_DATA, MarketDataService } from '#engine/market_data/live/market_data_service.js'
import { MissingPrices } from '#engine/market_data/live/missing_prices.js'
import { SessionFeed } from '#engine/market_data/live/session_feed.js'
import { adjustColumns } from '#kernel/market/adjust.js'
import type { Venue } from '#kernel/instrument/venue.js'
import type { BarColumns } from '#kernel/market/bar.js'
import type { Alerts } from '#ports/alerts.js'
import type { BarHistory } from '#ports/bar_history.js'
import type { BarStore } from '#ports/bar_store.js'
import type { Clock } from '#ports/clock.js'
import type { OpenDatabase } from '#ports/database.js'
import type { QuotePlaces } from '#ports/shared_quotes.js'

/** Units shown at the bid and at the ask of a replayed price. */
const SHOWN_SIZE = 10_000
/** Which stored bars are told. */
const TIMEFRAME = '1d'
/** About a year of daily bars is history from the start: strategies warm up with it. */
const HISTORY_BARS = 250

/** How live prices are made and kept. All but hours and Redis may change at any time. */
export interface LiveMarketSettings {
  /** Milliseconds that one replayed bar takes. */
  readonly replayBarMs: number
  /** Between bid and ask of a replayed price, in basis points. */
  readonly spreadBps: number
  /** Age at which a price is stale, ms; a replayed bar that takes longer counts instead. */
  readonly staleAfterMs: number
  readonly tickDays: MarketPorts['tickDays']
  /** `always`: prices move day and night; `venue`: in the sessions of each market alone. */
  readonly hours: 'always' | 'venue'
  /** `null` where there is no Redis. */
  readonly redisUrl: string | null
}

/** The prices of this installation: as they come, the bars that came before, and what surrounds them. */
export interface LiveMarket extends Omit<MarketPorts, 'quotes'> {
  readonly history: BarHistory
  /** Opens where latest quotes are shared; takes two seconds at most where Redis does not answer. */
  openQuotes(): Promise<OpenQuotePlaces>
}

/** Where latest quotes are shared, until the connection to Redis is given back. */
export interface OpenQuotePlaces extends QuotePlaces {
  close(): void
}

/** The market of this installation, one for all accounts: stored daily bars, told as if they were today. */
export function createLiveMarket(
  around: { database: OpenDatabase; store: BarStore; clock: Clock; alerts: Alerts },
  settings: LiveMarketSettings
): LiveMarket {
  const { tickDays, hours, redisUrl } = settings
  const { database, clock, alerts } = around
  const replay = new ReplayFeed(sourceOf(around.store), clock, {
    timeframe: TIMEFRAME,
    get barMs() {
      return settings.replayBarMs
    },
    get spreadBps() {
      return settings.spreadBps
    },
    shownSize: SHOWN_SIZE,
    historyBars: HISTORY_BARS,
  })
  const isAlwaysOpen = hours === 'always'
  const feed = isAlwaysOpen ? replay : new SessionFeed(replay, clock, alerts)
  const market = new MarketDataService(feed, clock, {
    ...MARKET_DATA,
    bars: TIMEFRAME,
    isAlwaysOpen,
    // A price comes four times in a bar.
    get staleAfterMs() {
      return Math.max(settings.staleAfterMs, settings.replayBarMs)
    },
  })
  return {
    market,
    history: new LongerHistory(replay, TIMEFRAME),
    missing: new MissingPrices(alerts),
    ticks: new PostgresTickStore(database),
    board: new PostgresMarketBoard(database),
    clock,
    alerts,
    tickDays,
    process: process.pid,
    async openQuotes() {
      const fast = redisUrl === null ? null : await RedisQuotes.open(redisUrl)
      return { fast, durable: new PostgresQuotes(database), close: () => fast?.close() }
    },
  }
}

/** Keeps up what surrounds live prices, in the one process that has the feed. */
export async function keepLiveMarket(live: LiveMarket): Promise<{ stop(): Promise<void> }> {
  const quotes = await live.openQuotes()
  const kept = keepMarket({ ...live, quotes })
  return {
    async stop() {
      await kept.stop()
      quotes.close()
    },
  }
}

/** Stored bars without the splits that were: the split of a date long past is none of today's. */
function sourceOf(store: BarStore): ReplaySource {
  return {
    async bars(symbol, timeframe) {
      const raw = await store.readSeries(symbol, timeframe, async (_series, batches) =>
        joined(batches)
      )
      if (raw === null) return null
      const actions = (await store.listActions(symbol)).map(({ action }) => action)
      const venue = symbol.slice(0, symbol.indexOf('.')) as Venue
      return adjustColumns(raw, actions, { mode: 'split', venue, timeframe })
    },
  }
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
