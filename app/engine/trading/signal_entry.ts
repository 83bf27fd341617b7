import { denial, type Verdict } from '#kernel/risk/verdict.js'
import type { Signal } from '#kernel/signal/signal.js'
import type { JournalEntry } from '#ports/journal.js'
import { stateOf, type AccountBook } from './account_book.js'

/** A signal as a row of the journal. */
export function signalEntry(
  book: AccountBook,
  signal: Signal,
  pluginVerdicts: readonly Verdict[],
  atMs: number
): JournalEntry {
  return {
    type: 'signal_proposed',
    signal,
    atMs,
    pluginVerdicts: [...pluginVerdicts, ...doubts(book, signal)],
  }
}

/**
 * In an account that is not marked as live (it was opened before the kernel had a rule for it) an order of
 * unknown fate speaks against new risk through a verdict that comes with the signal.
 */
function doubts(book: AccountBook, signal: Signal): readonly Verdict[] {
  const { orders, settings } = stateOf(book)
  if (settings.isLive === true) return []
  const isUnclear = orders.some(
    (order) => order.instrument === signal.instrument && order.state === 'unknown'
  )
  if (!isUnclear) return []
  const reason = 'the fate of an order in this instrument is unknown: no new risk until it is clear'
  return [denial('plugin:unknown_order', reason)]
}
