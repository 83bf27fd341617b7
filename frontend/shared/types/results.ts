import type { Answer } from './answers'

/** What `/api/v1` answers about what an account earned. Amounts are decimal texts in account currency. */
export type PnlAnswer = Answer<'GET /accounts/:account/pnl'>

/** Of the account (`strategy` is `null`), or of one of its strategies; `today` since the last session closed. */
export type ResultRow = PnlAnswer['results'][number]

/** Columns of equal length; drawdowns are fractions, 0 or below. */
export type EquityAnswer = Answer<'GET /accounts/:account/equity'>

/** The limits of an account. */
export type LimitsAnswer = Answer<'GET /accounts/:account/risk/limits'>
