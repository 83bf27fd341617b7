/** What `/api/v1` answers: times are ISO 8601 in UTC, money and quantities decimal texts. */

export interface User {
  id: string
  name: string
  role: 'owner' | 'trader' | 'viewer'
  hasTotp: boolean
}

export interface SessionAnswer {
  state: 'setup_needed' | 'signed_out' | 'signed_in'
  user: User | null
  abilities: string[]
  isFresh?: boolean
}

export type TradingMode = 'active' | 'reduce_only' | 'halted'

export interface Account {
  name: string
  environment: string
  currency: string
  cash: string
  equity: string
  mode: TradingMode
  modeReason: string | null
  updatedAt: string
}

export interface MarketInstrument {
  symbol: string
  price: number | null
  atMs: number | null
  freshness: string
}

export interface EngineAnswer {
  tradedBy: string | null
  at: string
  accounts: Account[]
  market: { feed: string; atMs: number; instruments: MarketInstrument[] } | null
}

export interface Position {
  strategy: string
  symbol: string
  quantity: string
  averageCost: string
  price: string
  value: string
  realised: string
  fees: string
  updatedAt: string
}

export type OrderState =
  | 'pending'
  | 'submitted'
  | 'partial'
  | 'filled'
  | 'denied'
  | 'cancelled'
  | 'rejected'
  | 'expired'
  | 'unknown'

export interface Order {
  id: string
  strategy: string
  symbol: string
  side: 'buy' | 'sell'
  type: string
  role: string
  state: OrderState
  quantity: string
  filled: string
  averagePrice: string | null
  limitPrice: string | null
  stopPrice: string | null
  reason: string | null
  remark: string | null
  createdAt: string
}

export interface OrderWish {
  symbol: string
  side: 'buy' | 'sell'
  quantity: string
  limitPrice?: string
  stopPrice?: string
  timeInForce?: 'day' | 'gtc' | 'ioc'
}

/** What the risk rules say to an order. */
export interface Verdict {
  decision: 'approve' | 'reduce' | 'deny'
  reason: string | null
  asked: number
  quantity: number
  orders?: string[]
}

export type StrategyState =
  'created' | 'starting' | 'running' | 'paused' | 'waiting' | 'refused' | 'failed' | 'stopped'

export interface Strategy {
  account: string
  name: string
  plugin: string
  version: string | null
  environment: string
  timeframe: string
  symbols: string[]
  parameters: Record<string, unknown>
  wanted: string
  state: StrategyState
  reason: string | null
  since: string
  starts: number
  createdAt: string
}

export interface StrategyDetail {
  strategy: Strategy
  snapshot: { state: string; at: string } | null
  events: { event: string; detail: string | null; actor: string; at: string }[]
}

export interface LogLine {
  number: number
  level: string
  text: string
  at: string
}

export interface Alert {
  id: number
  severity: string
  title: string
  body: string
  account: string | null
  subject: string | null
  state: string
  times: number
  firstAt: string
  lastAt: string
  acknowledgedBy: string | null
}

/** One page of a list; `next` is the `after` of the following one. */
export interface Page<T> {
  items: T[]
  next: string | null
}
