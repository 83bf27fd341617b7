import type { Freshness } from '#kernel/market/freshness.js'

/** How ticks of an instrument stand. */
export interface InstrumentReport {
  readonly symbol: string
  /** How many listen to it. */
  readonly listeners: number
  readonly freshness: Freshness
  /** The middle of bid and ask, else the last trade; `null` before the first quote. */
  readonly price: number | null
  /** Market time of the latest quote, UTC epoch ms. */
  readonly atMs: number | null
  /** Ticks that were not passed on, by reason. */
  readonly refused: Readonly<Record<string, number>>
}

/** The state of live prices, as the process that has them told it. */
export interface MarketReport {
  readonly process: number
  readonly feed: string
  /** When it was written, UTC epoch ms: it is written every few seconds while prices come. */
  readonly atMs: number
  readonly instruments: readonly InstrumentReport[]
  /** Instruments that are wanted and that the feed does not have. */
  readonly missing: readonly string[]
  /** Ticks that were not passed on, by reason, of all instruments. */
  readonly refused: Readonly<Record<string, number>>
  /** Quotes that came after their bars had been closed. */
  readonly late: number
  readonly listeners: readonly {
    readonly name: string
    readonly waiting: number
    readonly dropped: number
  }[]
  /** Storing of ticks: what waits, was stored, and could not be. */
  readonly stored: {
    readonly waiting: number
    readonly written: number
    readonly dropped: number
    readonly failure: string | null
  }
  /** Where latest quotes are shared with other processes now, `null` when nowhere. */
  readonly sharedBy: 'redis' | 'postgresql' | null
}

/** Where the state of live prices is written for other processes. */
export interface MarketBoard {
  write(report: MarketReport): Promise<void>
  /** What was written last; `null` before the first time. */
  read(): Promise<MarketReport | null>
}
