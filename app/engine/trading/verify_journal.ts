import { formatMicros } from '#kernel/values/micros.js'
import { equityOf } from '#kernel/state.js'
import type { Journal } from '#ports/journal.js'
import type { TradingRecords } from '#ports/trading_records.js'
import { stateOf } from './account_book.js'
import { rowsDiffer } from './compare_orders.js'
import { rebuild } from './rebuild.js'
import { positionRecord } from './trading_records.js'

/** What a replay of the whole journal found. */
export interface JournalVerdict {
  readonly rows: number
  readonly orders: number
  /** Sentences; empty when journal and tables agree. */
  readonly differences: readonly string[]
}

/** Decimal digits to which quantities are compared. */
const DIGITS = 9

/**
 * Replays an account's journal from its first row and compares every answer of the kernel with what it
 * was then, and the outcome with the tables: open orders, positions, cash. An account that trades
 * meanwhile may be a few rows further than its tables were.
 */
export async function verifyJournal(
  ports: { readonly journal: Journal; readonly records: TradingRecords },
  account: string
): Promise<JournalVerdict> {
  const { journal, records } = ports
  const rows = await journal.openOrders(account)
  const [positions, accounts] = await Promise.all([records.positions(account), records.accounts()])
  const { book, rows: count, difference } = await rebuild(journal, account, { isWhole: true })
  const state = stateOf(book)
  const differences: string[] = []
  if (difference !== null) differences.push(difference)
  const orders = rowsDiffer(book, rows)
  if (orders !== null) differences.push(orders)
  const held = new Map(positions.map((one) => [`${one.strategy} ${one.symbol}`, one]))
  const width = state.instruments.length
  for (const at of state.positions.keys()) {
    const { strategy, symbol, quantity } = positionRecord(book, Math.floor(at / width), at % width)
    const row = held.get(`${strategy} ${symbol}`)?.quantity ?? 0
    if (Math.abs(row - quantity) < 10 ** -DIGITS) continue
    differences.push(`${symbol} of ${strategy} is ${quantity} by the journal, its row says ${row}`)
  }
  const own = accounts.find(({ name }) => name === account)
  for (const [what, is, says] of [
    ['cash', formatMicros(state.cash), own?.cash],
    ['equity', formatMicros(equityOf(state)), own?.equity],
  ] as const) {
    if (Number(is) !== Number(says)) {
      differences.push(`${what} is ${is} by the journal, its row says ${says ?? 'nothing'}`)
    }
  }
  return { rows: count, orders: state.orderCount, differences }
}
