import type { RiskLimits } from './limits.js'

/** What is wrong with limits, naming the field, or `null`. Limits may be 0, which allows nothing. */
export function limitsFault(limits: RiskLimits): string | null {
  const { position, portfolio, loss } = limits
  return (
    boundFault('position.quantityMax', position.quantityMax, Infinity) ??
    boundFault('position.notionalMax', position.notionalMax, Infinity) ??
    boundFault('position.countMax', position.countMax, Infinity) ??
    boundFault('portfolio.exposureFractionMax', portfolio.exposureFractionMax, Infinity) ??
    boundFault('portfolio.sectorFractionMax', portfolio.sectorFractionMax, Infinity) ??
    leverageFault(portfolio.leverageMax) ??
    boundFault('loss.dailyLossMax', loss.dailyLossMax, Infinity) ??
    boundFault('loss.dailyLossFractionMax', loss.dailyLossFractionMax, 1) ??
    boundFault('loss.drawdownFractionMax', loss.drawdownFractionMax, 1) ??
    boundFault('loss.strategyLossMax', loss.strategyLossMax, Infinity)
  )
}

function boundFault(name: string, value: number | null, most: number): string | null {
  if (value === null) return null
  if (typeof value === 'number' && value >= 0 && value <= most && value < Infinity) return null
  const range = most === 1 ? 'a fraction 0..1 (0.02 is 2 %)' : '0 or more'
  return `${name} must be ${range}, or null for no limit, was ${String(value)}`
}

function leverageFault(value: number): string | null {
  if (typeof value === 'number' && value > 0 && value <= 100) return null
  return `portfolio.leverageMax must be above 0 and at most 100 (1 is a cash account), was ${String(value)}`
}
