import type { Timeframe } from '#kernel/market/timeframe.js'

/**
 * What the market said of an instrument at an instant. Prices are in its currency and above zero, sizes
 * and volume in its units; `null` is what the feed does not tell.
 */
export interface QuoteTick {
  readonly type: 'quote'
  readonly symbol: string
  /** UTC epoch ms of the market, not of the arrival. */
  readonly atMs: number
  readonly bid: number | null
  readonly ask: number | null
  readonly bidSize: number | null
  readonly askSize: number | null
  readonly last: number | null
  readonly lastSize: number | null
  /** Traded since the session began. */
  readonly volume: number | null
}

/** A bar that has ended. `startMs` is its start, see `kernel/market/bar`. */
export interface BarTick {
  readonly type: 'bar'
  readonly symbol: string
  readonly timeframe: Timeframe
  readonly startMs: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** One piece of news from the market. */
export type Tick = QuoteTick | BarTick

/** A feed does not have some of the symbols that it was asked for. It took none, not even the others. */
export class SymbolsNotServed extends Error {
  constructor(
    /** Those that it does not have. */
    readonly symbols: readonly string[],
    message: string
  ) {
    super(message)
    this.name = 'SymbolsNotServed'
  }
}

/** A source of prices. What it says is not trusted: who listens looks at every tick. */
export interface MarketFeed {
  /** `replay`, `manual`, or the broker's name. */
  readonly name: string
  /**
   * Adds symbols; each is told once, however often it was asked for. Rejects with `SymbolsNotServed` for
   * symbols that it does not have, with any other error when it does not work now.
   */
  subscribe(symbols: readonly string[], onTick: (tick: Tick) => void): Promise<void>
  unsubscribe(symbols: readonly string[]): Promise<void>
  /** No tick comes after it has resolved. */
  close(): Promise<void>
}
