import { isPrice } from '../values/price.js'

/**
 * The best bid and ask of an instrument at an instant, with the sizes shown there.
 *
 * Prices in the instrument's currency; sizes in units of the instrument.
 */
export interface Quote {
  readonly atMs: number
  readonly bid: number
  readonly ask: number
  readonly bidSize: number
  readonly askSize: number
}

/** What is wrong with a quote, or `null`. A locked market (bid = ask) is allowed, a crossed one is not. */
export function quoteFault(quote: Quote): string | null {
  if (!Number.isFinite(quote.atMs)) return `time ${quote.atMs} is not an instant`
  if (!isPrice(quote.bid)) return `bid must be above 0, was ${quote.bid}`
  if (!isPrice(quote.ask)) return `ask must be above 0, was ${quote.ask}`
  if (quote.bid > quote.ask) return `crossed: bid ${quote.bid} is above ask ${quote.ask}`
  if (!(quote.bidSize >= 0) || !(quote.askSize >= 0)) return 'sizes must be 0 or more'
  return null
}
