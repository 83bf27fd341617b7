import vine from '@vinejs/vine'
import { VENUES } from '#kernel/instrument/venue.js'

const SYMBOL = '[A-Z]{2}\\.[A-Z0-9.-]{1,20}'
const date = () =>
  vine
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/)
    .optional()

/** Of which symbols, with commas between; all when left out. */
export const quotesValidator = vine.create({
  symbols: vine
    .string()
    .maxLength(2_000)
    .regex(new RegExp(`^${SYMBOL}(?:,${SYMBOL})*$`))
    .optional(),
})

/** How many stored quotes. */
export const storedQuotesValidator = vine.create({
  limit: vine.number().min(1).max(1_000).withoutDecimals().optional(),
})

/** Which bars, and how many are drawn at most. */
export const barsValidator = vine.create({
  from: date(),
  to: date(),
  points: vine.number().min(2).max(5_000).withoutDecimals().optional(),
})

/** When a market trades. */
export const calendarValidator = vine.create({
  market: vine.enum(VENUES).optional(),
  from: date(),
  to: date(),
})

/** Terms of an instrument that are to change; an empty sector takes it away. */
export const termsValidator = vine.create({
  assetClass: vine.enum(['equity', 'etf', 'index'] as const).optional(),
  tickSize: vine.number().min(0).max(1_000).optional(),
  lotSize: vine.number().min(0).max(1_000_000).optional(),
  quantityStep: vine.number().min(0).max(1_000_000).optional(),
  sector: vine.string().maxLength(60).nullable().optional(),
})
