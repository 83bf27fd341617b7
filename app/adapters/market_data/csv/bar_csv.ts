import type { BarColumns } from '#kernel/market/bar.js'
import { isDaily, TIMEFRAME_MS } from '#kernel/market/timeframe.js'
import {
  BarFileRefused,
  type BarFileOptions,
  type BarFileProblem,
  type BarFileSummary,
  type BarFiles,
  type OpenBarFile,
} from '#ports/bar_file.js'
import { readActionFile } from './action_csv.js'
import { openByteSource, type ByteSource } from './byte_source.js'
import { parseDecimal } from './decimal.js'
import { decodeUtf8, readHeader, type BarLayout } from './header.js'
import { numberFaults, orderFault, PRICE_LIMIT, shorten, VOLUME_LIMIT } from './row_faults.js'
import { RowScanner } from './row_scanner.js'
import { BarStartReader } from './session_stamp.js'

/** Longest line in bytes; a longer one means that the file is not CSV. */
export const LINE_BYTES_MAX = 64 * 1024
/** Rows of a full batch. */
export const BATCH_ROWS = 16_384
const REFUSED_LINES_MAX = 5
const SKIPPED_LINES_LISTED_MAX = 20
const NEWLINE = 10
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf]

/** Reads files of bars and of corporate actions in CSV, as text or gzip. */
export const csvBarFiles: BarFiles = {
  readActions: readActionFile,
  async open(path, options) {
    return new BarCsv(path, options, await openByteSource(path))
  },
}

/** One CSV file of bars being read, block by block, in bounded memory. */
class BarCsv implements OpenBarFile {
  readonly bytesTotal: number
  #layout: BarLayout | null = null
  #scanner = new RowScanner(44)
  #starts: BarStartReader | null = null
  #batch = emptyBatch()
  #count = 0
  #rows = 0
  #line = 0
  #previousMs = -Infinity
  #previousLine = 0
  #badRows = 0
  #problems: BarFileProblem[] = []
  readonly #distanceMsMin: number

  constructor(
    private readonly path: string,
    private readonly options: BarFileOptions,
    private readonly source: ByteSource
  ) {
    this.bytesTotal = source.bytesTotal
    this.#distanceMsMin = isDaily(options.timeframe) ? 1 : TIMEFRAME_MS[options.timeframe]
  }

  get bytesRead(): number {
    return this.source.bytesRead()
  }

  async *batches(): AsyncGenerator<BarColumns, BarFileSummary, void> {
    let rest: Uint8Array = new Uint8Array(0)
    for await (const chunk of this.source.blocks()) {
      const block = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      let at = 0
      while (at < block.length) {
        const next = this.#consumeRow(block, at, false)
        if (next < 0) break
        at = next
        if (this.#count === BATCH_ROWS && this.#isClean()) yield this.#takeBatch()
      }
      rest = block.subarray(at)
    }
    if (rest.length > 0) this.#consumeRow(rest, 0, true)
    this.#finish()
    if (this.#count > 0) yield this.#takeBatch()
    return {
      rows: this.#rows,
      badRows: this.#badRows,
      problems: this.#problems,
      ignoredColumns: this.#layout?.ignored ?? [],
      isGzip: this.source.isGzip,
    }
  }

  /** Whether rows may still be handed out: in the strict way, one bad row ends that. */
  #isClean(): boolean {
    return this.options.skipsBadRows || this.#badRows === 0
  }

  /** Takes the row at `from`; returns the index after it, or -1 when the block ends first. */
  #consumeRow(block: Uint8Array, from: number, isLast: boolean): number {
    if (this.#layout === null) return this.#consumeHeader(block, from, isLast)
    const next = this.#scanner.scan(block, from, isLast)
    const length = (next < 0 ? block.length : this.#scanner.contentEnd) - from
    if (length > LINE_BYTES_MAX) this.#refuseLongLine()
    if (next < 0) return next
    this.#line++
    if (this.#scanner.contentEnd > from) this.#consumeCells(block, from)
    return next
  }

  #consumeHeader(block: Uint8Array, from: number, isLast: boolean): number {
    const newline = block.indexOf(NEWLINE, from)
    const end = newline < 0 ? block.length : newline
    if (end - from > LINE_BYTES_MAX) this.#refuseLongLine()
    if (newline < 0 && !isLast) return -1
    this.#line = 1
    const hasMark = BYTE_ORDER_MARK.every((byte, index) => block[from + index] === byte)
    const start = hasMark ? from + 3 : from
    const isCarriage = end > start && block[end - 1] === 13
    const header = readHeader(
      block.subarray(start, isCarriage ? end - 1 : end),
      this.options.needsVolume
    )
    if (Array.isArray(header)) throw new BarFileRefused(this.path, header)
    this.#layout = header
    this.#scanner = new RowScanner(header.separator)
    this.#starts = new BarStartReader(this.options, header.saysUtc)
    return newline < 0 ? block.length : newline + 1
  }

  #consumeCells(block: Uint8Array, from: number): void {
    const layout = this.#layout!
    const { starts, ends, count } = this.#scanner
    if (count !== layout.names.length || this.#scanner.hasHighByte || this.#scanner.hasOpenQuote) {
      if (!this.#acceptsShape(block, from)) return
    }
    const startMs = this.#starts!.startOf(block, starts[layout.time]!, ends[layout.time]!)
    const open = parseDecimal(block, starts[layout.open]!, ends[layout.open]!)
    const high = parseDecimal(block, starts[layout.high]!, ends[layout.high]!)
    const low = parseDecimal(block, starts[layout.low]!, ends[layout.low]!)
    const close = parseDecimal(block, starts[layout.close]!, ends[layout.close]!)
    const volume =
      layout.volume < 0 ? 0 : parseDecimal(block, starts[layout.volume]!, ends[layout.volume]!)
    // Every comparison with NaN is false, so one condition covers numbers that are none.
    const isGood =
      startMs - this.#previousMs >= this.#distanceMsMin &&
      low > 0 &&
      high >= low &&
      high < PRICE_LIMIT &&
      open >= low &&
      open <= high &&
      close >= low &&
      close <= high &&
      volume >= 0 &&
      volume < VOLUME_LIMIT
    if (!isGood) {
      this.#addRowProblems(block, startMs, { open, high, low, close, volume })
      return
    }
    this.#previousMs = startMs
    this.#previousLine = this.#line
    if (!this.#isClean()) return
    const batch = this.#batch
    const index = this.#count++
    batch.startMs[index] = startMs
    batch.open[index] = open
    batch.high[index] = high
    batch.low[index] = low
    batch.close[index] = close
    batch.volume[index] = volume
  }

  /** Whether a row of unusual shape can still be read: right number of cells, quotes closed, UTF-8. */
  #acceptsShape(block: Uint8Array, from: number): boolean {
    const { count, hasOpenQuote, hasHighByte, contentEnd } = this.#scanner
    const line = block.subarray(from, contentEnd)
    const add = (message: string) => {
      const value = shorten(Buffer.from(line.subarray(0, 200)).toString('latin1'))
      this.#addProblems([{ line: this.#line, column: null, value, message }])
      return false
    }
    if (hasOpenQuote) return add('has a quote that is not closed on its line; close it')
    if (hasHighByte && decodeUtf8(line) === null) {
      return add('is not UTF-8 text; save the file as CSV in UTF-8')
    }
    const expected = this.#layout!.names.length
    if (count === expected) return true
    const text = Buffer.from(line).toString()
    if (text.trim() === '') return false
    const hint = count > expected ? '; numbers must have no thousands separators' : ''
    return add(`has ${count} cells where the header has ${expected}${hint}`)
  }

  #addRowProblems(
    block: Uint8Array,
    startMs: number,
    numbers: { open: number; high: number; low: number; close: number; volume: number }
  ): void {
    const layout = this.#layout!
    const line = this.#line
    const text = (index: number) => {
      const { starts, ends } = this.#scanner
      return Buffer.from(block.subarray(starts[index]!, ends[index]!)).toString()
    }
    const time = { line, column: layout.names[layout.time]!, value: shorten(text(layout.time)) }
    const fault = Number.isNaN(startMs)
      ? this.#starts!.fault
      : orderFault(startMs, this.#previousMs, this.#previousLine, this.options.timeframe)
    this.#addProblems([
      ...(fault === null ? [] : [{ ...time, message: fault }]),
      ...numberFaults(numbers, layout, text).map((problem) => ({ line, ...problem })),
    ])
  }

  /** Counts one bad row; in the strict way, the fifth refuses the file at once. */
  #addProblems(problems: readonly BarFileProblem[]): void {
    this.#badRows++
    const listedMax = this.options.skipsBadRows ? SKIPPED_LINES_LISTED_MAX : REFUSED_LINES_MAX
    if (this.#badRows <= listedMax) this.#problems.push(...problems)
    if (!this.options.skipsBadRows && this.#badRows === REFUSED_LINES_MAX) {
      throw new BarFileRefused(this.path, this.#problems)
    }
  }

  #refuseLongLine(): never {
    throw new BarFileRefused(this.path, [
      {
        line: this.#line + 1,
        column: null,
        value: null,
        message: `is longer than ${LINE_BYTES_MAX / 1024} KB; one bar a line is needed`,
      },
    ])
  }

  #finish(): void {
    const whole = (message: string, line: number | null = null) =>
      new BarFileRefused(this.path, [{ line, column: null, value: null, message }])
    if (this.#layout === null) {
      throw whole('has no header; time,open,high,low,close,volume is needed')
    }
    if (!this.#isClean()) throw new BarFileRefused(this.path, this.#problems)
    if (this.#rows + this.#count > 0) return
    if (this.#badRows === 0) throw whole('has a header and no rows; at least one bar is needed')
    throw new BarFileRefused(this.path, this.#problems)
  }

  #takeBatch(): BarColumns {
    const { startMs, open, high, low, close, volume } = this.#batch
    const count = this.#count
    this.#rows += count
    this.#batch = emptyBatch()
    this.#count = 0
    if (count === BATCH_ROWS) return { count, startMs, open, high, low, close, volume }
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
