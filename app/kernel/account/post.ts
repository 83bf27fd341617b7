import type { Command } from '../command.js'
import type { TradingState } from '../state.js'
import { addMicros, type Micros } from '../values/micros.js'
import type { TransactionType } from './ledger.js'

/** What a cash movement is about; see `Transaction`. */
export interface Posting {
  readonly type: TransactionType
  readonly amount: Micros
  readonly atMs: number
  readonly strategy: number | null
  readonly instrument: number | null
  readonly quantity: number | null
  readonly price: number | null
  readonly fxRate: number
}

/** Moves cash and writes the ledger's row: the only place where cash changes. */
export function post(state: TradingState, posting: Posting, out: Command[]): void {
  state.cash = addMicros(state.cash, posting.amount)
  out.push({
    type: 'transaction_recorded',
    transaction: {
      sequence: ++state.transactionCount,
      atMs: posting.atMs,
      type: posting.type,
      amount: posting.amount,
      balance: state.cash,
      strategy: posting.strategy,
      instrument: posting.instrument,
      quantity: posting.quantity,
      price: posting.price,
      fxRate: posting.fxRate,
    },
  })
}
