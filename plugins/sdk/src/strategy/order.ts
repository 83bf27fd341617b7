/** Direction of an order. Selling more than is held opens a short position, where the manifest allows it. */
export type Side = 'buy' | 'sell'

/** How an order meets the market. Usually inferred from the prices given: see `OrderTerms`. */
export type OrderType = 'market' | 'limit' | 'stop' | 'stop_limit' | 'trailing_stop'

/**
 * How long an order works: `gtc` until it is filled or cancelled (the default), `day` to the end of
 * the session in which it begins to work, `ioc` only at its first chance, `gtd` to `goodTill`.
 */
export type TimeInForce = 'day' | 'gtc' | 'ioc' | 'gtd'

/** The life of an order: `denied` is the risk check's no, `rejected` the broker's. */
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

/** What an order is for. The three attached exits come from `stopLoss`, `takeProfit` and `trailingStop`. */
export type OrderRole =
  'entry' | 'close' | 'stop_loss' | 'take_profit' | 'trailing_stop' | 'liquidation'

/** Distance of a trailing stop from the best price: a fraction of it (0.05 = 5 %) or price units. */
export type Trail =
  | { readonly fraction: number; readonly amount?: never }
  | { readonly amount: number; readonly fraction?: never }

/**
 * Where an attached exit sits: at a price, or away from the entry's average fill price by a fraction
 * of it (0.05 = 5 %) or by an amount in price units. Fraction and amount are always above 0: a
 * stop-loss goes to the losing side, a take-profit to the winning side by itself.
 */
export type ExitLevel =
  | { readonly price: number; readonly fraction?: never; readonly amount?: never }
  | { readonly fraction: number; readonly price?: never; readonly amount?: never }
  | { readonly amount: number; readonly price?: never; readonly fraction?: never }

/** What every order may carry besides its size. All optional; with none it is a market order. */
export interface OrderTerms {
  /** Worst price to accept. With `limit` alone the order is a limit order. Above 0. */
  readonly limit?: number
  /** Price that wakes the order. With `stop` alone a stop order, with `stop` and `limit` a stop-limit order. */
  readonly stop?: number
  /** Makes it a trailing stop order. Not together with `limit` or `stop`. */
  readonly trail?: Trail
  /** Says the type out loud. It must agree with the prices given. */
  readonly type?: OrderType
  /** `gtc` by default, or `gtd` when `goodTill` is given. */
  readonly timeInForce?: TimeInForce
  /** Last instant of a `gtd` order, UTC epoch milliseconds. */
  readonly goodTill?: number
  /**
   * When a size in money is turned into units: at the `signal` with the close you saw (the default,
   * and the only way at a real broker), or at the `open` of the first bar on which it can fill.
   */
  readonly sizedAt?: 'signal' | 'open'
  /** Stop order attached to whatever this order fills; cancelled when the position is closed. */
  readonly stopLoss?: ExitLevel
  /** Limit order attached to whatever this order fills; it and the stops cancel each other. */
  readonly takeProfit?: ExitLevel
  /** Trailing stop attached to whatever this order fills. */
  readonly trailingStop?: Trail
  /** Orders with the same whole number above 0 cancel each other on the first fill. */
  readonly ocoGroup?: number
  /** Why, in your words, at most 200 characters. Kept with the order and shown in the report. */
  readonly reason?: string
}

/**
 * How much to buy or sell: exactly one of the four, always above 0.
 *
 * `quantity` is in units. `notional` is account currency. `equityFraction` is a part of the
 * account's equity and `cashFraction` of its buying power (1 = all). The last three become the
 * largest number of quantity steps that the amount pays for, costs included.
 */
export type OrderSize =
  | {
      readonly quantity: number
      readonly notional?: never
      readonly equityFraction?: never
      readonly cashFraction?: never
    }
  | {
      readonly notional: number
      readonly quantity?: never
      readonly equityFraction?: never
      readonly cashFraction?: never
    }
  | {
      readonly equityFraction: number
      readonly quantity?: never
      readonly notional?: never
      readonly cashFraction?: never
    }
  | {
      readonly cashFraction: number
      readonly quantity?: never
      readonly notional?: never
      readonly equityFraction?: never
    }

/** Options of `buy` and `sell`. */
export type OrderOptions = OrderSize & OrderTerms

/** Options of `target`: hold this many units, or this part of equity; negative is short, 0 is flat. */
export type TargetOptions = (
  | { readonly quantity: number; readonly equityFraction?: never }
  | { readonly equityFraction: number; readonly quantity?: never }
) &
  OrderTerms

/** Options of `close`: the terms of an order without exits of its own. */
export type CloseTerms = Omit<OrderTerms, 'stopLoss' | 'takeProfit' | 'trailingStop'>

/** What `replace` may change of a working order; what is left out stays. All above 0. */
export interface ReplaceOptions {
  /** New total quantity, what is filled already included. */
  readonly quantity?: number
  readonly limit?: number
  readonly stop?: number
}

/** One of your own orders, as the engine knows it. */
export interface Order {
  /** Number of the order in the account, from 1. */
  readonly sequence: number
  /** What `buy`, `sell`, `target` or `close` returned for it; attached exits carry their entry's. */
  readonly reference: number
  readonly symbol: string
  readonly side: Side
  readonly type: OrderType
  readonly role: OrderRole
  readonly state: OrderState
  /** Units asked for and units filled so far. */
  readonly quantity: number
  readonly filled: number
  /** `null` where the order has none. */
  readonly limitPrice: number | null
  readonly stopPrice: number | null
}

/** A trade of one of your orders. */
export interface Fill {
  readonly symbol: string
  readonly side: Side
  /** Units, above 0. */
  readonly quantity: number
  /** Price per unit in the instrument's currency, slippage included. */
  readonly price: number
  /** Cost of this fill in the account's currency; below 0 is a rebate. */
  readonly commission: number
  /** Start of the bar in which it traded, UTC epoch milliseconds. */
  readonly atMs: number
  /** The signal's reference and the order's number. */
  readonly reference: number
  readonly sequence: number
}

/** A signal that the risk check refused or made smaller. */
export interface Denial {
  readonly symbol: string
  readonly reference: number
  /**
   * `risk` a risk rule, `invalid_signal` it makes no sense, `size_too_small` the money does not buy one
   * unit, `no_price` no bar of the symbol yet, `nothing_to_close`, `unknown_order` for a cancel or
   * replace of an order that is gone.
   */
  readonly code: string
  /** The same in a sentence, for people. */
  readonly text: string
}

/** A split or a cash dividend that was just applied to the account. */
export type CorporateAction =
  | {
      readonly type: 'split'
      readonly symbol: string
      /** New units for one old: 7 for 7:1. Your position is changed already; prices from now on are new ones. */
      readonly ratio: number
      /** First session without the right, 00:00:00Z of its date. */
      readonly exDateMs: number
    }
  | {
      readonly type: 'dividend'
      readonly symbol: string
      /** Cash per unit in the instrument's currency. */
      readonly amount: number
      readonly exDateMs: number
    }
