import type { Bar, BarColumns } from './bar.js'

/** Bars as columns, in the order given. */
export function columnsOf(bars: readonly Bar[]): BarColumns {
  const column = (name: keyof Bar) => Float64Array.from(bars, (bar) => bar[name])
  return {
    count: bars.length,
    startMs: column('startMs'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  }
}

/** The bars of columns, in their order. */
export function barsOf(columns: BarColumns): Bar[] {
  return Array.from({ length: columns.count }, (_, at) => ({
    startMs: columns.startMs[at]!,
    open: columns.open[at]!,
    high: columns.high[at]!,
    low: columns.low[at]!,
    close: columns.close[at]!,
    volume: columns.volume[at]!,
  }))
}
