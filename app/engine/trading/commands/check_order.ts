import { step } from '#kernel/kernel.js'
import type { TradingState } from '#kernel/state.js'
import type { Input } from '#kernel/input.js'
import type { ToldCheck } from '#ports/command_outcomes.js'
import { stateOf } from '../account_book.js'
import { signalEntry } from '../signal_entry.js'
import { refuse, type CommandTranslator } from './command_translator.js'
import { readPlacement } from './order_signal.js'
import { toldOrder } from './told_order.js'

/** Says what would become of an order: the kernel itself answers, on a copy of the account. */
export const checkOrder: CommandTranslator = (book, command, { nowMs, pluginVerdicts }) => {
  const signal = readPlacement(book, command)
  if (!signal.ok) return refuse(command, signal.failure)
  const copy = JSON.parse(JSON.stringify(stateOf(book))) as TradingState
  const entry = signalEntry(book, signal.value, pluginVerdicts, nowMs)
  const told = toldOrder(book, step(copy, entry as Input))
  const { orders, ...judgement } = told
  const detail: ToldCheck = { passes: orders.length > 0, ...judgement }
  return { type: 'answered', outcome: { id: command.id, status: 'done', detail } }
}
