import { isOpen, type OrderState } from '#kernel/order/order_state.js'
import type { JournalEntry, SeenAtSignal, SeenQuote } from '#ports/journal.js'
import type { TracedFill, TracedOrder, TraceRecords } from '#ports/traces.js'
import { describeWish } from './describe_wish.js'
import { orderSpans } from './order_spans.js'
import type { ReadRow } from './read_row.js'
import { shownPrice } from './shown_price.js'
import { slippageOf } from './slippage.js'
import type { Trace, TraceOrder, TraceSpan } from './trace.js'
import { traceId } from './trace_id.js'

/** Puts a trace together from what is stored of it. Throws RangeError for records without a first row. */
export function buildTrace(account: string, records: TraceRecords): Trace {
  const rows = records.rows.map((row) => ({ row, entry: JSON.parse(row.entry) as JournalEntry }))
  const first = rows[0]
  if (first === undefined) throw new RangeError('a trace has at least one row')
  const { decisions, fills, changes } = records
  const seen = first.entry.type === 'signal_proposed' ? (first.entry.seen ?? null) : null
  const orders = records.orders.map((order) => withSlippage(order, { rows, fills, seen }))
  const symbol = decisions[0]?.symbol ?? orders[0]?.symbol ?? ''
  const spans = [
    ...firstSpans(first, { symbol, seen, records }),
    ...orders.flatMap((order) =>
      orderSpans(order, { account, rows, fills, changes, hasRisk: decisions.length > 0 })
    ),
  ]
  const instants = spans.flatMap(({ startMs, endMs, steps }) => [
    startMs,
    endMs ?? startMs,
    ...steps.map(({ atMs }) => atMs),
  ])
  return {
    id: traceId(account, first.row.sequence),
    account,
    row: first.row.sequence,
    cause: first.entry.type,
    strategy: decisions[0]?.strategy ?? orders[0]?.strategy ?? '',
    symbol,
    startMs: spans[0]!.startMs,
    endMs: Math.max(...instants),
    isOver: orders.every(({ state }) => !isOpen(state as OrderState)),
    wish: describeWish(first.entry, symbol),
    outcome: outcomeOf(records, orders),
    seen,
    decisions,
    orders,
    fills,
    spans,
  }
}

function withSlippage(
  order: TracedOrder,
  {
    rows,
    fills,
    seen,
  }: {
    readonly rows: readonly ReadRow[]
    readonly fills: readonly TracedFill[]
    readonly seen: SeenAtSignal | null
  }
): TraceOrder {
  let sentQuote: SeenQuote | null = null
  for (const { entry } of rows) {
    if (entry.type === 'order_sent' && entry.orderSequence === order.sequence) {
      sentQuote = entry.quote ?? null
    }
  }
  const own = fills.filter(({ orderId }) => orderId === order.id)
  const quotes = { atSignal: seen?.quote ?? null, atHandOver: sentQuote }
  return { ...order, sentQuote, slippage: slippageOf(order, own, quotes) }
}

/** The signal, or whatever it began with, and what risk said. */
function firstSpans(
  { row, entry }: ReadRow,
  {
    symbol,
    seen,
    records,
  }: {
    readonly symbol: string
    readonly seen: SeenAtSignal | null
    readonly records: TraceRecords
  }
): TraceSpan[] {
  const answeredMs = seen?.answeredMs ?? row.atMs
  const signal: TraceSpan = {
    id: 'signal',
    parent: null,
    name: 'signal',
    startMs: seen?.askedMs ?? answeredMs,
    endMs: answeredMs,
    text: describeWish(entry, symbol),
    steps: [
      {
        ...{ atMs: row.atMs, row: row.sequence, code: 'written', detail: null },
        text: `row ${row.sequence} of the journal`,
      },
    ],
  }
  if (records.decisions.length === 0) return [signal]
  const texts = records.decisions.map(({ decision, asked, quantity, reason }) =>
    decision === 'approve'
      ? `approved: ${quantity}`
      : `${decision === 'deny' ? 'denied' : 'reduced'}: ${quantity} of ${asked}, ${reason}`
  )
  const risk: TraceSpan = {
    id: 'risk',
    parent: 'signal',
    name: 'risk',
    startMs: answeredMs,
    endMs: row.atMs,
    text: texts.join('; '),
    steps:
      seen?.judgedMs === undefined
        ? []
        : [
            {
              ...{ atMs: seen.judgedMs, row: null, code: 'rules_answered', detail: null },
              text: 'plugin rules had answered',
            },
          ],
  }
  return [signal, risk]
}

function outcomeOf({ decisions, fills }: TraceRecords, orders: readonly TraceOrder[]): string {
  const [decision] = decisions
  const entry = orders.find(({ parent }) => parent === 0) ?? orders[0]
  if (entry === undefined) {
    if (decision === undefined) return 'no order came from it'
    if (decision.decision === 'deny') return `denied: ${decision.reason}`
    return decision.orderId === null ? 'it needed no order' : `it changed ${decision.orderId}`
  }
  const own = fills.filter(({ orderId }) => orderId === entry.id)
  const last = own.at(-1)
  const remark = entry.remark === null ? '' : `: ${entry.remark}`
  if (last === undefined) return `${entry.state}${remark}`
  const part = entry.filled < entry.quantity ? ` of ${entry.quantity}` : ''
  const state = entry.state === 'filled' ? '' : `, ${entry.state}${remark}`
  return `filled ${entry.filled}${part} at ${shownPrice(entry.averagePrice)}${state}`
}
