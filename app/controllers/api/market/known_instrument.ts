import app from '@adonisjs/core/services/app'
import { didYouMean } from '#engine/nearest.js'
import { notFound } from '#exceptions/api_problem'
import type { Instrument } from '#kernel/instrument/instrument.js'

/** The instrument of a symbol; 404, with the nearest symbol there is, for one that is not known. */
export async function knownInstrument(symbol: string): Promise<Instrument> {
  const { store } = await app.container.make('market_data')
  const instrument = await store.findInstrument(symbol)
  if (instrument !== null) return instrument
  const symbols = (await store.listInstruments()).map((one) => one.symbol)
  throw notFound('such instrument', didYouMean(symbol, symbols))
}
