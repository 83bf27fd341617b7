import { denial, type Verdict } from '#kernel/risk/verdict.js'
import type { Signal } from '#kernel/signal/signal.js'
import type { JournalEntry } from '#ports/journal.js'
import { stateOf, type AccountBook } from './account_book.js'

/** A signal as a row of the journal. An order of unknown fate speaks against new risk in its instrument. */
export function signalEntry(
  book: AccountBook,
  signal: Signal,
  pluginVerdicts: readonly Verdict[],
  atMs: number
): JournalEntry {
  const { orders } = stateOf(book)
  const isUnclear = orders.some(
    (order) => order.instrument === signal.instrument && order.state === 'unknown'
  )
  const reason = 'the fate of an order in this instrument is unknown: no new risk until it is clear'
  const verdicts = isUnclear
    ? [...pluginVerdicts, denial('plugin:unknown_order', reason)]
    : pluginVerdicts
  return { type: 'signal_proposed', signal, atMs, pluginVerdicts: verdicts }
}
