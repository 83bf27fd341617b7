import type { BarColumns } from '#kernel/market/bar.js'
import type { BarSeries } from '#ports/bar_store.js'

/** A series as a file of columns on disk. */
export interface CachedColumns {
  readonly path: string
  readonly count: number
  /** SHA-256 of the columns' bytes in hexadecimal: equal for equal bars, whatever their history. */
  readonly contentHash: string
}

/** Columns that lie in one shared buffer and can go to another thread or realm uncopied. */
export interface SharedBarColumns extends BarColumns {
  /** Six columns of `count` float64 one after the other: startMs, open, high, low, close, volume. */
  readonly buffer: SharedArrayBuffer
}

/** Keeps series as files of columns, one per revision, beside the database. */
export interface ColumnCache {
  /** The file of exactly this revision, its checksum verified; `null` when missing or damaged. */
  find(series: BarSeries): Promise<CachedColumns | null>
  /** Writes the file, all or nothing, and removes files of older revisions. */
  write(series: BarSeries, batches: AsyncIterable<BarColumns>): Promise<CachedColumns>
  /** Reads bars `fromIndex` (included) to `toIndex` (left out) of a file; all by default. */
  read(path: string, fromIndex?: number, toIndex?: number): SharedBarColumns
  /** The bars whose start lies in [fromMs, toMs): first index, and index after the last. */
  findRange(path: string, fromMs: number, toMs: number): { fromIndex: number; toIndex: number }
  /** Removes every file of a series. */
  forget(seriesId: number): Promise<void>
}
