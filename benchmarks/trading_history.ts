import { PostgresJournal } from '#adapters/journal/postgres/postgres_journal.js'
import { stateOf } from '#engine/trading/account_book.js'
import { BatchDraft } from '#engine/trading/batch_draft.js'
import { rebuild, takeSnapshot } from '#engine/trading/rebuild.js'
import { toMicros } from '#kernel/values/micros.js'
import type { OpenDatabase } from '#ports/database.js'
import { signalOf } from './trading_desk.js'

/** Rows of the journal that one transaction of the history takes. */
const BATCH_ROWS = 2_000
/** Rows after the newest snapshot: one less than makes the engine take another. */
const TAIL_ROWS = 4_999
const DAY_MS = 86_400_000

/** How much has happened. */
export interface History {
  readonly orders: number
  readonly rows: number
}

/**
 * Writes the journal of a busy day with all that follows from it, and the broker's books that go with it,
 * as if the process had been killed just before its next snapshot. Every order was filled.
 */
export async function writeHistory(
  database: OpenDatabase,
  { account, fencing }: { readonly account: string; readonly fencing: number },
  { orders, rows }: History
): Promise<void> {
  const journal = new PostgresJournal(database)
  const { book } = await rebuild(journal, account)
  const state = stateOf(book)
  const width = state.instruments.length
  const fromMs = Date.now() - DAY_MS
  const pricesEach = Math.floor((rows - 1 - 4 * orders) / orders)
  let draft = new BatchDraft(book, fencing)
  let isSnapped = false
  const timeOf = () => fromMs + (book.sequence / rows) * DAY_MS
  const keep = async (isLast: boolean) => {
    if (!isLast && draft.rows.length < BATCH_ROWS) return
    await journal.append(draft.toBatch())
    draft = new BatchDraft(book, fencing)
  }
  const see = async (from: number) => {
    const instruments = Array.from({ length: 5 }, (_, k) => (from + k) % width)
    const prices = instruments.map((one) => 100 + ((from + one) % 50) / 100)
    draft.add({ type: 'prices_seen', atMs: timeOf(), instruments, prices }, timeOf())
    const isTail = !isSnapped && rows - book.sequence <= TAIL_ROWS
    await keep(isTail)
    if (!isTail) return
    isSnapped = true
    await journal.saveSnapshot(account, takeSnapshot(book))
  }
  for (let at = 0; at < width; at += 5) await see(at)
  for (let n = 1; n <= orders; n++) {
    const instrument = n % width
    const side = Math.ceil(n / width) % 2 === 0 ? 'sell' : 'buy'
    const strategy = 1 + (instrument % (state.strategies.length - 1))
    const signal = signalOf({ strategy, instrument, reference: n, side, quantity: 1 })
    const atMs = timeOf()
    const brokerOrderId = `pord_${account}_${n}`
    draft.add({ type: 'signal_proposed', signal, atMs, pluginVerdicts: [] }, atMs)
    draft.add({ type: 'order_sent', orderSequence: n }, atMs)
    const accepted = { orderSequence: n, event: 'order_accepted', atMs, brokerOrderId } as const
    draft.add({ type: 'order_event', ...accepted }, atMs)
    draft.add(
      {
        type: 'order_filled',
        orderSequence: n,
        fillSequence: n,
        quantity: 1,
        price: 100,
        marketPrice: 100,
        fee: toMicros(0),
        atMs,
        brokerFillId: `pfil_${account}_${n}`,
      },
      atMs
    )
    for (let k = 0; k < pricesEach; k++) await see(n + k)
  }
  while (book.sequence < rows) await see(book.sequence)
  await keep(true)
  await writeBrokerBooks(database, account)
}

/** The paper broker's books of the same orders: what the engine compares with. */
async function writeBrokerBooks(database: OpenDatabase, account: string): Promise<void> {
  const statements = [
    `insert into paper_orders
       (account, client_order_id, number, symbol, side, type, status, arrived, priority, quantity,
        filled, triggered, time_in_force, sent, charges, created_ms, updated_ms)
     select account, id, sequence, symbol, side, type, 'filled', true, sequence, quantity,
            filled, false, time_in_force,
            jsonb_build_object('symbol', symbol, 'side', side, 'type', type, 'quantity', quantity,
              'limitPrice', null, 'stopPrice', null, 'trail', null, 'timeInForce', time_in_force,
              'goodTillMs', null),
            '{}', extract(epoch from created_at) * 1000, extract(epoch from updated_at) * 1000
       from orders where account = $1`,
    `insert into paper_fills
       (account, number, client_order_id, currency, quantity, price, value, fee, at_ms)
     select account, sequence, order_id, 'USD', quantity, price, quantity * price, fee,
            extract(epoch from at) * 1000 from fills where account = $1`,
    `insert into paper_positions (account, symbol, quantity, average_cost)
     select account, symbol, sum(case side when 'buy' then quantity else -quantity end), 100
       from fills where account = $1 group by account, symbol`,
    `insert into paper_cash (account, currency, amount)
     select name, 'USD', cash from trading_accounts where name = $1`,
    `update paper_accounts set order_count = n, fill_count = n
       from (select count(*) as n from fills where account = $1) made where account = $1`,
  ]
  await database.withClient(async (client) => {
    for (const text of statements) await client.query(text, [account])
    await client.query('analyze')
  })
}
