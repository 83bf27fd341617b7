import {
  isEmptyPatch,
  partChange,
  patchLimits,
  withoutFields,
  type LimitsPatch,
} from '#kernel/risk/limits_change.js'
import type { CommandRow } from '#ports/command_inbox.js'
import type { JournalEntry } from '#ports/journal.js'
import { LOOSENING_DELAY_MS } from '../../risk/pending_limits.js'
import { readLimitsPatch } from '../../risk/read_limits_patch.js'
import { stateOf, type AccountBook } from '../account_book.js'
import { NOTHING, type Translation } from '../translation.js'
import { fieldsOf, reasonOf, refuse, type CommandTranslator } from './command_translator.js'

/**
 * Changes limits: what tightens them holds at once, what loosens them waits and can be withdrawn until then.
 * There is one loosening that waits: a further one joins it, and the wait begins anew. A limit that is set
 * again is no longer waiting to be loosened.
 */
export const changeLimits: CommandTranslator = (book, command, { nowMs }) => {
  const { limits } = stateOf(book)
  const patch = readLimitsPatch(fieldsOf(command).limits, limits)
  if (!patch.ok) return refuse(command, patch.failure)
  const { tighter, looser } = partChange(limits, patch.value)
  // Whoever asked was let through to tighten; the limits may have moved since it was looked at.
  if (fieldsOf(command).tightenOnly === true && !isEmptyPatch(looser)) {
    return refuse(command, 'this would loosen limits, which wants a fresh login')
  }
  const entries = [
    ...tightening(book, command, tighter),
    ...waiting(book, command, { patch: patch.value, looser, nowMs }),
  ]
  if (entries.length === 0) return refuse(command, 'these are the limits already')
  return {
    type: 'entries',
    entries,
    outcome: () => {
      const { limitsVersion, pendingLimits } = book
      const pending =
        pendingLimits === null ? null : { limits: pendingLimits.limits, dueMs: pendingLimits.dueMs }
      return {
        id: command.id,
        status: 'done',
        detail: { version: limitsVersion, tighter, looser, pending },
      }
    },
  }
}

/** Withdraws a loosening that has not come into force. */
export const withdrawLimits: CommandTranslator = (book, command) => {
  const { pendingLimits } = book
  if (pendingLimits === null) return refuse(command, 'no limits wait to be loosened')
  const { actor } = command
  const reason = reasonOf(command)
  return {
    type: 'entries',
    entries: [{ type: 'limits_withdrawn', isReplaced: false, actor, reason }],
    outcome: () => ({ id: command.id, status: 'done', detail: { limits: pendingLimits.limits } }),
  }
}

/** Brings a loosening into force whose time has come. */
export function dueLimits(book: AccountBook, nowMs: number): Translation {
  const { pendingLimits } = book
  if (pendingLimits === null || nowMs < pendingLimits.dueMs) return NOTHING
  const { sequence, limits: looser, actor, reason } = pendingLimits
  const limits = patchLimits(stateOf(book).limits, looser)
  const version = book.limitsVersion + 1
  const entry = {
    type: 'limits_changed',
    limits,
    version,
    change: sequence,
    actor,
    reason,
  } as const
  return { type: 'entries', entries: [entry] }
}

function tightening(
  book: AccountBook,
  command: CommandRow,
  tighter: LimitsPatch
): readonly JournalEntry[] {
  if (isEmptyPatch(tighter)) return []
  const limits = patchLimits(stateOf(book).limits, tighter)
  const version = book.limitsVersion + 1
  const { actor } = command
  const reason = reasonOf(command)
  return [{ type: 'limits_changed', limits, version, change: null, actor, reason }]
}

function waiting(
  book: AccountBook,
  command: CommandRow,
  change: { readonly patch: LimitsPatch; readonly looser: LimitsPatch; readonly nowMs: number }
): readonly JournalEntry[] {
  const { pendingLimits } = book
  const { actor } = command
  const reason = reasonOf(command)
  const before = pendingLimits?.limits ?? {}
  const kept = withoutFields(before, change.patch)
  if (!isEmptyPatch(change.looser)) {
    const limits = { ...kept, ...change.looser }
    const dueMs = change.nowMs + LOOSENING_DELAY_MS
    return [{ type: 'limits_asked', limits, dueMs, actor, reason }]
  }
  const isUntouched = Object.keys(kept).length === Object.keys(before).length
  if (pendingLimits === null || isUntouched) return []
  if (isEmptyPatch(kept)) return [{ type: 'limits_withdrawn', isReplaced: true, actor, reason }]
  // What is left of it waits as it did, for whoever wanted it.
  const { dueMs, actor: by, reason: why } = pendingLimits
  return [{ type: 'limits_asked', limits: kept, dueMs, actor: by, reason: why }]
}
