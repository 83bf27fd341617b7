import { remainingOf, type Order, type Side } from '#kernel/order/order.js'
import type { OrderRecord } from '#ports/journal.js'
import { INSTRUMENTS } from '../world/terms.js'
import { isOpenRecord } from './check_orders.js'
import type { DurableAccount, ReadBatch, ReadRow } from './durable_account.js'
import { holds } from './violation.js'

/** Of limits, forgiven to divisions. */
const ROUNDING = 1 + 1e-6

/** Rows after which an order can be over. */
const ENDS: ReadonlySet<string> = new Set(['order_event', 'order_filled', 'fill_booked'])

/** After a halt there is no new risk, nor while the fate of an order in the instrument is unknown. */
export function checkNewRisk(account: DurableAccount, read: ReadBatch): void {
  const hasChange = read.rows.some(
    ({ entry }) =>
      entry.type === 'fx_changed' ||
      (entry.type === 'signal_proposed' && entry.signal.type === 'replace')
  )
  // What an order that ends in the same batch was worth before its end cannot be told afterwards.
  const hasEnd = read.rows.some(({ entry }) => ENDS.has(entry.type))
  for (const record of read.newOrders) {
    if (record.order.role !== 'entry') continue
    const row = rowOf(record, read)
    holds(
      row.mode === 'active' && account.toldMode === 'active',
      'after a halt no new risk',
      () =>
        `${record.clientOrderId} was made in row ${row.sequence} while ${row.mode}, ` +
        `${account.toldMode} by what was told`
    )
    const doubt = [...read.before.values()].find(
      ({ symbol, state, order }) =>
        symbol === record.symbol &&
        state === 'unknown' &&
        account.orders.get(order.sequence)?.state === 'unknown'
    )
    holds(
      doubt === undefined,
      'no new risk beside an unknown order',
      () => `${record.clientOrderId} was made while nobody knew about ${doubt?.clientOrderId}`
    )
    if (hasChange || hasEnd) continue
    checkLimits(account, read, { record, row, sequence: record.order.sequence })
  }
  // A change is judged with everything else as it stands; with other signals in the batch that cannot be told.
  const signals = read.rows.filter(({ entry }) => entry.type === 'signal_proposed')
  if (!hasChange || hasEnd || signals.length !== 1) return
  for (const record of read.batch.orders) {
    const before = read.before.get(record.order.sequence)
    const isLarger = before !== undefined && record.order.quantity > before.order.quantity
    if (!isLarger || record.order.role !== 'entry') continue
    checkLimits(account, read, { record, row: signals[0]!, sequence: Infinity })
  }
}

/** The row of a batch in which an order began. */
export function rowOf({ clientOrderId, trace }: OrderRecord, read: ReadBatch): ReadRow {
  const row = read.rows.find(({ sequence }) => sequence === trace)
  holds(row !== undefined, 'an order comes from a row', () => `${clientOrderId} began in ${trace}`)
  return row
}

/** With everything that works filled, an entry that was let through leaves the account within its limits. */
function checkLimits(
  account: DurableAccount,
  read: ReadBatch,
  { record, row, sequence }: { record: OrderRecord; row: ReadRow; sequence: number }
): void {
  const { position, portfolio } = row.limits
  const { side } = record.order
  const here = INSTRUMENTS.findIndex(({ symbol }) => symbol === record.symbol)
  const units = unitsAtRisk(account, record.symbol, { side, sequence })
  const valueOf = (k: number, direction: 'buy' | 'sell') =>
    valueAtRisk(account, read, { instrument: k, side: direction, sequence })
  let gross = 0
  for (const k of INSTRUMENTS.keys()) {
    gross += k === here ? valueOf(k, side) : Math.max(valueOf(k, 'buy'), valueOf(k, 'sell'))
  }
  const equity = Math.max(0, read.equity.high)
  const { exposureFractionMax } = portfolio
  const exposureMax = exposureFractionMax === null ? Infinity : exposureFractionMax * equity
  const bounds: [string, number, number][] = [
    ['units', units, position.quantityMax ?? Infinity],
    ['value', valueOf(here, side), position.notionalMax ?? Infinity],
    ['exposure', gross, exposureMax],
    ['buying power', gross, portfolio.leverageMax * equity],
  ]
  for (const [what, is, limit] of bounds) {
    // Nothing times infinity would be no number.
    if (limit === Infinity) continue
    holds(
      is <= limit * row.bias * ROUNDING,
      'exposure stays within its limits',
      () => `${record.clientOrderId} brings the ${what} to ${is}, the limit is ${limit * row.bias}`
    )
  }
}

/** A direction, and the last order that counts: closes made after it are asked by no limit. */
interface Direction {
  readonly side: Side
  readonly sequence: number
}

/** Units that the account would hold of a symbol in one direction with every working order filled. */
function unitsAtRisk(account: DurableAccount, symbol: string, direction: Direction): number {
  const { now, resting } = commitments(account, symbol, direction)
  return resting.reduce((units, order) => units + remainingOf(order), now)
}

/**
 * What they would be worth, in account currency, at the least: what is held and traded at once at the lowest
 * price of the batch, resting orders at their own where that is lower.
 */
function valueAtRisk(
  account: DurableAccount,
  { prices }: ReadBatch,
  { instrument, ...direction }: Direction & { instrument: number }
): number {
  const { symbol } = INSTRUMENTS[instrument]!
  const { low, high } = prices[instrument]!
  const { now, resting } = commitments(account, symbol, direction)
  let value = now * (now > 0 ? low : high)
  for (const order of resting) {
    const { limitPrice, stopPrice } = order
    value += remainingOf(order) * Math.min(limitPrice ?? low, stopPrice ?? low, low)
  }
  return (value * account.rateOf(symbol)) / 1_000
}

/** Units held and in market orders, signed so that the direction adds; resting entries of that side. */
function commitments(
  account: DurableAccount,
  symbol: string,
  { side, sequence }: Direction
): { now: number; resting: Order[] } {
  const signOf = (one: Side) => (one === side ? 1 : -1)
  let now = account.netOf(symbol) * signOf('buy')
  const resting: Order[] = []
  for (const record of account.orders.values()) {
    if (record.symbol !== symbol || !isOpenRecord(record)) continue
    const { order } = record
    if (order.sequence > sequence) continue
    if (order.type === 'market') now += signOf(order.side) * remainingOf(order)
    else if (order.role === 'entry' && order.side === side) resting.push(order)
  }
  return { now, resting }
}
