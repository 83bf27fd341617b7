import type { OrderRecord } from '#ports/journal.js'
import type { BrokerBooks } from '../broker/books.js'
import type { DurableAccount, ReadBatch } from './durable_account.js'
import { holds } from './violation.js'

const OPEN: readonly string[] = ['pending', 'submitted', 'partial', 'unknown']

/** Whether an order's row says that it can still trade. */
export function isOpenRecord({ state }: OrderRecord): boolean {
  return OPEN.includes(state)
}

/** Orders keep their end, and end on evidence alone. */
export function checkOrders(read: ReadBatch, books: BrokerBooks): void {
  for (const record of read.batch.orders) {
    const { clientOrderId, state, order } = record
    const before = read.before.get(order.sequence)
    const now = () => `${clientOrderId} was ${before?.state} and is ${state}`
    if (before !== undefined && !isOpenRecord(before)) {
      // A late execution is told with the order: what ended stays ended.
      holds(before.state === state, 'terminal states stay', now)
    }
    const known = books.orders.get(clientOrderId)
    const filled = known?.filled ?? 0
    holds(
      order.filled <= filled,
      'nothing is filled that the broker did not fill',
      () => `${clientOrderId}: ${order.filled} by the journal, ${filled} at the broker`
    )
    if (isOpenRecord(record)) continue
    holds(
      known?.status !== 'working',
      'an order ends on evidence',
      () => `${now()} while it works at the broker`
    )
    if (state === 'denied') continue
    const isFilled = known?.filled === known?.quantity
    holds(
      state !== 'filled' || isFilled,
      'an order ends on evidence',
      () => `${now()}, the broker has filled ${filled} of ${known?.quantity}`
    )
  }
}

/** What the engine has given up cannot come to the broker any more. */
export function checkGivenUp(account: DurableAccount, books: BrokerBooks, from: number): number {
  const ids = [...books.orders.keys()]
  for (const id of ids.slice(from)) {
    const sequence = Number(id.split('_').at(-1))
    const record = account.orders.get(sequence)
    holds(
      record === undefined || isOpenRecord(record),
      'an order ends on evidence',
      () => `${id} came to the broker after the journal said ${record?.state}`
    )
  }
  return ids.length
}
