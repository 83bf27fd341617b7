import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { isTimeframe, type Timeframe } from '#kernel/market/timeframe.js'
import type { SharedBarColumns } from '#ports/column_cache.js'

/**
 * A file of bars as columns: a header of 256 bytes, then six columns of float64, little endian, one
 * after the other: startMs, open, high, low, close, volume.
 *
 * Header: 0 magic `AQBARS01`, 8 float64 count, 16 SHA-256 of everything after the header,
 * 48 timeframe (8 bytes, zero padded), 56 origin (UTF-8, zero padded: which series and revision).
 */
export const HEADER_BYTES = 256
/** Columns of a file, in their order. */
export const COLUMN_NAMES = ['startMs', 'open', 'high', 'low', 'close', 'volume'] as const

const MAGIC = 'AQBARS01'
const COUNT_AT = 8
const HASH_AT = 16
const TIMEFRAME_AT = 48
const ORIGIN_AT = 56
const READ_BYTES = 1024 * 1024

/** What the header of a column file says. */
export interface ColumnFileHeader {
  readonly count: number
  /** SHA-256 of the columns in hexadecimal. */
  readonly contentHash: string
  readonly timeframe: Timeframe
  readonly origin: string
}

/** The bytes of a header; throws RangeError when `origin` does not fit. */
export function encodeHeader(header: ColumnFileHeader): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES)
  bytes.write(MAGIC, 0, 'latin1')
  bytes.writeDoubleLE(header.count, COUNT_AT)
  bytes.write(header.contentHash, HASH_AT, 'hex')
  bytes.write(header.timeframe, TIMEFRAME_AT, 'latin1')
  if (Buffer.byteLength(header.origin) > HEADER_BYTES - ORIGIN_AT) {
    throw new RangeError(`origin is longer than ${HEADER_BYTES - ORIGIN_AT} bytes`)
  }
  bytes.write(header.origin, ORIGIN_AT, 'utf8')
  return bytes
}

/**
 * Reads bars `fromIndex` (included) to `toIndex` (left out) of a file into shared memory.
 *
 * The whole file by default. Checks header and size, not the checksum (see `verifyColumns`). Throws
 * `ColumnFileDamaged`, and RangeError for a range that the file does not have.
 */
export function readColumns(path: string, fromIndex = 0, toIndex?: number): SharedBarColumns {
  return withFile(path, (file) => {
    const header = headerOf(path, file)
    const end = toIndex ?? header.count
    const isRange = Number.isSafeInteger(fromIndex) && Number.isSafeInteger(end)
    if (!isRange || fromIndex < 0 || end < fromIndex || end > header.count) {
      throw new RangeError(`bars ${fromIndex}..${end} are outside 0..${header.count} of ${path}`)
    }
    const count = end - fromIndex
    const buffer = new SharedArrayBuffer(count * COLUMN_NAMES.length * 8)
    const columns = COLUMN_NAMES.map((_, column) => {
      const bytes = new Uint8Array(buffer, column * count * 8, count * 8)
      readFully(path, file, bytes, HEADER_BYTES + (column * header.count + fromIndex) * 8)
      return new Float64Array(buffer, column * count * 8, count)
    })
    const [startMs, open, high, low, close, volume] = columns as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ]
    return { count, startMs, open, high, low, close, volume, buffer }
  })
}

/** The bars of a file whose start lies in [fromMs, toMs): first index, and index after the last. */
export function findRange(
  path: string,
  fromMs: number,
  toMs: number
): { fromIndex: number; toIndex: number } {
  return withFile(path, (file) => {
    const { count } = headerOf(path, file)
    const bytes = Buffer.alloc(8)
    const startAt = (index: number) => {
      readFully(path, file, bytes, HEADER_BYTES + index * 8)
      return bytes.readDoubleLE(0)
    }
    const firstNotBefore = (ms: number) => {
      let low = 0
      let high = count
      while (low < high) {
        const middle = (low + high) >>> 1
        if (startAt(middle) < ms) low = middle + 1
        else high = middle
      }
      return low
    }
    const fromIndex = firstNotBefore(fromMs)
    return { fromIndex, toIndex: Math.max(fromIndex, firstNotBefore(toMs)) }
  })
}

/** Compares the columns with the checksum in the header; throws `ColumnFileDamaged`. */
export function verifyColumns(path: string): ColumnFileHeader {
  return withFile(path, (file) => {
    const header = headerOf(path, file)
    if (hashColumns(path, file, header.count) !== header.contentHash) {
      throw new ColumnFileDamaged(path, 'its checksum does not fit its bars')
    }
    return header
  })
}

/** SHA-256 in hexadecimal of the columns of an open file that holds `count` bars. */
export function hashColumns(path: string, file: number, count: number): string {
  const hash = createHash('sha256')
  const end = HEADER_BYTES + count * COLUMN_NAMES.length * 8
  const block = Buffer.allocUnsafe(READ_BYTES)
  for (let at = HEADER_BYTES; at < end; at += READ_BYTES) {
    const part = block.subarray(0, Math.min(READ_BYTES, end - at))
    readFully(path, file, part, at)
    hash.update(part)
  }
  return hash.digest('hex')
}

/** A column file cannot be used; it is rebuilt from the database. */
export class ColumnFileDamaged extends Error {
  constructor(path: string, reason: string) {
    super(`the column file ${path} cannot be used: ${reason}`)
    this.name = 'ColumnFileDamaged'
  }
}

function headerOf(path: string, file: number): ColumnFileHeader {
  const size = fstatSync(file).size
  if (size < HEADER_BYTES) throw new ColumnFileDamaged(path, 'it is shorter than its header')
  const bytes = Buffer.alloc(HEADER_BYTES)
  readFully(path, file, bytes, 0)
  if (bytes.toString('latin1', 0, 8) !== MAGIC) {
    throw new ColumnFileDamaged(path, 'it does not begin with AQBARS01')
  }
  const count = bytes.readDoubleLE(COUNT_AT)
  const timeframe = textAt(bytes, TIMEFRAME_AT, ORIGIN_AT)
  if (!Number.isSafeInteger(count) || count < 0 || !isTimeframe(timeframe)) {
    throw new ColumnFileDamaged(path, 'its header is damaged')
  }
  const expected = HEADER_BYTES + count * COLUMN_NAMES.length * 8
  if (size !== expected) {
    throw new ColumnFileDamaged(path, `it has ${size} bytes where ${count} bars need ${expected}`)
  }
  const contentHash = bytes.toString('hex', HASH_AT, TIMEFRAME_AT)
  return { count, contentHash, timeframe, origin: textAt(bytes, ORIGIN_AT, HEADER_BYTES) }
}

function textAt(bytes: Buffer, from: number, to: number): string {
  const end = bytes.indexOf(0, from)
  return bytes.toString('utf8', from, end < 0 || end > to ? to : end)
}

function readFully(path: string, file: number, target: Uint8Array, position: number): void {
  let done = 0
  while (done < target.length) {
    const read = readSync(file, target, done, target.length - done, position + done)
    if (read === 0) throw new ColumnFileDamaged(path, 'it ends early')
    done += read
  }
}

function withFile<T>(path: string, use: (file: number) => T): T {
  const file = openSync(path, 'r')
  try {
    return use(file)
  } finally {
    closeSync(file)
  }
}
