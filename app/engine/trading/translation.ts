import type { Command } from '#kernel/command.js'
import type { CommandOutcome, JournalEntry } from '#ports/journal.js'
import type { AccountBook } from './account_book.js'

/** What an arrival comes down to, given the book as it stands. */
export type Translation =
  /** Rows for the journal; the outcome of an operator's command is told by what the kernel answered. */
  | {
      readonly type: 'entries'
      readonly entries: readonly JournalEntry[]
      readonly outcome?: (commands: readonly Command[], book: AccountBook) => CommandOutcome
    }
  /** Nothing new: told twice, or about what is over. */
  | { readonly type: 'nothing' }
  /** An ending that came before fills which belong in front of it. */
  | { readonly type: 'early'; readonly clientOrderId: string }
  /** A command that leaves no row: refused, or only a question. `detail` says why, or what the answer is. */
  | { readonly type: 'answered'; readonly outcome: CommandOutcome }
  /** A tick that is no price. */
  | { readonly type: 'bad_tick'; readonly symbol: string; readonly reason: string }

/** What changes nothing. */
export const NOTHING: Translation = { type: 'nothing' }

/** One row and nothing else. */
export function single(entry: JournalEntry): Translation {
  return { type: 'entries', entries: [entry] }
}
