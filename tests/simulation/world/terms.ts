import type { Instrument } from '#kernel/instrument/instrument.js'

const US = {
  venue: 'US',
  assetClass: 'equity',
  currency: 'USD',
  tickSize: 0.01,
  lotSize: 1,
  quantityStep: 1,
  multiplier: 1,
} as const

/** What the simulated account trades. */
export const INSTRUMENTS: readonly Instrument[] = [
  { ...US, symbol: 'US.AAPL', sector: 'technology' },
  { ...US, symbol: 'US.KO', sector: 'staples' },
  {
    ...US,
    symbol: 'HK.00700',
    venue: 'HK',
    currency: 'HKD',
    tickSize: 0.2,
    lotSize: 100,
    quantityStep: 100,
    sector: 'technology',
  },
]

/** Account currency for one unit of each currency at first, in thousandths: amounts stay whole numbers. */
export const FX_THOUSANDTHS: Readonly<Record<string, number>> = { USD: 1_000, HKD: 128 }

/** The terms of a symbol. Throws RangeError for one that is not traded. */
export function termsOf(symbol: string): Instrument {
  const found = INSTRUMENTS.find((one) => one.symbol === symbol)
  if (found === undefined) throw new RangeError(`${symbol} is not traded in the simulation`)
  return found
}

/** Units of cash that every account begins with. */
export const STARTING_CASH = 100_000

/** The name of the account. */
export const ACCOUNT = 'sim'
