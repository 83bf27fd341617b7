import { isOpen, type OrderState } from '#kernel/order/order_state.js'
import { priceText } from '#kernel/values/price.js'
import type { TracedChange, TracedFill } from '#ports/traces.js'
import type { ReadRow } from './read_row.js'
import { shownPrice } from './shown_price.js'
import { traceId } from './trace_id.js'
import type { StepCode, TraceOrder, TraceSpan, TraceStep } from './trace.js'

/** The broker's words about an order, as people say them. */
const WORDS: Readonly<Partial<Record<StepCode, string>>> = {
  order_accepted: 'acknowledged',
  order_rejected: 'rejected',
  order_cancelled: 'cancelled',
  order_expired: 'expired',
  order_lost: 'nobody knows whether the broker has it',
}

/** The spans of one order: its life, the broker's part of it, and each execution. */
export function orderSpans(
  order: TraceOrder,
  {
    account,
    rows,
    fills,
    changes,
    hasRisk,
  }: {
    readonly account: string
    readonly rows: readonly ReadRow[]
    readonly changes: readonly TracedChange[]
    readonly fills: readonly TracedFill[]
    readonly hasRisk: boolean
  }
): TraceSpan[] {
  const mine = rows.filter(
    ({ entry }) => 'orderSequence' in entry && entry.orderSequence === order.sequence
  )
  const own = fills.filter(({ orderId }) => orderId === order.id)
  const parent = order.parent > 0 ? `order:${order.parent}` : hasRisk ? 'risk' : 'signal'
  const changed = changes
    .filter(({ orderId }) => orderId === order.id)
    .map((change) => changeStep(account, change))
  const steps = [...mine.flatMap(stepOf), ...changed].toSorted((a, b) => a.atMs - b.atMs)
  const lastMs = Math.max(
    order.createdMs,
    ...steps.map(({ atMs }) => atMs),
    ...own.map(({ atMs }) => atMs)
  )
  const life: TraceSpan = {
    id: `order:${order.sequence}`,
    parent,
    name: 'order',
    startMs: order.createdMs,
    endMs: isOpen(order.state as OrderState) ? null : lastMs,
    text: describeOrder(order),
    steps,
  }
  const broker = brokerSpan(order, mine, own)
  return [
    life,
    ...(broker === null ? [] : [broker]),
    ...own.map((fill) => fillSpan(order, fill, mine)),
  ]
}

function describeOrder(order: TraceOrder): string {
  const { id, side, quantity, symbol, type, role, limitPrice, stopPrice, timeInForce } = order
  const prices = [
    stopPrice === null
      ? ''
      : `${type === 'trailing_stop' ? 'trailing ' : ''}stop ${priceText(stopPrice)}`,
    limitPrice === null ? '' : `limit ${priceText(limitPrice)}`,
  ].filter((price) => price !== '')
  const terms = prices.length === 0 ? type.replaceAll('_', ' ') : prices.join(', ')
  const kind = `${terms}, ${timeInForce}`
  const purpose = role === 'entry' ? '' : `, ${role.replaceAll('_', ' ')}`
  return `${id}: ${side} ${quantity} ${symbol}, ${kind}${purpose}`
}

function stepOf({ row, entry }: ReadRow): TraceStep[] {
  const at = { atMs: row.atMs, row: row.sequence }
  switch (entry.type) {
    case 'order_event': {
      const { event, brokerOrderId, brokerReason } = entry
      const name = brokerOrderId === undefined ? '' : ` as ${brokerOrderId}`
      const reason = brokerReason === undefined ? '' : `: ${brokerReason}`
      const word = WORDS[event as StepCode]
      const code = word === undefined ? ('other' as const) : (event as StepCode)
      const detail = brokerReason ?? brokerOrderId ?? (word === undefined ? event : null)
      return [{ ...at, code, detail, text: `${word ?? event}${name}${reason}` }]
    }
    case 'cancel_asked':
      return [
        {
          ...{ ...at, code: 'cancel_asked', detail: entry.reason },
          text: `to be cancelled: ${entry.reason}`,
        },
      ]
    case 'change_refused':
      return [
        {
          ...{ ...at, code: 'change_refused', detail: null },
          text: 'its change was refused; it works on as it was',
        },
      ]
    default:
      return []
  }
}

function changeStep(account: string, change: TracedChange): TraceStep {
  const { trace, atMs, decision, quantity, reason } = change
  const what = decision === 'deny' ? 'a change was denied' : `changed, ${quantity} units`
  const why = reason === '' ? '' : `: ${reason}`
  const by = traceId(account, trace)
  const code = decision === 'deny' ? 'change_denied' : 'changed'
  return { atMs, row: trace, code, detail: by, text: `${what} by ${by}${why}` }
}

/** From the hand-over to the broker's first word. */
function brokerSpan(
  order: TraceOrder,
  mine: readonly ReadRow[],
  own: readonly TracedFill[]
): TraceSpan | null {
  const sent = mine.find(({ entry }) => entry.type === 'order_sent')
  const word = mine.find(
    ({ entry }) =>
      (entry.type === 'order_event' && entry.event !== 'order_lost') ||
      entry.type === 'order_filled'
  )
  if (sent === undefined && word === undefined) return null
  const { row, entry } = sent ?? word!
  const handedMs = (entry.type === 'order_sent' ? entry.handedMs : undefined) ?? row.atMs
  const firstMs = word?.row.atMs ?? own[0]?.atMs ?? null
  const took = sent === undefined ? '' : `, taken after ${row.atMs - handedMs} ms`
  return {
    id: `broker:${order.sequence}`,
    parent: `order:${order.sequence}`,
    name: 'broker',
    startMs: handedMs,
    endMs: firstMs,
    text: `durable and handed over${took}`,
    steps:
      sent === undefined
        ? []
        : [{ atMs: row.atMs, row: row.sequence, code: 'taken', detail: null, text: 'taken' }],
  }
}

function fillSpan(order: TraceOrder, fill: TracedFill, mine: readonly ReadRow[]): TraceSpan {
  const found = mine.find(
    ({ entry }) => 'fillSequence' in entry && entry.fillSequence === fill.sequence
  )
  const entry = found?.entry
  const brokerMs = (entry?.type === 'order_filled' ? entry.brokerMs : undefined) ?? fill.atMs
  const { quantity, price, fee, brokerFillId } = fill
  return {
    id: `fill:${fill.sequence}`,
    parent: `order:${order.sequence}`,
    name: 'fill',
    // The broker's clock is not ours: an execution does not end before it began.
    startMs: Math.min(brokerMs, fill.atMs),
    endMs: fill.atMs,
    text: `${quantity} at ${shownPrice(price)}, fee ${Number(fee)} (${brokerFillId})`,
    steps: [
      {
        ...{ atMs: fill.atMs, row: found?.row.sequence ?? null, code: 'booked', detail: null },
        text: 'booked',
      },
    ],
  }
}
