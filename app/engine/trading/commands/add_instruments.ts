import { instrumentFault, type AssetClass, type Instrument } from '#kernel/instrument/instrument.js'
import { VENUES } from '#kernel/instrument/venue.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { JournalEntry } from '#ports/journal.js'
import { stateOf, type AccountBook } from '../account_book.js'
import { fieldsOf, refuse, type CommandTranslator } from './command_translator.js'

/** More at once is no wish of a person. */
const COUNT_MAX = 1_000

/** Lets an account trade further instruments, all of those named or none. */
export const addInstruments: CommandTranslator = (book, command) => {
  const wishes = readWishes(book, fieldsOf(command).instruments)
  if (!wishes.ok) return refuse(command, wishes.failure)
  return {
    type: 'entries',
    entries: wishes.value,
    outcome: () => ({
      id: command.id,
      status: 'done',
      detail: { symbols: wishes.value.map(({ terms }) => terms.symbol) },
    }),
  }
}

type Added = Extract<JournalEntry, { type: 'instrument_added' }>

function readWishes(book: AccountBook, given: unknown): Result<readonly Added[], string> {
  if (!Array.isArray(given) || given.length === 0 || given.length > COUNT_MAX) {
    return err(`instruments must be a list of 1 to ${COUNT_MAX}`)
  }
  const state = stateOf(book)
  const own = state.settings.currency
  // A currency has one rate: what the account knows already counts.
  const rates = new Map(Object.entries({ ...state.fxRates, [own]: 1 }))
  const known = new Set(state.instruments.map(({ terms }) => terms.symbol))
  const entries: Added[] = []
  for (const wish of given as readonly unknown[]) {
    const { terms: words, fxRate = null } = (wish ?? {}) as Record<string, unknown>
    const terms = readTerms(words)
    if (!terms.ok) return terms
    const { symbol } = terms.value
    if (known.has(symbol)) return err(`the account trades ${symbol} already`)
    known.add(symbol)
    const { currency } = terms.value
    const rate = rates.get(currency) ?? fxRate
    if (!(typeof rate === 'number' && rate > 0 && rate < Infinity)) {
      const pair = `${own} for one ${currency}`
      const shown = JSON.stringify(fxRate)?.slice(0, 40)
      return err(`${symbol} needs a rate above 0 (${pair}), was ${shown}`)
    }
    rates.set(currency, rate)
    entries.push({ type: 'instrument_added', terms: terms.value, fxRate: rate })
  }
  return ok(entries)
}

/** Characters; a longer one is no symbol, and would be repeated in what is answered. */
const SYMBOL_LENGTH_MAX = 40
const CLASSES: readonly AssetClass[] = ['equity', 'etf', 'index']

/** Terms that anybody may have written. */
function readTerms(given: unknown): Result<Instrument, string> {
  const words = (typeof given === 'object' && given !== null ? given : {}) as Partial<Instrument>
  const { symbol, venue, assetClass, currency, sector = null } = words
  if (typeof symbol !== 'string' || symbol.length > SYMBOL_LENGTH_MAX) {
    return err(`an instrument needs a symbol of at most ${SYMBOL_LENGTH_MAX} characters`)
  }
  if (!VENUES.some((one) => one === venue) || !symbol.startsWith(`${venue}.`)) {
    return err(`${symbol}: venue must be the market of the symbol`)
  }
  if (!CLASSES.some((one) => one === assetClass)) return err(`${symbol}: no such asset class`)
  if (assetClass === 'index') return err(`${symbol} is an index, which nobody can buy`)
  const figures = ['tickSize', 'lotSize', 'quantityStep', 'multiplier'] as const
  const wrong = figures.find((name) => typeof words[name] !== 'number')
  if (wrong !== undefined) return err(`${symbol}: ${wrong} must be a number`)
  if (typeof currency !== 'string') return err(`${symbol}: currency must be a code like USD`)
  if (sector !== null && typeof sector !== 'string') return err(`${symbol}: sector must be a text`)
  const { tickSize, lotSize, quantityStep, multiplier } = words as Instrument
  const sizes = { tickSize, lotSize, quantityStep, multiplier }
  const terms = { symbol, venue, assetClass, currency, ...sizes, sector } as Instrument
  const fault = instrumentFault(terms)
  return fault === null ? ok(terms) : err(`${symbol}: ${fault}`)
}
