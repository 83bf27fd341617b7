import type { Command } from '#kernel/command.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { Journal, JournalEntry, JournalRow } from '#ports/journal.js'
import { applyEntry, emptyBook, type AccountBook } from './account_book.js'
import { commandsHash } from './batch_draft.js'
import { rebuild } from './rebuild.js'

/** Up to where a journal is replayed: a row, an instant, or all of it. */
export type ReplayEnd =
  | { readonly type: 'row'; readonly sequence: number }
  | { readonly type: 'instant'; readonly atMs: number }
  | { readonly type: 'end' }

/** A row as it was stepped again. */
export interface ReplayedRow {
  readonly sequence: number
  readonly atMs: number
  readonly entry: JournalEntry
  /** What the kernel answered now. */
  readonly commands: readonly Command[]
  /** Whether that is what it answered when the row was written. */
  readonly isSame: boolean
}

/** An account as it was, and how it came there. */
export interface Replayed {
  readonly book: AccountBook
  /** The last rows before, as many as were asked for, oldest first. */
  readonly rows: readonly ReplayedRow[]
  /** The first row whose answer was another one when it was written; `null` for none. */
  readonly difference: string | null
}

/**
 * Steps a journal from its first row up to a row or an instant: the account as it was then. Fails with a
 * sentence where the journal does not reach so far.
 */
export async function replayJournal(
  journal: Journal,
  account: string,
  { end, rows: wanted }: { readonly end: ReplayEnd; readonly rows: number }
): Promise<Result<Replayed, string>> {
  const last = await journal.lastSequence(account)
  const until = await endRow(journal, account, { end, last })
  if (until === null) return err(`the account ${account} did not exist then`)
  if (until < 1 || until > last) {
    return err(`the journal of ${account} has the rows 1 to ${last}, ${until} is none of them`)
  }
  const from = Math.max(0, until - wanted)
  const { book, difference } =
    from === 0
      ? { book: emptyBook(account), difference: null }
      : await rebuild(journal, account, { isWhole: true, until: from })
  const rows: ReplayedRow[] = []
  for (const row of await journal.read(account, from + 1, until - from)) rows.push(step(book, row))
  const wrong = rows.find(({ isSame }) => !isSame)
  const found =
    wrong === undefined ? null : `row ${wrong.sequence} gave other commands when written`
  return ok({ book, rows, difference: difference ?? found })
}

function step(book: AccountBook, row: JournalRow): ReplayedRow {
  const { sequence, atMs } = row
  const entry = JSON.parse(row.entry) as JournalEntry
  const commands = applyEntry(book, JSON.parse(row.entry) as JournalEntry, atMs)
  const isSame = commandsHash(commands) === row.commandsHash
  // The kernel goes on changing what it answered with.
  return { sequence, atMs, entry, commands: structuredClone(commands), isSame }
}

/** The last row that was written at or before the end; `null` when there was none yet. */
async function endRow(
  journal: Journal,
  account: string,
  { end, last }: { readonly end: ReplayEnd; readonly last: number }
): Promise<number | null> {
  if (end.type === 'row') return end.sequence
  if (end.type === 'end') return last
  // Times of rows never run backwards.
  let low = 0
  let high = last
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const [row] = await journal.read(account, middle, 1)
    if (row !== undefined && row.atMs <= end.atMs) low = middle
    else high = middle - 1
  }
  return low === 0 ? null : low
}
