/** What an account holds, has earned and has moved: times ISO 8601 in UTC, money and quantities decimal texts. */

/** What one strategy holds of a symbol. */
export interface Holding {
  strategy: string
  symbol: string
  quantity: string
  averageCost: string
  price: string
  value: string
  basis: string
  realised: string
  fees: string
  income: string
  /** Part of its profit since the last session closed. */
  today: string
  openedAt: string | null
}

export interface PortfolioAnswer {
  account: string
  currency: string
  at: string
  equity: string
  cash: string
  outside: string
  currencyCash: Record<string, string>
  currencyEffect: string
  rates: Record<string, number>
  exposure: {
    gross: string
    net: string
    committed: string
    bySector: Record<string, string>
    byCurrency: Record<string, string>
  }
  positions: Holding[]
}

/** What an account (`strategy` null) or one strategy has earned. */
export interface EarnedRow {
  strategy: string | null
  value: string
  unrealised: string
  realised: string
  income: string
  fees: string
  profit: string
  today: string
  totalReturn: number | null
  maxDrawdown: number | null
  sharpe: number | null
  trades: number
  winRate: number | null
}

/** A session's close and what was earned in it. */
export interface SessionRow {
  day: string
  equity: string
  cash: string
  outside: string
  grossExposure: string
  netExposure: string
  profit: string
  byStrategy: Record<string, string>
  isLate: boolean
}

export interface SessionResults {
  currency: string
  equity: string
  tradesSince: string | null
  results: EarnedRow[]
  days: SessionRow[]
}

export interface Transaction {
  sequence: number
  at: string
  type: 'deposit' | 'trade' | 'commission' | 'dividend' | 'cash_in_lieu' | 'adjustment'
  amount: string
  balance: string
  strategy: string | null
  symbol: string | null
  quantity: string | null
  price: string | null
}

export interface Fill {
  sequence: number
  brokerFillId: string
  order: string | null
  strategy: string
  symbol: string
  side: 'buy' | 'sell'
  quantity: string
  price: string
  marketPrice: string
  fee: string
  at: string
}

export interface ClosedTrade {
  sequence: number
  strategy: string
  symbol: string
  side: 'long' | 'short'
  quantity: string
  entryAt: string
  exitAt: string
  entryPrice: string
  exitPrice: string | null
  profit: string
  fees: string
  returnFraction: number
  reason: string | null
  exitReason: string | null
}

/** A comparison with the broker's books. */
export interface Reconciliation {
  id: number
  trigger: 'start' | 'schedule' | 'request'
  startedAt: string
  endedAt: string
  outcome: 'agrees' | 'differs' | 'failed'
  found: number
  open: number
  remark: string | null
}

/** One thing in which our books and the broker's differ. */
export interface Discrepancy {
  id: number
  kind: string
  about: 'fill' | 'order' | 'position' | 'cash'
  subject: string
  symbol: string | null
  severity: 'warning' | 'critical'
  ours: string | null
  brokers: string | null
  sentence: string
  foundAt: string
  resolution: string | null
}
