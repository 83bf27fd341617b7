import { closeSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { BarColumns } from '#kernel/market/bar.js'
import type { BarSeries } from '#ports/bar_store.js'
import type { CachedColumns, ColumnCache, SharedBarColumns } from '#ports/column_cache.js'
import {
  COLUMN_NAMES,
  encodeHeader,
  findRange,
  hashColumns,
  HEADER_BYTES,
  readColumns,
  verifyColumns,
} from './column_file.js'

const HASH_CHARACTERS = 12
let temporaryCount = 0

/**
 * Column files in a folder, named `<series>-<revision>-<start of the content hash>.aqbars`.
 *
 * The header names symbol, timeframe, revision and the time of the last change, so that a file of
 * another database with the same numbers is not mistaken for this one's.
 */
export class ColumnCacheFolder implements ColumnCache {
  constructor(private readonly folder: string) {}

  async find(series: BarSeries): Promise<CachedColumns | null> {
    for (const name of this.#filesOf(series.id)) {
      if (!name.startsWith(`${series.id}-${series.revision}-`)) continue
      const path = join(this.folder, name)
      try {
        const header = verifyColumns(path)
        if (header.origin !== originOf(series) || header.count !== series.rowCount) continue
        return { path, count: header.count, contentHash: header.contentHash }
      } catch {
        // A damaged or vanished file is as good as none: it is rebuilt from the database.
      }
    }
    return null
  }

  async write(series: BarSeries, batches: AsyncIterable<BarColumns>): Promise<CachedColumns> {
    mkdirSync(this.folder, { recursive: true })
    this.#removeAbandoned()
    const temporary = join(this.folder, `${series.id}-${process.pid}-${temporaryCount++}.part`)
    const file = openSync(temporary, 'w+')
    let isOpen = true
    try {
      await writeColumns(file, series.rowCount, batches)
      const count = series.rowCount
      const contentHash = hashColumns(temporary, file, count)
      const header = { count, contentHash, timeframe: series.timeframe, origin: originOf(series) }
      writeFully(file, encodeHeader(header), 0)
      closeSync(file)
      isOpen = false
      const prefix = contentHash.slice(0, HASH_CHARACTERS)
      const name = `${series.id}-${series.revision}-${prefix}.aqbars`
      const path = join(this.folder, name)
      renameSync(temporary, path)
      this.#removeOthers(series.id, name)
      return { path, count, contentHash }
    } catch (error) {
      if (isOpen) closeSync(file)
      rmSync(temporary, { force: true })
      throw error
    }
  }

  read(path: string, fromIndex?: number, toIndex?: number): SharedBarColumns {
    return readColumns(path, fromIndex, toIndex)
  }

  findRange(path: string, fromMs: number, toMs: number): { fromIndex: number; toIndex: number } {
    return findRange(path, fromMs, toMs)
  }

  async forget(seriesId: number): Promise<void> {
    this.#removeOthers(seriesId, null)
  }

  #filesOf(seriesId: number): string[] {
    try {
      return readdirSync(this.folder).filter(
        (name) => name.startsWith(`${seriesId}-`) && name.endsWith('.aqbars')
      )
    } catch {
      return []
    }
  }

  /** Removes what killed processes left half-written; names carry the process id. */
  #removeAbandoned(): void {
    for (const name of readdirSync(this.folder)) {
      const writer = /^\d+-(\d+)-\d+\.part$/.exec(name)?.[1]
      if (writer === undefined || isRunning(Number(writer))) continue
      rmSync(join(this.folder, name), { force: true })
    }
  }

  /** A run that still has an old file open keeps reading it: removing only takes the name away. */
  #removeOthers(seriesId: number, kept: string | null): void {
    for (const name of this.#filesOf(seriesId)) {
      if (name !== kept) rmSync(join(this.folder, name), { force: true })
    }
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function originOf(series: BarSeries): string {
  return `${series.symbol} ${series.timeframe} ${series.revision} ${series.updatedAt}`
}

/** Writes each batch into its place in the six columns; throws when there are not `count` bars. */
async function writeColumns(
  file: number,
  count: number,
  batches: AsyncIterable<BarColumns>
): Promise<void> {
  let done = 0
  for await (const batch of batches) {
    if (done + batch.count > count) throw countMismatch(count)
    COLUMN_NAMES.forEach((name, column) => {
      const values = batch[name]
      const bytes = new Uint8Array(values.buffer, values.byteOffset, batch.count * 8)
      writeFully(file, bytes, HEADER_BYTES + (column * count + done) * 8)
    })
    done += batch.count
  }
  if (done !== count) throw countMismatch(count)
}

function countMismatch(count: number): Error {
  return new Error(
    `the series says it has ${count} bars but the database holds another number; ` +
      'remove it with bars:remove and import it again'
  )
}

function writeFully(file: number, bytes: Uint8Array, position: number): void {
  let done = 0
  while (done < bytes.length) {
    done += writeSync(file, bytes, done, bytes.length - done, position + done)
  }
}
