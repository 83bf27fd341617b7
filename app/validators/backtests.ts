import vine from '@vinejs/vine'
import { TIMEFRAMES } from '#kernel/market/timeframe.js'

const symbol = () => vine.string().regex(/^[A-Z]{2}\.[A-Z0-9][A-Z0-9.-]{0,19}$/)
const date = () => vine.string().regex(/^\d{4}-\d\d-\d\d$/)
const decimal = () => vine.string().regex(/^-?\d{1,12}(?:\.\d{1,9})?$/)
const model = () => vine.string().maxLength(200)
/** An id, never a folder: code comes from what is shipped or installed. */
const plugin = () =>
  vine.object({
    plugin: vine.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
    parameters: vine.record(vine.string().minLength(1).maxLength(200)).optional(),
  })

/** A backtest that is to be run; what is left out is as the command has it. */
export const backtestValidator = vine.create({
  strategies: vine.array(plugin()).minLength(1).maxLength(10),
  rules: vine.array(plugin()).maxLength(10).optional(),
  agents: vine.array(plugin()).maxLength(10).optional(),
  symbols: vine.array(symbol()).minLength(1).maxLength(500),
  timeframe: vine.enum(TIMEFRAMES).optional(),
  from: date().optional(),
  to: date().optional(),
  cash: decimal().optional(),
  currency: vine
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  fx: vine.record(decimal()).optional(),
  commission: model().optional(),
  slippage: model().optional(),
  fillDelay: vine.number().min(0).max(1_000).withoutDecimals().optional(),
  participation: decimal().optional(),
  rounding: vine.enum(['tick', 'none'] as const).optional(),
  atEnd: vine.enum(['keep', 'close', 'close-at-open'] as const).optional(),
  limits: vine.record(vine.any()).optional(),
  riskBias: decimal().optional(),
  benchmark: symbol().optional(),
  riskFree: decimal().optional(),
  seed: vine
    .number()
    .min(0)
    .max(2 ** 32 - 1)
    .withoutDecimals()
    .optional(),
  memoryMb: vine.number().min(16).max(1_024).withoutDecimals().optional(),
  timeoutSeconds: vine.number().min(1).max(600).withoutDecimals().optional(),
})

/** One page of stored runs. */
export const runListValidator = vine.create({
  limit: vine.number().min(1).max(500).withoutDecimals().optional(),
  after: vine.string().maxLength(64).optional(),
})
