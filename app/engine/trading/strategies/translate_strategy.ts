import type { JournalEntry } from '#ports/journal.js'
import type { TradingState } from '#kernel/state.js'
import { notesOf, stateOf, type AccountBook } from '../account_book.js'
import type { Arrival } from '../arrival.js'
import { NOTHING, type Translation } from '../translation.js'

/**
 * Makes a strategy known to the account, and pauses it or lets it trade: a pause cancels its working entries
 * and keeps what protects a position. What is so already is no row.
 */
export function translateStrategy(
  book: AccountBook,
  { settings, isPaused, outcome, closeReason }: Arrival & { type: 'strategy_asked' },
  nowMs: number
): Translation {
  const { strategies } = stateOf(book)
  const at = strategies.findIndex(({ id }) => id === settings.id)
  const strategy = at < 0 ? strategies.length : at
  const entries: JournalEntry[] = []
  if (at < 0) entries.push({ type: 'strategy_added', strategy: settings })
  if ((strategies[at]?.isPaused ?? false) !== isPaused) {
    entries.push({ type: 'strategy_paused', strategy, isPaused })
  }
  if (closeReason !== null) {
    const reason = closeReason
    entries.push({ type: 'close_asked', strategy, instrument: null, atMs: nowMs, reason })
  } else if (isPaused) {
    const reason = `${settings.id} is paused`
    for (const orderSequence of workingEntries(stateOf(book), strategy)) {
      if (notesOf(book, orderSequence).cancelReason !== null) continue
      entries.push({ type: 'cancel_asked', orderSequence, reason })
    }
  }
  if (entries.length > 0) {
    return outcome === null
      ? { type: 'entries', entries }
      : { type: 'entries', entries, outcome: () => outcome }
  }
  return outcome === null ? NOTHING : { type: 'answered', outcome }
}

/** Numbers of the orders of a strategy that would open or add to a position. */
function workingEntries({ orders }: TradingState, strategy: number): number[] {
  return orders
    .filter((order) => order.strategy === strategy && order.role === 'entry')
    .map(({ sequence }) => sequence)
}
