import type { OpenDatabase } from '#ports/database.js'
import { SHARE } from './trading_account.js'

/** Ways to change the books of the paper broker behind everybody's back. */
export const CHANGES = {
  /** An execution is there no more. */
  fillRemoved: (account: string) => [
    `delete from paper_fills where account = $1 and number = 1`,
    [account],
  ],
  /** A position has another quantity. */
  quantityChanged: (account: string) => [
    `update paper_positions set quantity = quantity - 3 where account = $1`,
    [account],
  ],
  /** Cash has gone. */
  cashChanged: (account: string) => [
    `update paper_cash set amount = amount - 12.5 where account = $1`,
    [account],
  ],
  /** An order works that nobody here has sent. */
  orderAdded: (account: string) => [
    `insert into paper_orders (account, client_order_id, number, symbol, side, type, status,
       arrived, priority, quantity, filled, limit_price, triggered, time_in_force, sent, charges,
       created_ms, updated_ms)
     values ($1, 'by-phone', 500, $2, 'buy', 'limit', 'working', true, 500, 5, 0, 90, false, 'gtc',
       '{}', '{}', $3, $3)`,
    [account, SHARE.symbol, Date.now() - 60_000],
  ],
  /** Such an order was filled: its execution, the position and the cash are there as well. */
  fillAdded: (account: string) => [
    `with o as (
       insert into paper_orders (account, client_order_id, number, symbol, side, type, status,
         arrived, priority, quantity, filled, limit_price, triggered, time_in_force, sent, charges,
         created_ms, updated_ms)
       values ($1, 'by-phone', 500, $2, 'buy', 'limit', 'filled', true, 500, 5, 5, 100, false,
         'gtc', '{}', '{}', $3, $3)
     ), f as (
       insert into paper_fills values ($1, 77, 'by-phone', 'USD', 5, 100, 500, 1, $3)
     ), p as (
       update paper_positions set quantity = quantity + 5 where account = $1
     )
     update paper_cash set amount = amount - 501 where account = $1`,
    [account, SHARE.symbol, Date.now() - 60_000],
  ],
} as const satisfies Record<string, (account: string) => readonly [string, readonly unknown[]]>

/** Changes the broker's books of an account. */
export async function changeBooks(
  database: OpenDatabase,
  account: string,
  change: keyof typeof CHANGES
): Promise<void> {
  const [text, values] = CHANGES[change](account)
  await database.withClient(async (client) => {
    await client.query(text as string, [...(values as readonly unknown[])])
  })
}
