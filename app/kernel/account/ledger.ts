import type { Micros } from '../values/micros.js'

/** Why cash moved. */
export type TransactionType =
  'deposit' | 'trade' | 'commission' | 'dividend' | 'cash_in_lieu' | 'adjustment'

/**
 * A row of the ledger: every change of cash is one, and nothing else changes cash.
 *
 * `amount` is signed in account currency; `balance` is the cash after it. Adding up all amounts
 * gives the balance to the micro-unit.
 */
export interface Transaction {
  readonly sequence: number
  readonly atMs: number
  readonly type: TransactionType
  readonly amount: Micros
  readonly balance: Micros
  /** Index of the strategy, `null` for the account itself. */
  readonly strategy: number | null
  readonly instrument: number | null
  /** Signed units that moved with a trade; units entitled for a dividend. */
  readonly quantity: number | null
  /** Price, or amount per unit, in the instrument's currency. */
  readonly price: number | null
  /** Account currency per unit of the instrument's currency. */
  readonly fxRate: number
}
