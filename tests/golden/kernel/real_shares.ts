import type { CorporateAction } from '#kernel/instrument/corporate_action.js'
import type { BarColumns } from '#kernel/market/bar.js'
import { sharedPath } from '#tests/shared.js'
import { csvRows, dailyColumns } from '#tests/support/simulate.js'

const DAY_MS = 86_400_000

/** Raw daily bars of a US share between two dates, both included. */
export function rawBars(symbol: string, from: string, to: string): BarColumns {
  const all = dailyColumns(sharedPath('data', 'us-equity-daily-raw', `${symbol}.csv`)!)
  const at = (start: number) => start >= Date.parse(from) && start <= Date.parse(to)
  const kept = [...all.startMs.keys()].filter((k) => at(all.startMs[k]!))
  const column = (values: Float64Array) => Float64Array.from(kept, (k) => values[k]!)
  return {
    count: kept.length,
    startMs: column(all.startMs),
    open: column(all.open),
    high: column(all.high),
    low: column(all.low),
    close: column(all.close),
    volume: column(all.volume),
  }
}

/** A row of a factor file: the factors hold for bars up to and on `day`, the last session before the ex-date. */
export interface FactorRow {
  readonly dayMs: number
  readonly priceFactor: number
  readonly splitFactor: number
  readonly close: number
}

/** The factor file of a US share. */
export function factorsOf(symbol: string): FactorRow[] {
  const path = sharedPath('data', 'us-equity-daily-raw', 'factor_files', `${symbol}.csv`)!
  return csvRows(path).map((row) => {
    const [day, priceFactor, splitFactor, close] = Object.values(row) as [
      string,
      string,
      string,
      string,
    ]
    const date = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}`
    return {
      dayMs: Date.parse(date),
      priceFactor: Number(priceFactor),
      splitFactor: Number(splitFactor),
      close: Number(close),
    }
  })
}

/** Splits, and dividends rounded to the cent, of a factor file; each ex on the next bar of the series. */
export function actionsOf(rows: readonly FactorRow[], columns: BarColumns): CorporateAction[] {
  const actions: CorporateAction[] = []
  rows.slice(0, -1).forEach((row, k) => {
    const next = rows[k + 1]!
    const index = columns.startMs.indexOf(row.dayMs)
    if (index < 0 || index + 1 >= columns.count) return
    const exDay = columns.startMs[index + 1]! / DAY_MS
    const ratio = next.splitFactor / row.splitFactor
    if (Math.abs(ratio - 1) > 1e-4) actions.push({ type: 'split', exDay, ratio: Math.round(ratio) })
    const amount = Math.round(row.close * (1 - row.priceFactor / next.priceFactor) * 100) / 100
    if (amount > 0) actions.push({ type: 'dividend', exDay, amount })
  })
  return actions
}

/** The series in the adjusted prices of a factor file. */
export function adjusted(columns: BarColumns, rows: readonly FactorRow[]): BarColumns {
  const factor = (start: number) => {
    const row = rows.find((one) => one.dayMs >= start)!
    return row.priceFactor * row.splitFactor
  }
  const scaled = (values: Float64Array) =>
    values.map((value, k) => value * factor(columns.startMs[k]!))
  return {
    ...columns,
    open: scaled(columns.open),
    high: scaled(columns.high),
    low: scaled(columns.low),
    close: scaled(columns.close),
  }
}
