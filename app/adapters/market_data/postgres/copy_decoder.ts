import type { BarColumns } from '#kernel/market/bar.js'
import { COPY_HEADER, POSTGRES_EPOCH_MS, TWO_POW_32 } from './copy_format.js'

/** Bytes of a row (ts timestamptz, five float8, none of them null): field count, then length and value. */
const ROW_BYTES = 2 + 6 * (4 + 8)
const BATCH_ROWS = 65_536

/**
 * Decodes `COPY (select ts, open, high, low, close, volume ...) TO STDOUT (FORMAT binary)`.
 *
 * Yields batches with arrays of their own. Throws when the bytes are not such a copy, or end early.
 */
export async function* decodeCopy(
  chunks: AsyncIterable<Uint8Array>
): AsyncGenerator<BarColumns, void, void> {
  const decoder = new CopyDecoder()
  for await (const chunk of chunks) {
    decoder.append(chunk)
    for (let batch = decoder.takeFull(); batch; batch = decoder.takeFull()) yield batch
  }
  const last = decoder.finish()
  if (last.count > 0) yield last
}

class CopyDecoder {
  #rest: Uint8Array = new Uint8Array(0)
  #hasHeader = false
  #hasEnded = false
  #batch = emptyBatch()
  #count = 0

  append(chunk: Uint8Array): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
  }

  /** Decodes what is there; a batch once it is full, `null` when more bytes are needed. */
  takeFull(): BarColumns | null {
    const bytes = this.#rest
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    let at = 0
    if (!this.#hasHeader) {
      if (bytes.length < COPY_HEADER.length) return null
      if (Buffer.compare(bytes.subarray(0, COPY_HEADER.length), COPY_HEADER) !== 0) {
        throw new Error('the answer of the database is not a binary copy')
      }
      this.#hasHeader = true
      at = COPY_HEADER.length
    }
    const { startMs, open, high, low, close, volume } = this.#batch
    let count = this.#count
    while (count < BATCH_ROWS && bytes.length - at >= 2) {
      const fields = view.getInt16(at)
      if (fields === -1) {
        this.#hasEnded = true
        at = bytes.length
        break
      }
      if (fields !== 6) throw new Error(`a row of the copy has ${fields} fields, not 6`)
      if (bytes.length - at < ROW_BYTES) break
      const upper = view.getInt32(at + 6)
      startMs[count] = (upper * TWO_POW_32 + view.getUint32(at + 10)) / 1000 + POSTGRES_EPOCH_MS
      open[count] = view.getFloat64(at + 18)
      high[count] = view.getFloat64(at + 30)
      low[count] = view.getFloat64(at + 42)
      close[count] = view.getFloat64(at + 54)
      volume[count] = view.getFloat64(at + 66)
      count++
      at += ROW_BYTES
    }
    this.#count = count
    this.#rest = bytes.subarray(at)
    return count === BATCH_ROWS ? this.#take() : null
  }

  finish(): BarColumns {
    if (!this.#hasEnded) throw new Error('the copy from the database ended early')
    return this.#take()
  }

  #take(): BarColumns {
    const { startMs, open, high, low, close, volume } = this.#batch
    const count = this.#count
    this.#batch = emptyBatch()
    this.#count = 0
    return {
      count,
      startMs: startMs.subarray(0, count),
      open: open.subarray(0, count),
      high: high.subarray(0, count),
      low: low.subarray(0, count),
      close: close.subarray(0, count),
      volume: volume.subarray(0, count),
    }
  }
}

function emptyBatch(): Omit<BarColumns, 'count'> {
  const column = () => new Float64Array(BATCH_ROWS)
  return {
    startMs: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  }
}
