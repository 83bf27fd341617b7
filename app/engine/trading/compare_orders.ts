import type { OpenOrderRow } from '#ports/journal.js'
import { stateOf, type AccountBook } from './account_book.js'

/** Where the rows of open orders say something else than the journal does, in a sentence; `null` where they agree. */
export function rowsDiffer(book: AccountBook, rows: readonly OpenOrderRow[]): string | null {
  const open = book.state === null ? [] : stateOf(book).orders
  const byNumber = new Map(rows.map((row) => [row.sequence, row]))
  for (const order of open) {
    const row = byNumber.get(order.sequence)
    if (row === undefined) {
      return `order ${order.sequence} is open in the journal and not in its row`
    }
    byNumber.delete(order.sequence)
    // A row says `pending` until the order was handed over; the kernel has no such moment.
    const state = row.state === 'pending' ? 'submitted' : row.state
    if (state !== order.state || row.filled !== order.filled || row.quantity !== order.quantity) {
      const says = `${row.state}, ${row.filled} of ${row.quantity}`
      const is = `${order.state}, ${order.filled} of ${order.quantity}`
      return `order ${order.sequence} is ${is} by the journal, its row says ${says}`
    }
  }
  const [extra] = byNumber.keys()
  return extra === undefined ? null : `order ${extra} has an open row and ended in the journal`
}
