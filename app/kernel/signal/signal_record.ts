import type { ExitLevel, OrderType, TimeInForce, Trail } from '../order/order.js'
import type { OrderSignal, Signal, Size, SizedAt, TargetSignal } from './signal.js'

/**
 * A signal as a fixed row of doubles: the only form in which a wish leaves a plugin's realm.
 *
 * The guest runtime writes rows, the kernel reads them and refuses what it cannot read, and a run
 * keeps them as evidence. Absent prices are 0. The order of the fields is part of the engine version.
 */
export const RECORD_LENGTH = 24

/** Most signals that one call into a strategy may make. */
export const SIGNALS_PER_CALL = 256

/** Positions of the fields in a row. */
export const FIELD = {
  type: 0, // 1 order, 2 target, 3 cancel, 4 replace
  instrument: 1,
  side: 2, // 1 buy, -1 sell
  sizeKind: 3, // 0 quantity, 1 notional, 2 equity_fraction, 3 cash_fraction
  size: 4, // signed for a target; 1 = all for a cancel; new quantity or 0 for a replace
  sizedAt: 5, // 0 signal, 1 open
  orderType: 6, // index in ORDER_TYPES
  limitPrice: 7,
  stopPrice: 8,
  trailKind: 9, // 0 none, 1 fraction, 2 amount
  trail: 10,
  timeInForce: 11, // index in TIMES_IN_FORCE
  goodTillMs: 12,
  stopLossKind: 13, // 0 none, 1 price, 2 fraction, 3 amount
  stopLoss: 14,
  takeProfitKind: 15,
  takeProfit: 16,
  trailingStopKind: 17, // 0 none, 1 fraction, 2 amount
  trailingStop: 18,
  ocoGroup: 19,
  reference: 20,
  hasReason: 21, // 1 when a text goes with the row
} as const

/** Codes of `FIELD.type`. */
export const SIGNAL_TYPE = { order: 1, target: 2, cancel: 3, replace: 4 } as const
/** Codes of `FIELD.sizeKind`. */
export const SIZE_KINDS: readonly Size['kind'][] = [
  'quantity',
  'notional',
  'equity_fraction',
  'cash_fraction',
]
/** Codes of `FIELD.orderType`. */
export const ORDER_TYPES: readonly OrderType[] = [
  'market',
  'limit',
  'stop',
  'stop_limit',
  'trailing_stop',
]
/** Codes of `FIELD.timeInForce`. */
export const TIMES_IN_FORCE: readonly TimeInForce[] = ['day', 'gtc', 'ioc', 'gtd']
/** Codes of `FIELD.sizedAt`. */
export const SIZED_AT: readonly SizedAt[] = ['signal', 'open']
/** Codes of the exit-level kinds, from 1. */
export const EXIT_KINDS: readonly ExitLevel['kind'][] = ['price', 'fraction', 'amount']
/** Codes of the trail kinds, from 1. */
export const TRAIL_KINDS: readonly Trail['kind'][] = ['fraction', 'amount']

function priceAt(rows: Float64Array, at: number): number | null {
  const value = rows[at] as number
  return value === 0 ? null : value
}

/** The code in a field as an index of a list of `count`, or -1 when it is none. */
function codeAt(rows: Float64Array, at: number, count: number): number {
  const value = rows[at] as number
  const code = value | 0
  return code === value && code >= 0 && code < count ? code : -1
}

function trailAt(rows: Float64Array, at: number): Trail | null {
  const code = codeAt(rows, at, TRAIL_KINDS.length + 1)
  if (code <= 0) return null
  return { kind: TRAIL_KINDS[code - 1] as Trail['kind'], value: rows[at + 1] as number }
}

function exitAt(rows: Float64Array, at: number): ExitLevel | null {
  const code = codeAt(rows, at, EXIT_KINDS.length + 1)
  if (code <= 0) return null
  return { kind: EXIT_KINDS[code - 1] as ExitLevel['kind'], value: rows[at + 1] as number }
}

/**
 * Reads the row at `index` of `rows` for a strategy, or returns the reason why it cannot be read.
 *
 * Only the form is checked here (codes, instrument number); whether the wish makes sense is judged
 * by `signalFault`.
 */
export function decodeSignal(
  rows: Float64Array,
  index: number,
  context: { strategy: number; instruments: number; reason: string | null }
): Signal | string {
  const start = index * RECORD_LENGTH
  if (start + RECORD_LENGTH > rows.length) return 'the row is cut off'
  const instrument = rows[start + FIELD.instrument] as number
  if (!(instrument >= 0 && instrument < context.instruments && Number.isInteger(instrument))) {
    return `there is no instrument number ${instrument}`
  }
  const reference = rows[start + FIELD.reference] as number
  if (!Number.isSafeInteger(reference) || reference < 0) {
    return `reference ${reference} is not a whole number`
  }
  const { strategy, reason } = context
  const size = rows[start + FIELD.size] as number
  const type = rows[start + FIELD.type] as number
  if (type === SIGNAL_TYPE.cancel) {
    return { type: 'cancel', strategy, instrument, reference, reason, all: size === 1 }
  }
  const limitPrice = priceAt(rows, start + FIELD.limitPrice)
  const stopPrice = priceAt(rows, start + FIELD.stopPrice)
  if (type === SIGNAL_TYPE.replace) {
    const quantity = size === 0 ? null : size
    return {
      type: 'replace',
      strategy,
      instrument,
      reference,
      reason,
      quantity,
      limitPrice,
      stopPrice,
    }
  }
  const orderType = ORDER_TYPES[codeAt(rows, start + FIELD.orderType, ORDER_TYPES.length)]
  const timeInForce = TIMES_IN_FORCE[codeAt(rows, start + FIELD.timeInForce, TIMES_IN_FORCE.length)]
  const sizedAt = SIZED_AT[codeAt(rows, start + FIELD.sizedAt, SIZED_AT.length)]
  const kind = SIZE_KINDS[codeAt(rows, start + FIELD.sizeKind, SIZE_KINDS.length)]
  if (orderType === undefined || timeInForce === undefined) {
    return 'unknown order type or time in force'
  }
  if (sizedAt === undefined || kind === undefined) return 'unknown kind of size'
  const trails = TRAIL_KINDS.length + 1
  if (codeAt(rows, start + FIELD.trailKind, trails) < 0) return 'unknown kind of trail'
  if (codeAt(rows, start + FIELD.trailingStopKind, trails) < 0) return 'unknown kind of trail'
  const exits = EXIT_KINDS.length + 1
  if (codeAt(rows, start + FIELD.stopLossKind, exits) < 0) return 'unknown kind of exit'
  if (codeAt(rows, start + FIELD.takeProfitKind, exits) < 0) return 'unknown kind of exit'
  const side = rows[start + FIELD.side] === 1 ? 'buy' : 'sell'
  if (type === SIGNAL_TYPE.order) {
    if (side === 'sell' && rows[start + FIELD.side] !== -1) {
      return `side must be 1 or -1, was ${rows[start + FIELD.side]}`
    }
  } else if (type !== SIGNAL_TYPE.target) {
    return `there is no signal type ${type}`
  } else if (kind !== 'quantity' && kind !== 'equity_fraction') {
    return `a target cannot be sized by ${kind}`
  }
  // One literal with every field: orders and targets differ in type alone, and nothing is copied twice.
  return {
    type: type === SIGNAL_TYPE.order ? 'order' : 'target',
    strategy,
    instrument,
    reference,
    reason,
    side,
    size: { kind, value: size },
    sizedAt,
    orderType,
    limitPrice,
    stopPrice,
    trail: trailAt(rows, start + FIELD.trailKind),
    timeInForce,
    goodTillMs: priceAt(rows, start + FIELD.goodTillMs),
    stopLoss: exitAt(rows, start + FIELD.stopLossKind),
    takeProfit: exitAt(rows, start + FIELD.takeProfitKind),
    trailingStop: trailAt(rows, start + FIELD.trailingStopKind),
    ocoGroup: rows[start + FIELD.ocoGroup] as number,
  } as OrderSignal | TargetSignal
}
