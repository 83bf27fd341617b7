import { effectiveBias } from '#kernel/risk/bias.js'
import type { JournalEntry } from '#ports/journal.js'
import { combinedBias, PERSON, withWord } from '../../risk/bias_words.js'
import { stateOf, type AccountBook } from '../account_book.js'
import { NOTHING, single, type Translation } from '../translation.js'
import { fieldsOf, reasonOf, refuse, type CommandTranslator } from './command_translator.js'

/** A word that is said again is a row this often: it has to be confirmed, not repeated with every bar. */
const CONFIRM_MS = 60_000

/** What somebody says of the risk bias; `bias: null` takes back all that it said. */
export interface BiasSaid {
  readonly source: string
  readonly bias: number | null
  readonly isLasting: boolean
  readonly actor: string
  readonly reason: string
}

/** Says what people want the multiplier of all limits to be. What agents said stays, and the smallest holds. */
export const setBias: CommandTranslator = (book, command, { nowMs }) => {
  const { bias, lasting = false } = fieldsOf(command)
  const fault = biasFault(bias)
  if (fault !== null) return refuse(command, fault)
  if (typeof lasting !== 'boolean') return refuse(command, 'lasting must be true or false')
  const said = {
    source: PERSON,
    bias: bias as number,
    isLasting: lasting,
    actor: command.actor,
    reason: reasonOf(command),
  }
  return {
    type: 'entries',
    entries: [biasEntry(book, said, nowMs)],
    outcome: () => {
      const effective = effectiveBias(stateOf(book))
      const words = Object.entries(book.biasWords)
      const by = words.filter(([, word]) => word.bias === stateOf(book).riskBias)
      const sources = by.map(([source]) => source)
      return { id: command.id, status: 'done', detail: { bias, lasting, effective, sources } }
    },
  }
}

/** What an agent says: a row when it is something else than before, or has to be confirmed. */
export function translateBias(book: AccountBook, said: BiasSaid, nowMs: number): Translation {
  const before = book.biasWords[said.source]
  if (said.bias === null) {
    return before === undefined ? NOTHING : single(biasEntry(book, said, nowMs))
  }
  if (biasFault(said.bias) !== null) return NOTHING
  const isFresh = before !== undefined && nowMs - before.atMs < CONFIRM_MS
  return isFresh && before.bias === said.bias ? NOTHING : single(biasEntry(book, said, nowMs))
}

/** What is wrong with a risk bias, or `null`. */
function biasFault(bias: unknown): string | null {
  if (typeof bias === 'number' && bias >= 0 && bias <= 1) return null
  const shown = JSON.stringify(bias)?.slice(0, 40) ?? 'nothing'
  return `the risk bias must be from 0 (no new risk) to 1 (the limits as they are), was ${shown}`
}

function biasEntry(book: AccountBook, said: BiasSaid, nowMs: number): JournalEntry {
  const { source, bias, isLasting, actor, reason } = said
  const word = bias === null ? null : { bias, isLasting, atMs: nowMs }
  const words = withWord(book.biasWords, source, word)
  const all = combinedBias(words, stateOf(book).settings.riskBias, nowMs)
  return { type: 'bias_changed', ...all, source, word, actor, reason }
}
