import vine from '@vinejs/vine'
import type { OrderState } from '#kernel/order/order_state.js'

const symbol = () => vine.string().regex(/^[A-Z]{2}\.[A-Z0-9.-]{1,20}$/)
const name = () => vine.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/)
const reason = () => vine.string().minLength(1).maxLength(200)
const DECIMAL = /^\d{1,12}(?:\.\d{1,9})?$/
/** A quantity or a price: a decimal text, so that no digit is lost. */
const amount = () => vine.string().regex(DECIMAL).transform(Number)
/** The same, or nothing: what is transformed may be `null`, whatever its type says. */
const amountOrNone = () =>
  vine
    .string()
    .regex(DECIMAL)
    .transform((text: string | null) => (text === null ? null : Number(text)))
    .nullable()
    .optional()
const limit = () => vine.number().min(1).max(500).withoutDecimals().optional()
const after = () => vine.number().min(1).max(Number.MAX_SAFE_INTEGER).withoutDecimals().optional()

const ORDER_STATES = [
  'pending',
  'submitted',
  'partial',
  'filled',
  'denied',
  'cancelled',
  'rejected',
  'expired',
  'unknown',
] as const satisfies readonly OrderState[]

/** One page of orders. */
export const orderListValidator = vine.create({
  open: vine.boolean().optional(),
  symbol: symbol().optional(),
  strategy: name().optional(),
  state: vine.enum(ORDER_STATES).optional(),
  limit: limit(),
  after: after(),
})

/** Orders of a file. */
export const orderSheetValidator = vine.create({
  open: vine.boolean().optional(),
  symbol: symbol().optional(),
  strategy: name().optional(),
  state: vine.enum(ORDER_STATES).optional(),
})

/** An order by hand. */
export const orderValidator = vine.create({
  symbol: symbol(),
  side: vine.enum(['buy', 'sell'] as const),
  quantity: amount(),
  limitPrice: amountOrNone(),
  stopPrice: amountOrNone(),
  timeInForce: vine.enum(['day', 'gtc', 'ioc'] as const).optional(),
  reason: reason().nullable().optional(),
})

/** New terms of a working order. */
export const orderChangeValidator = vine.create({
  quantity: amountOrNone(),
  limitPrice: amountOrNone(),
  stopPrice: amountOrNone(),
  reason: reason().nullable().optional(),
})

/** Why something is done. */
export const reasonValidator = vine.create({ reason: reason().optional() })

/** Out of one instrument, of one strategy's holding alone where it is named. */
export const closeValidator = vine.create({
  symbol: symbol(),
  strategy: name().nullable().optional(),
  reason: reason().optional(),
})

/** Out of a part of what one strategy holds of an instrument. */
export const reduceValidator = vine.create({
  symbol: symbol(),
  strategy: name(),
  /** Above 0 and below 1. */
  fraction: vine.number().min(0.000_001).max(0.999_999),
  reason: reason().optional(),
})

/** Out of everything. */
export const flattenValidator = vine.create({
  halt: vine.boolean().optional(),
  reason: reason().optional(),
})

/** A halt, or only no new risk. */
export const haltValidator = vine.create({
  reduceOnly: vine.boolean().optional(),
  reason: reason(),
})

/** A strategy that is to be. */
export const newStrategyValidator = vine.create({
  plugin: name(),
  name: name().optional(),
  symbols: vine.array(symbol()).minLength(1).maxLength(500),
  timeframe: vine.string().maxLength(4).optional(),
  parameters: vine.record(vine.string().maxLength(200)).optional(),
})

/** Parameters of a strategy that somebody writes. */
export const draftValidator = vine.create({
  parameters: vine.record(vine.string().maxLength(200)).maxLength(100),
})

/** A change of limits: `null` for no limit. */
export const limitsValidator = vine.create({
  limits: vine.record(vine.any().nullable()),
  reason: reason(),
})

/** The multiplier of all limits. */
export const biasValidator = vine.create({
  bias: vine.number().min(0).max(1),
  isLasting: vine.boolean().optional(),
  reason: reason(),
})

/** One page of traces. */
export const traceListValidator = vine.create({
  symbol: symbol().optional(),
  strategy: name().optional(),
  denied: vine.boolean().optional(),
  limit: limit(),
  after: after(),
})

/** Traces of a file. */
export const traceSheetValidator = vine.create({
  symbol: symbol().optional(),
  strategy: name().optional(),
  denied: vine.boolean().optional(),
})

/** Which alerts are listed. */
export const alertListValidator = vine.create({
  all: vine.boolean().optional(),
  limit: limit(),
  after: after(),
})

/** What a person says to an alert. */
export const noteValidator = vine.create({ note: vine.string().maxLength(500).optional() })

/** Lines of a strategy's log after a number. */
export const logValidator = vine.create({
  after: vine.number().min(0).withoutDecimals().optional(),
  limit: limit(),
})

/** Parameters of a rule or an agent, as a person writes them. */
export const voiceValidator = vine.create({
  parameters: vine.record(vine.string().maxLength(200)).optional(),
})

/** A paper account that is to be opened: cash in its currency; without symbols it trades every instrument of its currency. */
export const accountValidator = vine.create({
  name: vine.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  currency: vine.enum(['USD', 'HKD'] as const).optional(),
  cash: amount(),
  symbols: vine.array(symbol()).maxLength(500).optional(),
})

/** Instruments that an account is to trade as well; the rate is that of their currency in the account's. */
export const instrumentsValidator = vine.create({
  symbols: vine.array(symbol()).minLength(1).maxLength(500),
  rate: amount().optional(),
})

/** What one unit of a currency is worth in the account's. */
export const rateValidator = vine.create({ rate: amount() })
