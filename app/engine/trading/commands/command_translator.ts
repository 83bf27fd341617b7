import type { Verdict } from '#kernel/risk/verdict.js'
import type { CommandRow } from '#ports/command_inbox.js'
import type { AccountBook } from '../account_book.js'
import type { Translation } from '../translation.js'

/**
 * What a command of one kind means for the account as it stands. The body was written by anybody: it is
 * looked at here, and what is wrong with it is a refusal that says what would be right. Never throws.
 */
export type CommandTranslator = (
  book: AccountBook,
  command: CommandRow,
  context: CommandContext
) => Translation

/** What a command is looked at with, besides the account. */
export interface CommandContext {
  readonly nowMs: number
  /** What plugin rules said to the order that the command wants, asked before it came here. */
  readonly pluginVerdicts: readonly Verdict[]
}

/** A command that is not carried out, and why. */
export function refuse({ id }: CommandRow, reason: string): Translation {
  return { type: 'answered', outcome: { id, status: 'refused', detail: { reason } } }
}

const REASON_LENGTH_MAX = 200

/** The fields of a body; none when it is no object. */
export function fieldsOf({ body }: CommandRow): Readonly<Record<string, unknown>> {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body)
  return isObject ? (body as Record<string, unknown>) : {}
}

/** The reason that a person gave, at most 200 characters of it. */
export function reasonOf(command: CommandRow): string {
  const { reason } = fieldsOf(command)
  const isGiven = typeof reason === 'string' && reason !== ''
  return isGiven ? reason.slice(0, REASON_LENGTH_MAX) : 'asked by a person'
}
