import { openOrder } from '#kernel/order/order_event.js'
import { stateOf, type AccountBook } from '#engine/trading/account_book.js'
import { symbolOf } from '#engine/trading/action.js'
import type { Arrival } from '#engine/trading/arrival.js'
import type { JournalEntry } from '#ports/journal.js'
import type { LatestQuotes } from './latest_quotes.js'

/** Longest state of a strategy that is kept with a signal, in characters of JSON. */
const STATE_MAX = 4_096

/**
 * A row with what a trace tells besides: the quote and the strategy's state at a signal, the quote and the
 * instant at which an order was handed over, the broker's own time of what it said. The kernel never looks
 * at any of it.
 */
export function withView(
  book: AccountBook,
  entry: JournalEntry,
  { arrival, quotes }: { readonly arrival: Arrival; readonly quotes: LatestQuotes }
): JournalEntry {
  switch (entry.type) {
    case 'signal_proposed': {
      const symbol = stateOf(book).instruments[entry.signal.instrument]?.terms.symbol
      const given = arrival.type === 'signal' ? arrival.seen : undefined
      const quote = given?.quote ?? (symbol === undefined ? null : quotes.of(symbol))
      const state = given?.state?.slice(0, STATE_MAX) ?? null
      return { ...entry, seen: { ...given, quote, state, ...askedBy(arrival) } }
    }
    case 'order_sent': {
      const order = openOrder(stateOf(book), entry.orderSequence)
      const quote = order === null ? null : quotes.of(symbolOf(stateOf(book), order.instrument))
      const handedMs = arrival.type === 'sent' ? arrival.handedMs : undefined
      return { ...entry, quote, ...(handedMs === undefined ? {} : { handedMs }) }
    }
    case 'order_filled':
      return arrival.type === 'report' && arrival.report.type === 'filled'
        ? { ...entry, brokerMs: arrival.report.fill.atMs }
        : entry
    case 'order_event':
      return arrival.type === 'report' && 'atMs' in arrival.report
        ? { ...entry, brokerMs: arrival.report.atMs }
        : entry
    default:
      return entry
  }
}

function askedBy(arrival: Arrival): { readonly actor?: string; readonly command?: string } {
  if (arrival.type !== 'command') return {}
  return { actor: arrival.command.actor, command: arrival.command.id }
}
