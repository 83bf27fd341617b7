import type { BarColumns } from '#kernel/market/bar.js'
import { COPY_HEADER, COPY_TRAILER, POSTGRES_EPOCH_MS, TWO_POW_32 } from './copy_format.js'

/** Bytes of a row (series_id int4, ts timestamptz, five float8): field count, then length and value. */
const ROW_BYTES = 2 + (4 + 4) + 6 * (4 + 8)

/** Encodes batches of bars for `COPY ... FROM STDIN (FORMAT binary)`. */
export async function* encodeCopy(
  seriesId: number,
  batches: AsyncIterable<BarColumns>
): AsyncGenerator<Uint8Array, void, void> {
  yield COPY_HEADER
  for await (const batch of batches) yield encodeBatch(seriesId, batch)
  yield COPY_TRAILER
}

/**
 * One batch as rows of binary COPY.
 *
 * Times are whole milliseconds, so their microseconds are exact in a double until the year 2255.
 */
export function encodeBatch(seriesId: number, batch: BarColumns): Uint8Array {
  const rows = Buffer.allocUnsafe(batch.count * ROW_BYTES)
  const view = new DataView(rows.buffer, rows.byteOffset, rows.length)
  const { startMs, open, high, low, close, volume } = batch
  for (let row = 0, at = 0; row < batch.count; row++, at += ROW_BYTES) {
    const microseconds = (startMs[row]! - POSTGRES_EPOCH_MS) * 1000
    const upper = Math.floor(microseconds / TWO_POW_32)
    view.setInt16(at, 7)
    view.setInt32(at + 2, 4)
    view.setInt32(at + 6, seriesId)
    view.setInt32(at + 10, 8)
    view.setInt32(at + 14, upper)
    view.setUint32(at + 18, microseconds - upper * TWO_POW_32)
    view.setInt32(at + 22, 8)
    view.setFloat64(at + 26, open[row]!)
    view.setInt32(at + 34, 8)
    view.setFloat64(at + 38, high[row]!)
    view.setInt32(at + 46, 8)
    view.setFloat64(at + 50, low[row]!)
    view.setInt32(at + 58, 8)
    view.setFloat64(at + 62, close[row]!)
    view.setInt32(at + 70, 8)
    view.setFloat64(at + 74, volume[row]!)
  }
  return rows
}
