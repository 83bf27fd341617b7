import type { JournalEntry } from '#ports/journal.js'
import { stateOf, type AccountBook } from './account_book.js'
import type { Arrival } from './arrival.js'
import { NOTHING, type Translation } from './translation.js'

/** A date that begins at a venue: its splits and dividends, each once, then that it has begun. */
export function translateDay(
  book: AccountBook,
  { venue, day, actions }: Extract<Arrival, { type: 'day_began' }>,
  atMs: number
): Translation {
  const lastDay = book.venueDays[venue]
  if (lastDay === undefined || lastDay >= day) return NOTHING
  const { instruments } = stateOf(book)
  const entries = actions.flatMap(({ symbol, action }): JournalEntry[] => {
    const instrument = instruments.findIndex(({ terms }) => terms.symbol === symbol)
    if (instrument < 0 || action.exDay <= lastDay) return []
    return [{ type: 'corporate_action', instrument, action, atMs }]
  })
  return { type: 'entries', entries: [...entries, { type: 'venue_day_began', venue, day }] }
}
