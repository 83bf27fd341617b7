import type { AssetClass } from '../instrument/instrument.js'
import type { Side } from '../order/order.js'
import { amountFault, fractionFault, was } from './model_fault.js'
import type { CommissionModel } from './models.js'
import { scheduleFee, type FeeBasis, type FeeSchedule } from './schedules/fee_schedule.js'
import { FUTU_HK } from './schedules/futu_hk.js'
import { FUTU_US } from './schedules/futu_us.js'

/** What is charged for: one fill, or an order thought of as one. */
export interface ChargedFill {
  readonly side: Side
  /** Units, above zero. */
  readonly quantity: number
  /** Price after slippage, in the instrument's currency. */
  readonly price: number
  /** Currency units of value per price point and unit. */
  readonly multiplier: number
  /** Trade date as a day number: schedules depend on it. */
  readonly dayNumber: number
  readonly assetClass: AssetClass
}

/** What an order has filled and been charged so far; with a schedule, on its last trading day alone. */
export interface OrderCharges {
  quantity: number
  /** Sum of quantity × price × multiplier of the fills. */
  value: number
  /** Currency units, 0 or more. */
  charged: number
  /** Day number of the last fill. */
  dayNumber: number
}

/** The charges of an order that has not filled yet. */
export function noCharges(): OrderCharges {
  return { quantity: 0, value: 0, charged: 0, dayNumber: 0 }
}

/**
 * Charges one fill and keeps the order's account of it. Returns the commission of this fill in the
 * instrument's currency, 0 or more.
 *
 * The fee of an order is reckoned on all it has filled, and a fill pays what is still missing of it: so a
 * minimum is paid once and many small fills cost what one large fill costs. It never pays back, which
 * matters where a cheaper tier is reached. A schedule begins anew on each trading day, as Futu bills.
 */
export function chargeFill(
  model: CommissionModel,
  fill: ChargedFill,
  charges: OrderCharges
): number {
  if (model.type === 'schedule' && charges.dayNumber !== fill.dayNumber) {
    charges.quantity = 0
    charges.value = 0
    charges.charged = 0
  }
  charges.quantity += fill.quantity
  charges.value += fill.quantity * fill.price * fill.multiplier
  charges.dayNumber = fill.dayNumber
  const { side, dayNumber, assetClass } = fill
  const { quantity, value } = charges
  const total = orderFee(model, { side, quantity, value, dayNumber, assetClass })
  const commission = total > charges.charged ? total - charges.charged : 0
  charges.charged += commission
  return commission
}

/** The commission of an order that fills at once, in the instrument's currency: for sizing. */
export function estimateCommission(model: CommissionModel, fill: ChargedFill): number {
  const { side, quantity, dayNumber, assetClass } = fill
  const value = quantity * fill.price * fill.multiplier
  return orderFee(model, { side, quantity, value, dayNumber, assetClass })
}

/** The fee table of a schedule by name. */
export function feeScheduleOf(name: 'futu_us' | 'futu_hk'): FeeSchedule {
  return name === 'futu_us' ? FUTU_US : FUTU_HK
}

/** The fee of a whole order, in currency units. */
function orderFee(model: CommissionModel, order: FeeBasis): number {
  const { quantity, value } = order
  switch (model.type) {
    case 'none':
      return 0
    case 'per_order':
      return model.amount
    case 'per_share': {
      const fee = Math.max(model.rate * quantity, model.minimum)
      return model.maximumFraction === null ? fee : Math.min(fee, model.maximumFraction * value)
    }
    case 'percent':
      return Math.max(model.fraction * value, model.minimum)
    case 'tiered':
      return Math.max(tierFraction(model.tiers, value) * value, model.minimum)
    case 'schedule':
      return scheduleFee(feeScheduleOf(model.name), order)
  }
}

/** The rate for an order's value: the first tier whose bound is not below it takes the whole value. */
function tierFraction(
  tiers: readonly { readonly upTo: number | null; readonly fraction: number }[],
  value: number
): number {
  for (const tier of tiers) {
    if (tier.upTo === null || value <= tier.upTo) return tier.fraction
  }
  return 0
}

/** What is wrong with charging an instrument of a currency by a model, or `null`: schedules know only their own. */
export function commissionCurrencyFault(model: CommissionModel, currency: string): string | null {
  if (model.type !== 'schedule') return null
  const schedule = feeScheduleOf(model.name)
  if (schedule.currency === currency) return null
  return `commission "${schedule.title}" is in ${schedule.currency} and cannot charge a trade in ${currency}`
}

/** What is wrong with a commission model, naming the field and what would be right, or `null`. */
export function commissionFault(model: CommissionModel): string | null {
  switch (model.type) {
    case 'none':
      return null
    case 'per_order':
      return amountFault('amount', model.amount)
    case 'per_share':
      return (
        amountFault('rate', model.rate) ??
        amountFault('minimum', model.minimum) ??
        (model.maximumFraction === null
          ? null
          : fractionFault('maximumFraction', model.maximumFraction))
      )
    case 'percent':
      return fractionFault('fraction', model.fraction) ?? amountFault('minimum', model.minimum)
    case 'tiered':
      return tiersFault(model.tiers) ?? amountFault('minimum', model.minimum)
    case 'schedule':
      if (model.name === 'futu_us' || model.name === 'futu_hk') return null
      return `name must be futu_us or futu_hk, was "${String(model.name)}"`
    default:
      return `commission type "${String((model as { type: unknown }).type)}" is not known`
  }
}

/** A fault unless the tiers ascend and end with one that has no bound. */
function tiersFault(
  tiers: readonly { readonly upTo: number | null; readonly fraction: number }[]
): string | null {
  let below = 0
  for (const [index, tier] of tiers.entries()) {
    const name = `tiers[${index}]`
    const fault = fractionFault(`${name}.fraction`, tier.fraction)
    if (fault !== null) return fault
    const isLast = index === tiers.length - 1
    if (isLast !== (tier.upTo === null)) {
      return `${name}.upTo must be ${isLast ? 'null: the last tier has no bound' : 'a number: only the last tier has no bound'}`
    }
    if (tier.upTo !== null && !(tier.upTo > below && tier.upTo < Infinity)) {
      return `${name}.upTo must be above ${below}: bounds ascend, ${was(tier.upTo)}`
    }
    below = tier.upTo ?? below
  }
  return tiers.length === 0 ? 'tiers must have at least one tier' : null
}
