import { isSymbol, type AssetClass, type Instrument } from '#kernel/instrument/instrument.js'
import { venueOf } from '#kernel/instrument/venue.js'

/** What a person may say about an instrument that is new. */
export interface TermsGiven {
  readonly assetClass: AssetClass
  /** Units of a board lot; `null` when not given. */
  readonly lotSize: number | null
}

/** What is wrong with a symbol and how to write it, or `null`. */
export function symbolFault(symbol: string): string | null {
  if (isSymbol(symbol)) return null
  if (isSymbol(symbol.toUpperCase())) return `write it in capitals: ${symbol.toUpperCase()}`
  const [code, suffix] = symbol.toUpperCase().split('.')
  if ((suffix === 'HK' || suffix === 'US') && code) {
    const digits = suffix === 'HK' ? code.padStart(5, '0') : code
    return `write the market first: ${suffix}.${digits}`
  }
  if (/^[A-Z]{1,5}$/i.test(symbol)) return `write the market first: US.${symbol.toUpperCase()}`
  return 'write market and code, like US.AAPL or HK.00700'
}

/**
 * The terms of an instrument that is new, or a sentence saying what must be given.
 *
 * US shares: US dollars, tick 0.01 (SEC Rule 612 for prices from 1 dollar), lot 1. Hong Kong shares:
 * Hong Kong dollars; the exchange's spread table makes the tick depend on the price, 0.001 is its
 * smallest step; the board lot differs by issuer and must be given. An index has no tick and lot 1.
 */
export function newInstrumentTerms(symbol: string, given: TermsGiven): Instrument | string {
  const venue = venueOf(symbol)
  const isIndex = given.assetClass === 'index'
  if (venue === 'HK' && !isIndex && given.lotSize === null) {
    return `${symbol} is new and board lots differ in Hong Kong; give its lot with --lot-size 100`
  }
  const lotSize = given.lotSize ?? 1
  const shareTick = venue === 'HK' ? 0.001 : 0.01
  return {
    symbol,
    venue,
    assetClass: given.assetClass,
    currency: venue === 'HK' ? 'HKD' : 'USD',
    tickSize: isIndex ? 0 : shareTick,
    lotSize,
    quantityStep: lotSize,
    multiplier: 1,
    sector: null,
  }
}
