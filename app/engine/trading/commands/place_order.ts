import { signalEntry } from '../signal_entry.js'
import { refuse, type CommandTranslator } from './command_translator.js'
import { readPlacement } from './order_signal.js'
import { toldOrder } from './told_order.js'

/** An order by hand, under the same risk rules as every other. */
export const placeOrder: CommandTranslator = (book, command, { nowMs, pluginVerdicts }) => {
  const signal = readPlacement(book, command)
  if (!signal.ok) return refuse(command, signal.failure)
  return {
    type: 'entries',
    entries: [signalEntry(book, signal.value, pluginVerdicts, nowMs)],
    outcome: (commands) => {
      const isPlaced = commands.some(({ type }) => type === 'submit_order')
      const status = isPlaced ? 'done' : 'refused'
      return { id: command.id, status, detail: toldOrder(book, commands) }
    },
  }
}
