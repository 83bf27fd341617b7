import { formatInstant } from '#kernel/values/instant.js'
import { TIMEFRAME_MS, isDaily, type Timeframe } from '#kernel/market/timeframe.js'
import type { BarFileProblem } from '#ports/bar_file.js'
import { explainDecimal } from './decimal.js'
import type { BarLayout } from './header.js'

/** Prices from here on are taken for broken data. */
export const PRICE_LIMIT = 1e9
/** Volumes from here on are taken for broken data. */
export const VOLUME_LIMIT = 1e15

const VALUE_CHARACTERS_MAX = 60

/** The numbers of a row; NaN where the cell is not a number. */
export interface RowNumbers {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** Everything wrong with a row's numbers, column by column; empty when nothing is. */
export function numberFaults(
  row: RowNumbers,
  layout: BarLayout,
  cellText: (index: number) => string
): Omit<BarFileProblem, 'line'>[] {
  const faults: Omit<BarFileProblem, 'line'>[] = []
  const name = (index: number) => layout.names[index] ?? null
  for (const field of ['open', 'high', 'low', 'close'] as const) {
    const index = layout[field]
    const message = priceFault(row[field], cellText(index))
    if (message) faults.push({ column: name(index), value: shorten(cellText(index)), message })
  }
  if (layout.volume >= 0) {
    const text = cellText(layout.volume)
    const message = volumeFault(row.volume, text)
    if (message) faults.push({ column: name(layout.volume), value: shorten(text), message })
  }
  if (faults.length > 0) return faults
  if (row.high < row.low) {
    const message = `is below the low ${row.low}; the high must be the highest price of the bar`
    return [{ column: name(layout.high), value: cellText(layout.high), message }]
  }
  for (const field of ['open', 'close'] as const) {
    if (row[field] >= row.low && row[field] <= row.high) continue
    const message = `lies outside low..high ${row.low}..${row.high}; it must be within them`
    faults.push({ column: name(layout[field]), value: cellText(layout[field]), message })
  }
  return faults
}

function priceFault(price: number, text: string): string | null {
  if (Number.isNaN(price) || !Number.isFinite(price)) return explainDecimal(text)
  if (price < 0) return 'is negative; a price must be above 0'
  if (price === 0) return 'is not a price; a price must be above 0'
  if (price >= PRICE_LIMIT) return 'is too large for a price; it must be below 1,000,000,000'
  return null
}

function volumeFault(volume: number, text: string): string | null {
  if (Number.isNaN(volume) || !Number.isFinite(volume)) return explainDecimal(text)
  if (volume < 0) return 'is negative; a volume must be 0 or more'
  if (volume >= VOLUME_LIMIT) return 'is too large for a volume; it must be below 1e15'
  return null
}

/** Why a bar cannot follow the one before it, or `null`. */
export function orderFault(
  startMs: number,
  previousMs: number,
  previousLine: number,
  timeframe: Timeframe
): string | null {
  const before = `${formatStart(previousMs, timeframe)} of line ${previousLine}`
  if (startMs === previousMs) {
    return isDaily(timeframe)
      ? `is the same ${timeframe === '1d' ? 'day' : 'week'} as line ${previousLine}; each must ` +
          'stand once (or --timeframe is not what the file holds)'
      : `is the same time as line ${previousLine}; each time must stand once`
  }
  if (startMs < previousMs) {
    return `is earlier than ${before}; sort the rows oldest first`
  }
  if (!isDaily(timeframe) && startMs - previousMs < TIMEFRAME_MS[timeframe]) {
    const seconds = (startMs - previousMs) / 1000
    return (
      `begins ${seconds} s after the bar of line ${previousLine}, inside it: ` +
      `--timeframe ${timeframe} is not what the file holds`
    )
  }
  return null
}

function formatStart(startMs: number, timeframe: Timeframe): string {
  const text = formatInstant(startMs)
  return isDaily(timeframe) ? text.slice(0, 10) : `${text.slice(0, 19)}Z`
}

/** A value as it may stand in a message: short, and without control characters. */
export function shorten(text: string): string {
  const printable = text.trim().replace(/\p{Cc}/gu, '?')
  return printable.length <= VALUE_CHARACTERS_MAX
    ? printable
    : `${printable.slice(0, VALUE_CHARACTERS_MAX)}...`
}
