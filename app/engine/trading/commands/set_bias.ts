import { effectiveBias } from '#kernel/risk/bias.js'
import type { JournalEntry } from '#ports/journal.js'
import { stateOf } from '../account_book.js'
import { fieldsOf, reasonOf, refuse, type CommandTranslator } from './command_translator.js'

/** Sets the multiplier of all limits. One that is not `lasting` has to be confirmed, or goes stale. */
export const setBias: CommandTranslator = (book, command, { nowMs }) => {
  const { bias, lasting = false } = fieldsOf(command)
  const fault = biasFault(bias)
  if (fault !== null) return refuse(command, fault)
  if (typeof lasting !== 'boolean') return refuse(command, 'lasting must be true or false')
  const entry = biasEntry(bias as number, {
    isLasting: lasting,
    actor: command.actor,
    reason: reasonOf(command),
    atMs: nowMs,
  })
  return {
    type: 'entries',
    entries: [entry],
    outcome: () => ({
      id: command.id,
      status: 'done',
      detail: { bias, lasting, effective: effectiveBias(stateOf(book)) },
    }),
  }
}

/** What is wrong with a risk bias, or `null`. */
export function biasFault(bias: unknown): string | null {
  if (typeof bias === 'number' && bias >= 0 && bias <= 1) return null
  const shown = JSON.stringify(bias)?.slice(0, 40) ?? 'nothing'
  return `the risk bias must be from 0 (no new risk) to 1 (the limits as they are), was ${shown}`
}

/** A risk bias as a row of the journal; it must be without fault. */
export function biasEntry(
  bias: number,
  by: {
    readonly actor: string
    readonly reason: string
    readonly atMs: number
    readonly isLasting: boolean
  }
): JournalEntry {
  return { type: 'bias_changed', bias, ...by }
}
