import type { Bar, History } from './bar.js'
import type { CloseTerms, Order, OrderOptions, ReplaceOptions, TargetOptions } from './order.js'

/** The terms of an instrument that matter when sizing an order. */
export interface InstrumentTerms {
  readonly symbol: string
  /** ISO 4217 code of its prices. */
  readonly currency: string
  /** Smallest price step, 0 for none. */
  readonly tickSize: number
  /** Units in a board lot. */
  readonly lotSize: number
  /** Smallest step of a quantity. */
  readonly quantityStep: number
  /** Value of one price point of one unit; 1 for shares. */
  readonly multiplier: number
}

/** What the strategy itself holds of one instrument. A live view: it is always up to date. */
export interface Position {
  readonly symbol: string
  /** Units held: above 0 long, below 0 short, 0 flat. */
  readonly quantity: number
  /** Average entry price per unit in the instrument's currency, 0 when flat. */
  readonly averageCost: number
  /** Quantity × last close × multiplier, in account currency; below 0 when short. */
  readonly marketValue: number
  /** Profit since entry at the last close, in account currency, exit costs not included. */
  readonly unrealisedPnl: number
  /** Profit of everything closed so far in this instrument, in account currency. */
  readonly realisedPnl: number
}

/**
 * What a strategy knows and can do. The same object in every call.
 *
 * The numbers are those of the moment at which the bar closed. An order made in a call is not yet in
 * `orders`, `position` or `cash` during that call: it goes to the risk check after it, and to the
 * market from the next bar on.
 */
export interface Context {
  /** End of the bar being shown, UTC epoch milliseconds. `Date` shows the same moment. */
  readonly now: number
  /** The instruments of the run, in the order given. */
  readonly symbols: readonly string[]
  /** Length of a bar: `1m` `5m` `15m` `30m` `1h` `1d` `1w`. */
  readonly timeframe: string
  /** ISO 4217 code of cash, equity and profit. */
  readonly currency: string
  /** True while a warm-up bar is shown. Orders in an instrument that warms up are dropped. */
  readonly warmingUp: boolean
  /** Cash of the account. */
  readonly cash: number
  /** What new positions may still cost: equity × the account's leverage − exposure, 0 or more. */
  readonly buyingPower: number
  /** Cash and market value of all positions. */
  readonly equity: number
  /**
   * Market value of all positions, long and short both counted as positive, and of what working
   * entry orders could add to them.
   */
  readonly exposure: number
  /** This strategy's own profit so far, realised and unrealised, in account currency. */
  readonly pnl: number
  /** Outside measures that were granted to the strategy (sentiment, market state). Empty in backtests. */
  readonly factors: Readonly<Record<string, number>>

  /** The strategy's own position. */
  position(symbol: string): Position
  /** The strategy's own open orders, attached exits included, oldest first; of one symbol when given. */
  orders(symbol?: string): readonly Order[]
  /** The newest bar of a symbol, or null before its first. */
  last(symbol: string): Bar | null
  /** The last bars of a symbol. */
  history(symbol: string): History
  /** The terms of a symbol. */
  instrument(symbol: string): InstrumentTerms
  /**
   * Makes one value per symbol now and returns the way to look it up. The natural home of indicators:
   * `const averages = context.perSymbol(() => new Sma(20))`, then `averages(bar.symbol).update(bar.close)`.
   */
  perSymbol<T>(make: (symbol: string) => T): (symbol: string) => T

  /** Buys. Returns the reference by which the order can be cancelled or replaced. */
  buy(symbol: string, options: OrderOptions): number
  /** Sells; more than is held goes short where the manifest allows it. */
  sell(symbol: string, options: OrderOptions): number
  /**
   * Holds exactly this much: trades the difference to what the strategy holds and to its working market
   * orders. Saying the same target twice trades once.
   */
  target(symbol: string, options: TargetOptions): number
  /** Leaves the position: `target` of 0, with order terms if wanted. Nothing happens when flat. */
  close(symbol: string, terms?: CloseTerms): number
  /**
   * Withdraws the order of a reference with the exits attached to it, or all of the strategy's orders
   * in a symbol.
   */
  cancel(referenceOrSymbol: number | string): void
  /** Changes quantity or prices of a working order; attached exits cannot be changed. */
  replace(reference: number, options: ReplaceOptions): void

  /** A number from 0 up to 1, from the run's seed: the same in every repetition. */
  random(): number
  /** Writes a line to the run's log (2,000 characters a line; a flood is cut and counted). */
  log(...values: unknown[]): void
}
