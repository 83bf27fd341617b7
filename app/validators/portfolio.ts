import vine from '@vinejs/vine'
import type { TransactionType } from '#kernel/account/ledger.js'

const TRANSACTION_TYPES = [
  'deposit',
  'trade',
  'commission',
  'dividend',
  'cash_in_lieu',
  'adjustment',
] as const satisfies readonly TransactionType[]

const symbol = () => vine.string().regex(/^[A-Z]{2}\.[A-Z0-9.-]{1,20}$/)
const strategy = () => vine.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/)
const limit = () => vine.number().min(1).max(500).withoutDecimals().optional()
const after = () => vine.number().min(1).max(Number.MAX_SAFE_INTEGER).withoutDecimals().optional()

const since = () =>
  vine
    .string()
    .regex(/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z)?$/)
    .optional()

/** Whose results, and of how many sessions the closes. */
export const pnlValidator = vine.create({
  strategy: strategy().optional(),
  days: vine.number().min(0).max(2_000).withoutDecimals().optional(),
})

/** One page of the ledger. */
export const transactionListValidator = vine.create({
  type: vine.enum(TRANSACTION_TYPES).optional(),
  strategy: strategy().optional(),
  symbol: symbol().optional(),
  since: since(),
  limit: limit(),
  after: after(),
})

/** Executions or closed trades of a file. */
export const sheetValidator = vine.create({
  strategy: strategy().optional(),
  symbol: symbol().optional(),
})

/** Movements of cash of a file. */
export const transactionSheetValidator = vine.create({
  type: vine.enum(TRANSACTION_TYPES).optional(),
  strategy: strategy().optional(),
  symbol: symbol().optional(),
  since: since(),
})

/** One page of executions. */
export const fillListValidator = vine.create({
  strategy: strategy().optional(),
  symbol: symbol().optional(),
  order: vine
    .string()
    .regex(/^ord_[a-z0-9_-]{1,64}_\d{1,15}$/)
    .optional(),
  limit: limit(),
  after: after(),
})

/** One page of closed trades. */
export const tradeListValidator = vine.create({
  strategy: strategy().optional(),
  symbol: symbol().optional(),
  limit: limit(),
  after: after(),
})

/** Which discrepancies are listed. */
export const discrepancyListValidator = vine.create({
  all: vine.boolean().optional(),
  limit: limit(),
  after: after(),
})

/** One page of comparisons. */
export const reconciliationListValidator = vine.create({ limit: limit(), after: after() })

/** What a person decides about a discrepancy. */
export const decisionValidator = vine.create({
  decision: vine.enum(['accept', 'dismiss'] as const),
  reason: vine.string().minLength(1).maxLength(200).optional(),
})
