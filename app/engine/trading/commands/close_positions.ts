import type { Command } from '#kernel/command.js'
import type { CommandRow } from '#ports/command_inbox.js'
import type { ToldClosing } from '#ports/command_outcomes.js'
import type { JournalEntry } from '#ports/journal.js'
import { stateOf, type AccountBook } from '../account_book.js'
import { clientOrderId } from '../client_order.js'
import type { Translation } from '../translation.js'
import { fieldsOf, reasonOf, refuse, type CommandTranslator } from './command_translator.js'

/** Cancels every working order and closes every position; with `halt` nothing new is begun afterwards. */
export const flatten: CommandTranslator = (book, command, { nowMs }) => {
  const reason = reasonOf(command)
  const close: JournalEntry = {
    type: 'close_asked',
    strategy: null,
    instrument: null,
    atMs: nowMs,
    reason,
  }
  const isHalt = fieldsOf(command).halt === true
  return closing(
    book,
    command,
    isHalt
      ? [{ type: 'mode_changed', mode: 'halted', reason, actor: command.actor }, close]
      : [close]
  )
}

/** Closes one instrument, of all strategies or of one. */
export const closePosition: CommandTranslator = (book, command, { nowMs }) => {
  const { symbol, strategy: id = null } = fieldsOf(command)
  const { instruments, strategies } = stateOf(book)
  const instrument = instruments.findIndex(({ terms }) => terms.symbol === symbol)
  if (instrument < 0) {
    return refuse(command, `${String(symbol).slice(0, 40)} is not traded in this account`)
  }
  const strategy = id === null ? null : strategies.findIndex((one) => one.id === id)
  if (strategy !== null && strategy < 0) {
    const names = strategies.map((one) => one.id).join(', ')
    return refuse(command, `there is no strategy ${String(id).slice(0, 60)}, only ${names}`)
  }
  const reason = reasonOf(command)
  return closing(book, command, [
    { type: 'close_asked', strategy, instrument, atMs: nowMs, reason },
  ])
}

function closing(
  book: AccountBook,
  { id }: CommandRow,
  entries: readonly JournalEntry[]
): Translation {
  const name = (sequence: number) => clientOrderId(book.account, sequence)
  return {
    type: 'entries',
    entries,
    outcome: (commands: readonly Command[]) => {
      const orders = commands.flatMap((one) => (one.type === 'submit_order' ? [one.order] : []))
      const cancelled = commands.flatMap((one) =>
        one.type === 'cancel_order' ? [one.order.sequence] : []
      )
      return {
        id,
        status: 'done',
        detail: {
          orders: orders.map(({ sequence }) => name(sequence)),
          cancels: [...new Set(cancelled)].map(name),
          mode: stateOf(book).mode,
        } satisfies ToldClosing,
      }
    },
  }
}
