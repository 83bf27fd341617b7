import { SIGNAL_ROW_DOUBLES } from './messages.js'

/** Doubles of a packed row at most: the mask, and every field. */
export const PACKED_ROW_DOUBLES_MAX = SIGNAL_ROW_DOUBLES + 1

/** One bit per field of a row. */
const MASK_MAX = 2 ** SIGNAL_ROW_DOUBLES - 1

/**
 * Signal rows as they travel: for each row a mask whose k-th bit says that field k is not 0, then those fields.
 * Most fields of most signals are 0, and what is sent costs a run a tenth of its time otherwise. Every bit of every
 * double comes back, -0 and NaN among them. The first `head` doubles are left free.
 */
export function packRows(rows: Float64Array, head = 0): Float64Array<ArrayBuffer> {
  const halves = new Uint32Array(rows.buffer, rows.byteOffset, rows.length * 2)
  const count = rows.length / SIGNAL_ROW_DOUBLES
  let length = head + count
  for (let k = 0; k < halves.length; k += 2) {
    if (((halves[k] as number) | (halves[k + 1] as number)) !== 0) length++
  }
  const packed = new Float64Array(length)
  let to = head
  for (let at = 0; at < rows.length; at += SIGNAL_ROW_DOUBLES) {
    const maskAt = to++
    let mask = 0
    for (let field = 0; field < SIGNAL_ROW_DOUBLES; field++) {
      const half = (at + field) * 2
      if (((halves[half] as number) | (halves[half + 1] as number)) === 0) continue
      mask |= 1 << field
      packed[to++] = rows[at + field] as number
    }
    packed[maskAt] = mask
  }
  return packed
}

/** The rows that `packRows` packed; `null` when it cannot have packed that, or when they are more than `rowsMax`. */
export function unpackRows(packed: Float64Array, rowsMax: number): Float64Array | null {
  let count = 0
  for (let at = 0; at < packed.length; count++) {
    const mask = packed[at] as number
    if (!(Number.isInteger(mask) && mask >= 0 && mask <= MASK_MAX)) return null
    at += 1 + bitsIn(mask)
    if (at > packed.length || count === rowsMax) return null
  }
  const rows = new Float64Array(count * SIGNAL_ROW_DOUBLES)
  let from = 0
  for (let at = 0; at < rows.length; at += SIGNAL_ROW_DOUBLES) {
    const mask = packed[from++] as number
    for (let field = 0; field < SIGNAL_ROW_DOUBLES; field++) {
      if ((mask & (1 << field)) !== 0) rows[at + field] = packed[from++] as number
    }
  }
  return rows
}

function bitsIn(mask: number): number {
  let bits = 0
  for (let left = mask; left !== 0; left &= left - 1) bits++
  return bits
}
