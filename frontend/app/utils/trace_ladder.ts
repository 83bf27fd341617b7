import type { Trace, TraceDecision, TraceFill, TraceOrder, TraceQuote } from '#shared/types/traces'

/** What one rung of a ladder says; what is missing is a rung of its own, never left out. */
export type RungFact =
  /** `wish` is empty where an order says it. */
  | { kind: 'signal'; cause: string; wish: string; thoughtMs: number; quote: TraceQuote | null }
  | { kind: 'risk'; decisions: TraceDecision[] }
  | { kind: 'order'; order: TraceOrder }
  | { kind: 'broker'; order: TraceOrder }
  | { kind: 'step'; order: TraceOrder | null; code: string; detail: string | null }
  | { kind: 'fill'; order: TraceOrder; fill: TraceFill; lateMs: number }
  | { kind: 'missing'; what: 'risk' | 'hand_over' | 'word' | 'fill'; order: TraceOrder | null }
  | { kind: 'waiting'; order: TraceOrder }

/** One thing that happened, or should have, in the order of time. */
export interface Rung {
  key: string
  atMs: number
  /** Milliseconds since the rung before it; `null` for the first, and around what is missing. */
  sinceMs: number | null
  fact: RungFact
}

const ENDED = new Set(['filled', 'denied', 'cancelled', 'rejected', 'expired'])
const RANK = {
  signal: 0,
  risk: 1,
  order: 2,
  broker: 3,
  step: 4,
  fill: 5,
  missing: 6,
  waiting: 7,
} as const

/**
 * A trace as a ladder, in the order of time. With `orderId` only what led to that order and what became of it.
 * Steps that say no more than their span are left out.
 */
export function ladderOf(trace: Trace, orderId: string | null = null): Rung[] {
  const rungs: Omit<Rung, 'sinceMs'>[] = []
  const add = (key: string, atMs: number, fact: RungFact) => rungs.push({ key, atMs, fact })
  const orders = trace.orders.filter(({ id }) => orderId === null || id === orderId)
  const spanOf = (id: string) => trace.spans.find((one) => one.id === id)

  const signal = spanOf('signal')
  if (signal !== undefined) {
    const thoughtMs = (signal.endMs ?? signal.startMs) - signal.startMs
    const quote = trace.seen?.quote ?? null
    add('signal', signal.startMs, {
      kind: 'signal',
      cause: trace.cause,
      wish: trace.orders.length > 0 ? '' : trace.wish,
      thoughtMs,
      quote,
    })
  }
  const risk = spanOf('risk')
  if (risk !== undefined) {
    for (const step of risk.steps) add(`risk ${step.code}`, step.atMs, stepFact(null, step))
    add('risk', risk.endMs ?? risk.startMs, { kind: 'risk', decisions: trace.decisions })
  } else if (trace.cause === 'signal_proposed') {
    add('risk', signal?.endMs ?? trace.startMs, { kind: 'missing', what: 'risk', order: null })
  }

  for (const order of orders) {
    const life = spanOf(`order:${order.sequence}`)
    const broker = spanOf(`broker:${order.sequence}`)
    const isOver = ENDED.has(order.state)
    const lastMs = life?.endMs ?? trace.endMs
    add(order.id, order.createdMs, { kind: 'order', order })
    for (const [k, step] of (life?.steps ?? []).entries()) {
      add(`${order.id} step ${k}`, step.atMs, stepFact(order, step))
    }
    if (broker !== undefined) {
      add(`${order.id} broker`, broker.startMs, { kind: 'broker', order })
      if (broker.endMs === null) {
        const at = isOver ? lastMs : broker.startMs
        const fact: RungFact = isOver
          ? { kind: 'missing', what: 'word', order }
          : { kind: 'waiting', order }
        add(`${order.id} word`, at, fact)
      }
    } else if (order.state !== 'denied') {
      add(`${order.id} broker`, order.createdMs, { kind: 'missing', what: 'hand_over', order })
    }
    const fills = trace.fills.filter((one) => one.orderId === order.id)
    for (const fill of fills) {
      const span = spanOf(`fill:${fill.sequence}`)
      const lateMs = Math.max(0, fill.atMs - (span?.startMs ?? fill.atMs))
      add(`${order.id} fill ${fill.sequence}`, fill.atMs, { kind: 'fill', order, fill, lateMs })
    }
    const booked = fills.reduce((sum, { quantity }) => sum + quantity, 0)
    if (booked < order.filled * (1 - 1e-9)) {
      add(`${order.id} fills`, lastMs, { kind: 'missing', what: 'fill', order })
    }
  }
  const sorted = rungs.toSorted((a, b) => a.atMs - b.atMs || rankOf(a.fact) - rankOf(b.fact))
  return sorted.map((rung, k) => ({ ...rung, sinceMs: sinceBefore(sorted, k) }))
}

/** Things of one millisecond stand as they follow from each other; plugin rules answer before risk has judged. */
function rankOf(fact: RungFact): number {
  return fact.kind === 'step' && fact.order === null ? RANK.signal : RANK[fact.kind]
}

function stepFact(
  order: TraceOrder | null,
  { code, detail, text }: { code: string; detail: string | null; text: string }
): RungFact {
  return { kind: 'step', order, code, detail: code === 'other' ? text : detail }
}

/** No time is told from or to what is not known. */
function sinceBefore(rungs: Omit<Rung, 'sinceMs'>[], at: number): number | null {
  const [rung, before] = [rungs[at]!, rungs[at - 1]]
  if (before === undefined) return null
  if (rung.fact.kind === 'missing' || before.fact.kind === 'missing') return null
  return rung.atMs - before.atMs
}
