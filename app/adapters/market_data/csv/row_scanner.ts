const NEWLINE = 10
const CARRIAGE_RETURN = 13
const QUOTE = 34

/** Most cells a row may have; more than any price file needs. */
export const CELLS_MAX = 256

/**
 * Finds the cells of one row in a block of bytes, in a single pass and without making strings.
 *
 * After `scan`, cell `i` lies between `starts[i]` and `ends[i]`, quotes taken off.
 */
export class RowScanner {
  readonly starts = new Int32Array(CELLS_MAX)
  readonly ends = new Int32Array(CELLS_MAX)
  /** Cells found in the row; never more than `CELLS_MAX`. */
  count = 0
  /** Whether the row has a byte outside ASCII. */
  hasHighByte = false
  /** Whether a quote was opened and not closed on its line. */
  hasOpenQuote = false
  /** Index of the byte after the row's last one, without the line end. */
  contentEnd = 0

  constructor(private readonly separator: number) {}

  /**
   * Scans the row that begins at `from`.
   *
   * Returns the index after its line end, or -1 when the block ends first and `isLast` is false.
   */
  scan(block: Uint8Array, from: number, isLast: boolean): number {
    const separator = this.separator
    const { starts, ends } = this
    const length = block.length
    let count = 0
    let seen = 0
    let hasQuote = false
    let at = from
    let cellStart = from
    for (; at < length; at++) {
      const byte = block[at]!
      if (byte === separator) {
        if (count < CELLS_MAX) {
          starts[count] = cellStart
          ends[count] = at
          count++
        }
        cellStart = at + 1
      } else if (byte === NEWLINE) {
        break
      } else {
        seen |= byte
        if (byte === QUOTE) hasQuote = true
      }
    }
    if (at === length && !isLast) return -1
    let end = at
    if (end > from && block[end - 1] === CARRIAGE_RETURN) end--
    if (count < CELLS_MAX) {
      starts[count] = cellStart
      ends[count] = Math.max(end, cellStart)
      count++
    }
    this.count = count
    this.hasHighByte = (seen & 0x80) !== 0
    this.hasOpenQuote = false
    this.contentEnd = end
    if (hasQuote) this.#scanQuoted(block, from, end)
    return at < length ? at + 1 : length
  }

  /** Scans a row again where quotes protect separators; doubled quotes stay as they are. */
  #scanQuoted(block: Uint8Array, from: number, end: number): void {
    this.count = 0
    let cellStart = from
    let isInside = false
    for (let at = from; at <= end; at++) {
      if (at < end && block[at] === QUOTE) isInside = !isInside
      const isCellEnd = at === end || (!isInside && block[at] === this.separator)
      if (!isCellEnd || this.count === CELLS_MAX) continue
      const isQuoted = at - cellStart >= 2 && block[cellStart] === QUOTE && block[at - 1] === QUOTE
      this.starts[this.count] = isQuoted ? cellStart + 1 : cellStart
      this.ends[this.count] = isQuoted ? at - 1 : at
      this.count++
      cellStart = at + 1
    }
    this.hasOpenQuote = isInside
  }
}
