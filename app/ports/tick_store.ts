import type { BarTick, QuoteTick } from './market_feed.js'

/** A tick, where it came from and when it came, UTC epoch ms. */
export interface ReceivedTick<T extends QuoteTick | BarTick> {
  readonly tick: T
  readonly receivedMs: number
}

/** Ticks that are stored together. */
export interface TickBatch {
  /** Name of the feed that told them. */
  readonly feed: string
  readonly quotes: readonly ReceivedTick<QuoteTick>[]
  readonly bars: readonly ReceivedTick<BarTick>[]
}

/** How long ticks are kept. */
export interface TickRetention {
  /** Quotes and bars received before these instants go; `null` keeps all. */
  readonly quotesBeforeMs: number | null
  readonly barsBeforeMs: number | null
}

/** Quotes and bars as they were told, in the database. */
export interface TickStore {
  /** Stores a batch, all of it or nothing. The last moments before a crash of the database may be missing. */
  write(batch: TickBatch): Promise<void>
  /** Removes what is old; quotes go by whole days, so that some stay up to a day longer. */
  forget(retention: TickRetention): Promise<void>
  /** The last quotes of a symbol, oldest first. */
  lastQuotes(symbol: string, count: number): Promise<readonly ReceivedTick<QuoteTick>[]>
}
