import type { OrderState } from './order_state.js'

/** Direction of a trade. Selling what is not held opens a short position. */
export type Side = 'buy' | 'sell'

/** How an order meets the market; `matching/` states when each fills. */
export type OrderType = 'market' | 'limit' | 'stop' | 'stop_limit' | 'trailing_stop'

/**
 * How long an order works: `day` to the end of the session in which it began to work, `gtc` until
 * cancelled, `ioc` what cannot be filled at once is cancelled, `gtd` to an instant.
 */
export type TimeInForce = 'day' | 'gtc' | 'ioc' | 'gtd'

/** Distance of a trailing stop from the best price since it began to work. */
export interface Trail {
  /** `fraction` of the best price (0.05 = 5 %) or `amount` in price units. */
  readonly kind: 'fraction' | 'amount'
  readonly value: number
}

/**
 * Where an attached exit sits: at a `price`, or away from the entry's average fill price by a
 * `fraction` of it or by an `amount`.
 */
export interface ExitLevel {
  readonly kind: 'price' | 'fraction' | 'amount'
  readonly value: number
}

/** What an order is for; attached exits and closes only ever reduce a position. */
export type OrderRole =
  'entry' | 'close' | 'stop_loss' | 'take_profit' | 'trailing_stop' | 'liquidation'

/** The roles; an order's role is told to plugins, and kept in lists, as its place here. */
export const ORDER_ROLES: readonly OrderRole[] = [
  'entry',
  'close',
  'stop_loss',
  'take_profit',
  'trailing_stop',
  'liquidation',
]

/** The part of an order that matching needs. Prices in the instrument's currency. */
export interface WorkingTerms {
  readonly side: Side
  readonly type: OrderType
  limitPrice: number | null
  stopPrice: number | null
  trail: Trail | null
  /**
   * Best price seen since the order began to work: highest high for a sell, lowest low for a buy. This and
   * `triggered` are the notes of whoever matches the order: no decision of the kernel rests on them, and
   * a journal replayed without a market leaves them empty.
   */
  trailBest: number | null
  /** Whether a stop of any kind has been reached; it stays so. */
  triggered: boolean
}

/**
 * An order and all that is known of it. The kernel owns and changes it; nobody else does.
 *
 * Quantities are units of the instrument, above zero; the side carries the direction.
 */
export interface Order extends WorkingTerms {
  /** Number of the order within its account, from 1: its id is derived from it. */
  readonly sequence: number
  /** Index of the strategy in the account, 0 for manual orders. */
  readonly strategy: number
  /** Index of the instrument in the account. */
  readonly instrument: number
  quantity: number
  filled: number
  /** Mean price of the fills, 0 before the first. */
  averagePrice: number
  state: OrderState
  readonly role: OrderRole
  readonly timeInForce: TimeInForce
  /** End of a `gtd` order, UTC epoch ms. */
  readonly goodTillMs: number | null
  /** Orders of one group cancel each other on the first fill; 0 for none. */
  readonly ocoGroup: number
  /** Sequence of the entry that this order is attached to, 0 for none. */
  readonly parent: number
  /** Exits to attach to what this order fills. */
  stopLoss: ExitLevel | null
  takeProfit: ExitLevel | null
  trailingStop: Trail | null
  readonly createdMs: number
  /** Whether it was asked to be cancelled; it can still fill. */
  isWithdrawn: boolean
  /** Names the order for its strategy: the number that the guest gave to the signal. */
  readonly reference: number
  readonly reason: string | null
}

/** Units that can still be filled. */
export function remainingOf(order: Order): number {
  return order.quantity - order.filled
}

/** +1 for a buy, -1 for a sell. */
export function signOf(side: Side): 1 | -1 {
  return side === 'buy' ? 1 : -1
}
