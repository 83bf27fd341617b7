/** The way of a signal to its executions. Within a trace times are UTC epoch ms and quantities numbers. */

export type Decision = 'approve' | 'reduce' | 'deny'

/** A line of the list of traces. */
export interface TraceLine {
  id: string
  at: string
  strategy: string
  symbol: string
  decision: Decision | null
  reason: string
  asked: number
  states: string[]
  side: 'buy' | 'sell' | null
  filled: number
  averagePrice: number
}

export interface TraceQuote {
  bid: number | null
  ask: number | null
  last: number | null
  seenMs?: number
}

export interface TraceStep {
  atMs: number
  row: number | null
  code: string
  detail: string | null
  text: string
}

export interface TraceSpan {
  id: string
  parent: string | null
  name: 'signal' | 'risk' | 'order' | 'broker' | 'fill'
  startMs: number
  endMs: number | null
  text: string
  steps: TraceStep[]
}

export interface TraceDecision {
  orderId: string | null
  strategy: string
  symbol: string
  decision: Decision
  code: string
  reason: string
  asked: number
  quantity: number
  verdicts: { rule: string; decision: Decision; allowed: number | null; reason?: string }[]
}

export interface TraceSlippage {
  against: 'ask' | 'bid' | 'last' | 'market'
  price: number
  perUnit: number
  bps: number
  total: number
  beforeHandOver: number | null
}

export interface TraceOrder {
  id: string
  sequence: number
  parent: number
  strategy: string
  symbol: string
  side: 'buy' | 'sell'
  type: string
  role: string
  state: string
  quantity: number
  filled: number
  averagePrice: number
  limitPrice: number | null
  stopPrice: number | null
  timeInForce: string
  brokerOrderId: string | null
  remark: string | null
  createdMs: number
  slippage: TraceSlippage | null
}

export interface TraceFill {
  sequence: number
  orderId: string
  brokerFillId: string
  quantity: number
  price: number
  marketPrice: number
  fee: string
  atMs: number
}

export interface Trace {
  id: string
  account: string
  row: number
  cause: string
  strategy: string
  symbol: string
  startMs: number
  endMs: number
  isOver: boolean
  wish: string
  outcome: string
  seen: { quote: TraceQuote | null; state?: string | null; actor?: string } | null
  decisions: TraceDecision[]
  orders: TraceOrder[]
  fills: TraceFill[]
  spans: TraceSpan[]
}
