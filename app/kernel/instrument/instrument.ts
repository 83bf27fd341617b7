import { VENUES, type Venue } from './venue.js'

/** What kind of thing is traded. Options and futures join with the derivatives folder. */
export type AssetClass = 'equity' | 'etf' | 'index'

/**
 * The terms of something that can be traded.
 *
 * `symbol` is market and code as Futu writes them: `US.AAPL`, `HK.00700`.
 */
export interface Instrument {
  readonly symbol: string
  readonly venue: Venue
  readonly assetClass: AssetClass
  /** ISO 4217 code of price and profit. */
  readonly currency: string
  /** Smallest price step, 0 for none. */
  readonly tickSize: number
  /** Units in a board lot: orders must be multiples of it. */
  readonly lotSize: number
  /** Smallest quantity step where fractions are allowed; otherwise equal to `lotSize`. */
  readonly quantityStep: number
  /** Currency units of value per price point and unit; 1 for shares. */
  readonly multiplier: number
  /** Sector for the concentration limit, `null` when unknown. */
  readonly sector: string | null
}

const SYMBOL = new RegExp(`^(${VENUES.join('|')})\\.[A-Z0-9][A-Z0-9.\\-]{0,19}$`)

/** Whether a text is a symbol: a known market, a dot, a code of capitals and digits. */
export function isSymbol(text: string): boolean {
  return SYMBOL.test(text)
}

/** What is wrong with an instrument's terms, naming the field, or `null`. */
export function instrumentFault(instrument: Instrument): string | null {
  if (!isSymbol(instrument.symbol)) {
    return `symbol "${instrument.symbol}" must look like US.AAPL or HK.00700`
  }
  if (!/^[A-Z]{3}$/.test(instrument.currency)) {
    return `currency "${instrument.currency}" must be a code like USD`
  }
  if (!(instrument.tickSize >= 0 && instrument.tickSize < Infinity)) {
    return `tickSize must be 0 or more, was ${instrument.tickSize}`
  }
  for (const field of ['lotSize', 'quantityStep', 'multiplier'] as const) {
    if (!(instrument[field] > 0 && instrument[field] < Infinity)) {
      return `${field} must be above 0, was ${instrument[field]}`
    }
  }
  return null
}
