/** Returns by calendar month and year, for the table people look at first. */
import { civilDateOf } from '../values/instant.js'

/** Compounded return of one calendar month; fraction. */
export interface MonthReturn {
  year: number
  month: number
  return: number
}

/** Compounded return of one calendar year; fraction. */
export interface YearReturn {
  year: number
  return: number
}

/**
 * Monthly returns: last close of the month / last close of the month before - 1; the first month
 * starts from `base` (the opening balance). Months without a session are absent.
 * A month that starts from an equity of zero or below ends the table.
 */
export function monthlyReturns(
  close: Float64Array,
  sessionDate: Float64Array,
  base: number
): MonthReturn[] {
  const months: MonthReturn[] = []
  let before = base
  for (let i = 0; i < close.length; i++) {
    const date = civilDateOf(sessionDate[i]!)
    const next = i + 1 < close.length ? civilDateOf(sessionDate[i + 1]!) : null
    if (next !== null && next.month === date.month && next.year === date.year) continue
    if (!(before > 0)) break
    months.push({ year: date.year, month: date.month, return: close[i]! / before - 1 })
    before = close[i]!
  }
  return months
}

/** Yearly returns, compounded from the months. */
export function yearlyReturns(months: readonly MonthReturn[]): YearReturn[] {
  const years: YearReturn[] = []
  for (const month of months) {
    const last = years[years.length - 1]
    if (last?.year === month.year) last.return = (1 + last.return) * (1 + month.return) - 1
    else years.push({ year: month.year, return: month.return })
  }
  return years
}
