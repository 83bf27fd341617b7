import type { Bar, Quote } from './bar.js'
import type { Context } from './context.js'
import type { CorporateAction, Denial, Fill, Order } from './order.js'

/**
 * A running strategy: what the function given to `defineStrategy` returns. Only `onBar` is required.
 *
 * Nothing here may be async: a promise is not waited for. An error thrown anywhere ends the run and
 * is shown with your file and line.
 */
export interface Strategy {
  /**
   * Bars of each instrument to see before orders count, 0 to 100,000; 0 when left out. They come from
   * before the run's first day where the data reach back, else from its first bars.
   */
  readonly warmupBars?: number
  /** Bars that `context.history` keeps per symbol, 0 to 1,000,000; by default 1,024 or the warm-up, if longer. */
  readonly historyBars?: number

  /** Once, before the first bar. Orders cannot be made yet. */
  onStart?(context: Context): void
  /** Every closed bar of every instrument, in order of time; within one moment in order of `context.symbols`. */
  onBar(bar: Bar, context: Context): void
  /** Once per moment, after `onBar` of every instrument that has a bar ending then: for ranking and rebalancing. */
  onSlice?(context: Context): void
  /** A trade of one of your orders, after the position was updated and before the bar it happened in is shown. */
  onFill?(fill: Fill, context: Context): void
  /** An order of yours changed: accepted, partly filled, filled, cancelled, denied, expired. */
  onOrder?(order: Order, context: Context): void
  /** A signal of yours was refused or reduced by a risk rule. */
  onDenied?(denial: Denial, context: Context): void
  /** A split or dividend of an instrument of the run was applied, whether you hold it or not. */
  onCorporateAction?(action: CorporateAction, context: Context): void
  /** Quotes exist in paper and live trading only: a backtest has bars alone and never calls this. */
  onQuote?(quote: Quote, context: Context): void
  /** For options and futures, some days before expiry. Never called for shares. */
  onExpirationWarning?(
    warning: { readonly symbol: string; readonly daysLeft: number },
    context: Context
  ): void
  /** For options, after an assignment. Never called for shares. */
  onAssignment?(
    assignment: { readonly symbol: string; readonly quantity: number },
    context: Context
  ): void
  /** Once, after the last bar. Orders made here are dropped. */
  onStop?(context: Context): void
  /** What is worth seeing when someone asks why: indicator values, mode. Plain data, at most 10,000 characters as JSON. */
  state?(): unknown
}
