import { isOpen } from '#kernel/order/order_state.js'
import type { ReadBatch } from './durable_account.js'
import { holds } from './violation.js'

const RULE = 'every order has one trace'

/** Follows which rows began a trace, and holds every order and every row about one against them. */
export class TraceAudit {
  readonly #begun = new Set<number>()

  /** Looks at a batch, of which `read.before` has the orders as they stood. */
  check({ batch, rows, before }: ReadBatch): void {
    for (const { sequence, trace } of batch.rows) if (trace === sequence) this.#begun.add(sequence)
    const now = new Map(batch.orders.map((record) => [record.order.sequence, record]))
    for (const { clientOrderId, order, trace } of batch.orders) {
      holds(trace !== null, RULE, () => `${clientOrderId} has none`)
      holds(this.#begun.has(trace), RULE, () => `${clientOrderId}: nothing began in row ${trace}`)
      const was = before.get(order.sequence)?.trace ?? trace
      holds(was === trace, RULE, () => `${clientOrderId} had ${was} and has ${trace}`)
      const parent = now.get(order.parent) ?? before.get(order.parent)
      holds(
        order.parent === 0 || parent?.trace === trace,
        RULE,
        () => `${clientOrderId} protects ${order.parent} of ${parent?.trace} and has ${trace}`
      )
    }
    for (const [at, { sequence, entry }] of rows.entries()) {
      if (!('orderSequence' in entry) || entry.orderSequence === null) continue
      const known = before.get(entry.orderSequence)
      // An order that had ended before the batch has no part in what comes late.
      if (known === undefined || !isOpen(known.state)) continue
      const { trace = null } = batch.rows[at] ?? {}
      const record = now.get(entry.orderSequence)
      const isGone = trace === null && record !== undefined && !isOpen(record.state)
      holds(
        trace === known.trace || isGone,
        RULE,
        () => `row ${sequence} is about ${known.clientOrderId} of ${known.trace} and has ${trace}`
      )
    }
  }
}
