import type { JournalEntry, JournalRow } from '#ports/journal.js'

/** A row of a journal and what its JSON says. */
export interface ReadRow {
  readonly row: JournalRow
  readonly entry: JournalEntry
}
