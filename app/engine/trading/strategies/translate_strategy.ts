import type { JournalEntry } from '#ports/journal.js'
import { stateOf, type AccountBook } from '../account_book.js'
import type { Arrival } from '../arrival.js'
import { NOTHING, type Translation } from '../translation.js'

/** Makes a strategy known to the account, and pauses it or lets it trade. What is so already is no row. */
export function translateStrategy(
  book: AccountBook,
  { settings, isPaused, outcome }: Arrival & { type: 'strategy_asked' }
): Translation {
  const { strategies } = stateOf(book)
  const at = strategies.findIndex(({ id }) => id === settings.id)
  const entries: JournalEntry[] = []
  if (at < 0) entries.push({ type: 'strategy_added', strategy: settings })
  if ((strategies[at]?.isPaused ?? false) !== isPaused) {
    const strategy = at < 0 ? strategies.length : at
    entries.push({ type: 'strategy_paused', strategy, isPaused })
  }
  if (entries.length > 0) {
    return outcome === null
      ? { type: 'entries', entries }
      : { type: 'entries', entries, outcome: () => outcome }
  }
  return outcome === null ? NOTHING : { type: 'answered', outcome }
}
