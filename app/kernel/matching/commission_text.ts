import { err, ok, type Result } from '../values/result.js'
import { commissionFault, feeScheduleOf } from './commission.js'
import { formatFraction, readFraction, readNumber } from './model_text.js'
import type { CommissionModel } from './models.js'

/** The forms that `parseCommission` reads, for help texts. */
export const COMMISSION_FORMS =
  'none, per-order:1, per-share:0.005:1:0.01, percent:0.001:1, tiered:10000=0.001,*=0.0005, ' +
  'futu-us, futu-hk'

/**
 * Reads a commission model as it is typed: `none`, `per-order:AMOUNT`, `per-share:RATE[:MINIMUM[:SHARE]]`,
 * `percent:FRACTION[:MINIMUM]`, `tiered:BOUND=FRACTION,...,*=FRACTION[:MINIMUM]`, `futu-us`, `futu-hk`.
 *
 * A fraction is written 0.001 or 0.1%. The failure is a sentence that says what would be right.
 */
export function parseCommission(text: string): Result<CommissionModel, string> {
  const [name = '', ...parts] = text.trim().split(':')
  const model = modelOf(name, parts)
  if (model === null) {
    return err(`commission "${text}" is not known: write one of ${COMMISSION_FORMS}`)
  }
  const fault = commissionFault(model)
  return fault === null ? ok(model) : err(`commission "${text}": ${fault}`)
}

/** The model that a name and its parts stand for, `null` for a name or number of parts unknown. */
function modelOf(name: string, parts: readonly string[]): CommissionModel | null {
  if (parts.length === 0) {
    if (name === 'none') return { type: 'none' }
    if (name === 'futu-us') return { type: 'schedule', name: 'futu_us' }
    return name === 'futu-hk' ? { type: 'schedule', name: 'futu_hk' } : null
  }
  const [first = '', second, third] = parts
  const minimum = second === undefined ? 0 : readNumber(second)
  if (name === 'per-share' && parts.length <= 3) {
    const maximumFraction = third === undefined ? null : readFraction(third)
    return { type: 'per_share', rate: readNumber(first), minimum, maximumFraction }
  }
  if (name === 'percent' && parts.length <= 2) {
    return { type: 'percent', fraction: readFraction(first), minimum }
  }
  if (name === 'tiered' && parts.length <= 2) {
    return { type: 'tiered', tiers: first.split(',').map(readTier), minimum }
  }
  return name === 'per-order' && parts.length === 1
    ? { type: 'per_order', amount: readNumber(first) }
    : null
}

/** One tier: `10000=0.001`, or `*=0.0005` for the last. */
function readTier(text: string): { upTo: number | null; fraction: number } {
  const [bound = '', fraction = '', ...rest] = text.split('=')
  return {
    upTo: bound === '*' ? null : readNumber(bound),
    fraction: rest.length === 0 ? readFraction(fraction) : NaN,
  }
}

/** A commission model in plain words, for tables and reports. */
export function formatCommission(model: CommissionModel): string {
  switch (model.type) {
    case 'none':
      return 'none'
    case 'per_order':
      return `${model.amount} an order`
    case 'per_share': {
      const cap =
        model.maximumFraction === null
          ? ''
          : `, at most ${formatFraction(model.maximumFraction)} of the value`
      return `${model.rate} a share${atLeast(model.minimum)}${cap}`
    }
    case 'percent':
      return `${formatFraction(model.fraction)} of the value${atLeast(model.minimum)}`
    case 'tiered': {
      const tiers = model.tiers.map(({ upTo, fraction }) =>
        upTo === null
          ? `${formatFraction(fraction)} above`
          : `${formatFraction(fraction)} up to ${upTo}`
      )
      return `by the order's value: ${tiers.join(', ')}${atLeast(model.minimum)}`
    }
    case 'schedule':
      return feeScheduleOf(model.name).title
  }
}

/** The minimum in words, nothing for none. */
function atLeast(minimum: number): string {
  return minimum === 0 ? '' : `, at least ${minimum} an order`
}
