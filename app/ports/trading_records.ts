import type { OrderRole, OrderType, Side } from '#kernel/order/order.js'
import type { OrderState } from '#kernel/order/order_state.js'
import type { RiskLimits } from '#kernel/risk/limits.js'
import type { KernelSettings, TradingMode } from '#kernel/state.js'

/** An account that trades, as its row says. Amounts are decimal strings in its currency. */
export interface AccountRow {
  readonly name: string
  readonly environment: string
  readonly currency: string
  readonly cash: string
  readonly equity: string
  readonly mode: TradingMode
  readonly modeReason: string | null
  readonly lastSequence: number
  readonly fencing: number
  readonly updatedMs: number
}

/** An order as its row says. */
export interface OrderRow {
  readonly id: string
  /** Number within the account. */
  readonly sequence: number
  readonly strategy: string
  readonly symbol: string
  readonly side: Side
  readonly type: OrderType
  readonly role: OrderRole
  readonly state: OrderState
  readonly quantity: number
  readonly filled: number
  readonly averagePrice: number
  readonly limitPrice: number | null
  readonly stopPrice: number | null
  readonly reason: string | null
  readonly remark: string | null
  readonly createdMs: number
}

/** A position as its row says. Amounts are decimal strings. */
export interface PositionRow {
  readonly strategy: string
  readonly symbol: string
  readonly quantity: number
  readonly averageCost: number
  /** The latest price but for a second or so. */
  readonly price: number
  readonly value: string
  readonly realised: string
  readonly fees: string
  readonly updatedMs: number
}

/** An account to be opened. */
export interface NewAccount {
  readonly settings: KernelSettings
  readonly limits: RiskLimits
  readonly actor: string
  readonly atMs: number
  /** The first row of the journal, JSON. */
  readonly entry: string
}

/** Which orders are listed. */
export interface OrderFilter {
  /** Only those that can still trade. */
  readonly isOpen: boolean
  readonly limit: number
  /** Only those with a lower number: the page after one that ended there. */
  readonly before?: number | undefined
  readonly symbol?: string | undefined
  readonly strategy?: string | undefined
  readonly state?: string | undefined
}

/** What was written down about trading, for people and programs that read. */
export interface TradingRecords {
  accounts(): Promise<readonly AccountRow[]>
  /** Newest first. */
  orders(account: string, filter: OrderFilter): Promise<readonly OrderRow[]>
  /** `null` when the account has no such order. */
  order(account: string, id: string): Promise<OrderRow | null>
  /** Positions that are not flat. */
  positions(account: string): Promise<readonly PositionRow[]>
  /** Process that trades now; `null` when nobody does. */
  tradedBy(): Promise<string | null>
  /** Opens a paper account with its journal, its limits and the broker's books; whether the name was free. */
  openPaperAccount(account: NewAccount): Promise<boolean>
}
