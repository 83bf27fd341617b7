import type { Instrument } from '#kernel/instrument/instrument.js'
import { matchQuote } from '#kernel/matching/quote_match.js'
import { clipToLimit, slippedPrice } from '#kernel/matching/slippage.js'
import { advanceTrail } from '#kernel/matching/trailing.js'
import { floorToStep } from '#kernel/values/quantity.js'
import type { PaperOrder } from './paper_order.js'
import type { PaperSettings } from './paper_settings.js'
import { priceFor, type OfferedQuote } from './quote_book.js'

/** What an order gets of a quote. */
export interface Execution {
  readonly price: number
  readonly quantity: number
}

/**
 * Holds a working order against a quote: at most the size that is left there, in whole steps of the
 * instrument, at the price after slippage and never beyond the order's limit.
 *
 * Sets the order's notes (a stop that was reached, the best price of a trail) and takes the size off the
 * quote. `null` when nothing executes.
 */
export function execute(
  order: PaperOrder,
  quote: OfferedQuote,
  instrument: Instrument,
  { sizeShare, slippage }: Pick<PaperSettings, 'sizeShare' | 'slippage'>
): Execution | null {
  const { side } = order
  const isBuy = side === 'buy'
  const size = (isBuy ? quote.askSize : quote.bidSize) * sizeShare
  const taken = isBuy ? quote.takenOfAsk : quote.takenOfBid
  const left = Math.max(0, size - taken)
  const offered = { ...quote, bidSize: left, askSize: left }
  const remaining = order.quantity - order.filled
  const match = matchQuote(order, offered, remaining)
  const price = priceFor(side, quote)
  advanceTrail(order, price, price)
  if (match === null) return null
  const isRest = match.quantity === remaining
  const quantity = isRest ? remaining : floorToStep(match.quantity, instrument.quantityStep)
  if (!(quantity > 0)) return null
  if (isBuy) quote.takenOfAsk += quantity
  else quote.takenOfBid += quantity
  const slipped = slippedPrice(slippage, side, match.price, quantity, size, taken)
  return { price: clipToLimit(order, slipped), quantity }
}
