import type { ExitLevel, OrderType, Side, TimeInForce, Trail } from '../order/order.js'

/**
 * What a strategy may say. A signal is a wish, never an order: the kernel sizes it, asks every risk
 * rule, and only then makes an order.
 */
export type Signal = OrderSignal | TargetSignal | CancelSignal | ReplaceSignal

/**
 * How much. `quantity` in units; `notional` in account currency; `equity_fraction` of the account's
 * equity and `cash_fraction` of its buying power, where 1 is all of it. The last three are turned
 * into the largest whole number of quantity steps that the amount pays for, costs included.
 */
export interface Size {
  readonly kind: 'quantity' | 'notional' | 'equity_fraction' | 'cash_fraction'
  readonly value: number
}

/**
 * When the size is worked out: at the `signal` with the close that the strategy saw, or at the
 * `open` of the bar on which the order can first fill, with that open.
 */
export type SizedAt = 'signal' | 'open'

interface SignalBase {
  /** Index of the strategy in the account, 0 for a person. */
  readonly strategy: number
  readonly instrument: number
  /** The guest's own number for this signal, by which it can cancel or replace the order; 0 for none. */
  readonly reference: number
  readonly reason: string | null
}

interface OrderTerms {
  readonly orderType: OrderType
  readonly limitPrice: number | null
  readonly stopPrice: number | null
  readonly trail: Trail | null
  readonly timeInForce: TimeInForce
  readonly goodTillMs: number | null
  readonly stopLoss: ExitLevel | null
  readonly takeProfit: ExitLevel | null
  readonly trailingStop: Trail | null
  /** Orders of one strategy with the same number above 0 cancel each other on the first fill. */
  readonly ocoGroup: number
}

/** Buy or sell. */
export interface OrderSignal extends SignalBase, OrderTerms {
  readonly type: 'order'
  readonly side: Side
  readonly size: Size
  readonly sizedAt: SizedAt
}

/**
 * Hold this much: a signed quantity, or a signed fraction of equity. The kernel trades the
 * difference to what the strategy holds, including its working market orders; 0 closes.
 */
export interface TargetSignal extends SignalBase, OrderTerms {
  readonly type: 'target'
  readonly size: { readonly kind: 'quantity' | 'equity_fraction'; readonly value: number }
  readonly sizedAt: SizedAt
}

/** Withdraw the order of a reference, or with `all` every working order of the strategy in the instrument. */
export interface CancelSignal extends SignalBase {
  readonly type: 'cancel'
  readonly all: boolean
}

/** Change the prices or the quantity of a working order; `null` leaves a term as it is. */
export interface ReplaceSignal extends SignalBase {
  readonly type: 'replace'
  /** Sequence of the order, exits included, as a person names it; left out for the entry of the reference. */
  readonly order?: number
  readonly quantity: number | null
  readonly limitPrice: number | null
  readonly stopPrice: number | null
}
