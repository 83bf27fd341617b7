import type { Bar, BarColumns } from '#kernel/market/bar.js'
import type { CorporateAction } from '#kernel/instrument/corporate_action.js'
import type { Instrument } from '#kernel/instrument/instrument.js'
import type { Timeframe } from '#kernel/market/timeframe.js'
import type { Result } from '#kernel/values/result.js'

/** The bars of one instrument in one timeframe, as the store knows them. */
export interface BarSeries {
  readonly id: number
  readonly symbol: string
  readonly timeframe: Timeframe
  /** Where the prices come from and how they are adjusted, in plain words. */
  readonly source: string
  readonly licence: string
  /** Grows by one with each change of a bar; what was computed from an older one is stale. */
  readonly revision: number
  readonly rowCount: number
  /** Start of the first and of the last bar; `null` while there are none. */
  readonly firstMs: number | null
  readonly lastMs: number | null
  /** When a bar last changed, by the database's clock. */
  readonly updatedAt: string
}

/**
 * What happens where a bar is stored already and the new one differs.
 *
 * `fail` refuses the whole import, `replace` takes the new bar, `keep` the stored one.
 */
export type ConflictPolicy = 'replace' | 'keep' | 'fail'

/** Which series bars are imported into. */
export interface BarImport {
  readonly instrument: Instrument
  readonly name: string | null
  readonly timeframe: Timeframe
  /** `null` keeps what is stored, or says `not stated` for a new series. */
  readonly source: string | null
  readonly licence: string | null
  readonly onConflict: ConflictPolicy
}

/** What an import did. */
export interface BarImportReceipt {
  readonly series: BarSeries
  readonly inserted: number
  readonly replaced: number
  /** Rows left as they were: the same as stored, or different and kept. */
  readonly unchanged: number
  readonly kept: number
  /** Whether the instrument was unknown before. */
  readonly createdInstrument: boolean
}

/** The first bar that differs from the stored one, and how many do. */
export interface BarsDiffer {
  readonly type: 'bars_differ'
  readonly count: number
  readonly stored: Bar
  readonly given: Bar
}

/**
 * A bar of the file would begin inside a stored one, or the other way round: file and series are not
 * on the same grid. `startMs` begins less than a timeframe after `previousMs`.
 */
export interface BarsOverlap {
  readonly type: 'bars_overlap'
  readonly previousMs: number
  readonly startMs: number
}

/** An action that is stored: what the kernel needs, and where it comes from. */
export interface StoredAction {
  readonly symbol: string
  readonly action: CorporateAction
  readonly currency: string
  readonly source: string
}

/** What an import of corporate actions did. */
export interface ActionImportReceipt {
  readonly inserted: number
  readonly replaced: number
  readonly unchanged: number
}

/** Instruments, bars and corporate actions in the database. Every change is one transaction. */
export interface BarStore {
  /**
   * Takes batches of bars, oldest first, into a series; creates instrument and series when needed.
   *
   * All or nothing: when `batches` throws, the connection breaks or the disk is full, nothing stays
   * behind and the error is thrown on.
   */
  importBars(
    request: BarImport,
    batches: AsyncIterable<BarColumns>
  ): Promise<Result<BarImportReceipt, BarsDiffer | BarsOverlap>>
  listSeries(): Promise<BarSeries[]>
  findSeries(symbol: string, timeframe: Timeframe): Promise<BarSeries | null>
  /**
   * Hands a series and its bars, oldest first, to `use`, both from the same moment.
   *
   * Returns `null` when there is no such series.
   */
  readSeries<T>(
    symbol: string,
    timeframe: Timeframe,
    use: (series: BarSeries, batches: AsyncIterable<BarColumns>) => Promise<T>
  ): Promise<T | null>
  /** Removes a series with its bars; returns how many bars there were, `null` when there was no series. */
  removeSeries(symbol: string, timeframe: Timeframe): Promise<number | null>
  listInstruments(): Promise<Instrument[]>
  findInstrument(symbol: string): Promise<Instrument | null>
  /** Stores new terms of a known instrument; whether it was known. */
  updateInstrument(instrument: Instrument): Promise<boolean>
  /** Stores actions of one instrument; an action of the same day and type is replaced. */
  importActions(
    symbol: string,
    actions: readonly CorporateAction[],
    source: string
  ): Promise<ActionImportReceipt | null>
  /** Actions by symbol and ex-date; of all instruments when `symbol` is `null`. */
  listActions(symbol: string | null): Promise<StoredAction[]>
}
