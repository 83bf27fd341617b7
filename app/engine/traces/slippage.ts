import type { SeenQuote } from '#ports/journal.js'
import type { TracedFill, TracedOrder } from '#ports/traces.js'

/** What the executions of an order cost against a price that was there before. Above zero: worse than it. */
export interface Slippage {
  /** What the mean price is held against: the ask for a buy and the bid for a sell, or the next best price. */
  readonly against: 'ask' | 'bid' | 'last' | 'market'
  /** That price, in the instrument's currency. */
  readonly price: number
  /** Mean price of the fills less that price, turned so that above zero is worse. */
  readonly perUnit: number
  readonly bps: number
  /** `perUnit` times the units filled, in the instrument's currency, for a multiplier of 1. */
  readonly total: number
  /** The part of `perUnit` by which the quote moved from the signal to the broker; `null` where one is missing. */
  readonly beforeHandOver: number | null
  /** Against the middle of bid and ask at the signal; `null` without one. */
  readonly perUnitAgainstMiddle: number | null
}

/**
 * Slippage of an order's fills against the quote at its signal; against the one at the hand-over for an order
 * without a signal of its own, such as a stop; else against the account's price at the first fill. `null`
 * before the first fill.
 */
export function slippageOf(
  order: Pick<TracedOrder, 'side' | 'averagePrice' | 'filled' | 'parent'>,
  fills: readonly TracedFill[],
  quotes: { readonly atSignal: SeenQuote | null; readonly atHandOver: SeenQuote | null }
): Slippage | null {
  const filled = fills.reduce((sum, { quantity }) => sum + quantity, 0)
  if (!(filled > 0)) return null
  const mean = fills.reduce((sum, { quantity, price }) => sum + quantity * price, 0) / filled
  const sign = order.side === 'buy' ? 1 : -1
  const own = order.parent === 0 ? quotes.atSignal : null
  const touch = touchOf(own, order.side) ?? touchOf(quotes.atHandOver, order.side)
  const reference = touch ?? { against: 'market' as const, price: fills[0]!.marketPrice }
  if (!(reference.price > 0)) return null
  const perUnit = sign * (mean - reference.price)
  const handOver = touchOf(quotes.atHandOver, order.side)
  const isBoth = own !== null && touch !== null && handOver?.against === touch.against
  const middle = middleOf(own)
  return {
    ...reference,
    perUnit,
    bps: (perUnit / reference.price) * 10_000,
    total: perUnit * filled,
    beforeHandOver: isBoth ? sign * (handOver.price - touch.price) : null,
    perUnitAgainstMiddle: middle === null ? null : sign * (mean - middle),
  }
}

/** The price at which a quote let one trade at once. */
function touchOf(
  quote: SeenQuote | null,
  side: 'buy' | 'sell'
): (Pick<Slippage, 'price'> & { readonly against: 'ask' | 'bid' | 'last' }) | null {
  if (quote === null) return null
  const price = side === 'buy' ? quote.ask : quote.bid
  if (price !== null) return { against: side === 'buy' ? 'ask' : 'bid', price }
  return quote.last === null ? null : { against: 'last', price: quote.last }
}

function middleOf(quote: SeenQuote | null): number | null {
  const { bid = null, ask = null } = quote ?? {}
  return bid === null || ask === null ? null : (bid + ask) / 2
}
