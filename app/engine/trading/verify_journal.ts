import { formatMicros } from '#kernel/values/micros.js'
import { equityOf } from '#kernel/state.js'
import type { Journal, OpenOrderRow } from '#ports/journal.js'
import type { RiskRecords } from '#ports/risk_records.js'
import type { AccountRow, PositionRow, TradingRecords } from '#ports/trading_records.js'
import { limitsDiffer } from '../risk/limits_differ.js'
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

/** Times that the tables are read again when the account moved on meanwhile. */
const READS = 50

/**
 * Replays an account's journal from its first row and compares every answer of the kernel with what it
 * was then, and the outcome with the tables: open orders, positions, cash, and limits where `risk` is given.
 * Works beside a running engine.
 */
export async function verifyJournal(
  ports: {
    readonly journal: Journal
    readonly records: TradingRecords
    readonly risk?: RiskRecords
  },
  account: string
): Promise<JournalVerdict> {
  const { own, orders, positions } = await readTables(ports, account)
  const replay = { isWhole: true, until: own.lastSequence }
  const { book, rows: count, difference } = await rebuild(ports.journal, account, replay)
  const state = stateOf(book)
  const differences: string[] = []
  if (difference !== null) differences.push(difference)
  if (book.sequence !== own.lastSequence) {
    differences.push(`the journal ends at ${book.sequence}, its account at ${own.lastSequence}`)
  }
  const orderFault = rowsDiffer(book, orders)
  if (orderFault !== null) differences.push(orderFault)
  const limitsFault = ports.risk === undefined ? null : await limitsDiffer(book, ports.risk)
  if (limitsFault !== null) differences.push(limitsFault)
  const held = new Map(positions.map((one) => [`${one.strategy} ${one.symbol}`, one]))
  const width = state.instruments.length
  for (const at of state.positions.keys()) {
    const { strategy, symbol, quantity } = positionRecord(book, Math.floor(at / width), at % width)
    const row = held.get(`${strategy} ${symbol}`)?.quantity ?? 0
    if (Math.abs(row - quantity) < 10 ** -DIGITS) continue
    differences.push(`${symbol} of ${strategy} is ${quantity} by the journal, its row says ${row}`)
  }
  for (const [what, is, says] of [
    ['cash', formatMicros(state.cash), own.cash],
    ['equity', formatMicros(equityOf(state)), own.equity],
  ] as const) {
    if (Number(is) === Number(says)) continue
    differences.push(`${what} is ${is} by the journal, its row says ${says}`)
  }
  return { rows: count, orders: state.orderCount, differences }
}

/** The tables of one moment: read again until the account stood still meanwhile. */
async function readTables(
  { journal, records }: { readonly journal: Journal; readonly records: TradingRecords },
  account: string
): Promise<{
  own: AccountRow
  orders: readonly OpenOrderRow[]
  positions: readonly PositionRow[]
}> {
  const row = async () => {
    const found = (await records.accounts()).find(({ name }) => name === account)
    if (found === undefined) throw new RangeError(`there is no account ${account}`)
    return found
  }
  let before = await row()
  for (let read = 0; read < READS; read++) {
    const orders = await journal.openOrders(account)
    const positions = await records.positions(account)
    const own = await row()
    if (own.lastSequence === before.lastSequence) return { own, orders, positions }
    before = own
  }
  throw new Error(`${account} did not stand still for one moment in ${READS}`)
}
