/** Return of a whole period brought to one year. Fractions per year (0.21 = 21 % a year). */

/**
 * Compound annual growth from the number of return periods.
 *
 * Formula: (1 + totalReturn)^(periodsPerYear / periods) - 1, as empyrical `annual_return` and
 * quantstats `cagr`. Null without a period, where growth is below zero (a fractional power of it has
 * no meaning), and where so short a run grew so much that a year of it is beyond counting.
 */
export function annualReturn(
  totalReturn: number,
  periods: number,
  periodsPerYear: number
): number | null {
  if (periods < 1) return null
  const growth = 1 + totalReturn
  if (growth < 0) return null
  const annual = Math.pow(growth, periodsPerYear / periods) - 1
  return Number.isFinite(annual) ? annual : null
}

/** One Julian year in milliseconds (365.25 days), the year of `calendarAnnualReturn`. */
export const YEAR_MS = 365.25 * 86_400_000

/**
 * Compound annual growth from calendar time: (1 + totalReturn)^(1 / years) - 1, where a year has
 * 365.25 days. Counts holidays and weekends, so it is the figure to set beside a bank deposit.
 * Null when no time passed or growth is below zero.
 */
export function calendarAnnualReturn(totalReturn: number, elapsedMs: number): number | null {
  const growth = 1 + totalReturn
  if (!(elapsedMs > 0) || growth < 0) return null
  const annual = Math.pow(growth, YEAR_MS / elapsedMs) - 1
  return Number.isFinite(annual) ? annual : null
}

/**
 * Risk-free return of one period from a yearly rate: (1 + annual)^(1 / periodsPerYear) - 1.
 * Fractions; a rate of -100 % or less has no meaning and throws RangeError.
 */
export function riskFreePerPeriod(annual: number, periodsPerYear: number): number {
  if (!(annual > -1)) throw new RangeError(`risk-free rate must be above -1, was ${annual}`)
  return Math.pow(1 + annual, 1 / periodsPerYear) - 1
}
