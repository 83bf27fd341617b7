import type { Journal, JournalEntry, JournalRow, JournalSnapshot } from '#ports/journal.js'
import { applyEntry, BOOK_FORMAT, emptyBook, type AccountBook } from './account_book.js'
import { commandsHash } from './batch_draft.js'

/** Rows that are read at once. */
const PAGE = 5_000

/** A book as its journal gives it, and the first row whose commands were others when it was written. */
export interface Rebuilt {
  readonly book: AccountBook
  readonly rows: number
  readonly difference: string | null
}

/** The book as text, to begin from later. */
export function takeSnapshot(book: AccountBook): JournalSnapshot {
  return { sequence: book.sequence, format: BOOK_FORMAT, body: JSON.stringify(book) }
}

/**
 * Reads an account's book out of its journal: the newest snapshot that fits, and every row after it. With
 * `isWhole` from the first row, which is how the journal itself is verified; `until` is the last row taken.
 */
export async function rebuild(
  journal: Journal,
  account: string,
  {
    isWhole = false,
    until = Infinity,
    from = null,
  }: {
    readonly isWhole?: boolean
    readonly until?: number
    /** A book that was rebuilt before: only what came after it is read. It is moved on itself. */
    readonly from?: AccountBook | null
  } = {}
): Promise<Rebuilt> {
  const snapshot =
    isWhole || from !== null ? null : await journal.latestSnapshot(account, BOOK_FORMAT)
  const book =
    from ?? (snapshot === null ? emptyBook(account) : (JSON.parse(snapshot.body) as AccountBook))
  let rows = 0
  let difference: string | null = null
  for (;;) {
    const wanted = Math.min(PAGE, until - book.sequence)
    const page = wanted > 0 ? await journal.read(account, book.sequence + 1, wanted) : []
    for (const row of page) {
      const found = replayRow(book, row)
      difference ??= found
    }
    rows += page.length
    if (page.length < PAGE) return { book, rows, difference }
  }
}

/** Adds a row as it was written. A sentence when the kernel answers otherwise than it did then. */
function replayRow(book: AccountBook, row: JournalRow): string | null {
  if (row.sequence !== book.sequence + 1) {
    throw new Error(`the journal of ${book.account} lacks row ${book.sequence + 1}`)
  }
  const entry = JSON.parse(row.entry) as JournalEntry
  const hash = commandsHash(applyEntry(book, entry, row.atMs))
  if (hash === row.commandsHash) return null
  return `row ${row.sequence} (${entry.type}) gave other commands when it was written`
}
