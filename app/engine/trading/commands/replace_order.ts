import { clientOrderId } from '../client_order.js'
import { signalEntry } from '../signal_entry.js'
import { refuse, type CommandTranslator } from './command_translator.js'
import { readReplacement } from './order_signal.js'
import { judgementOf, reasonIn } from './told_order.js'

/** Changes a working order, whosever it is. What makes it riskier is asked about as a new order would be. */
export const replaceOrder: CommandTranslator = (book, command, { nowMs, pluginVerdicts }) => {
  const signal = readReplacement(book, command)
  if (!signal.ok) return refuse(command, signal.failure)
  return {
    type: 'entries',
    entries: [signalEntry(book, signal.value, pluginVerdicts, nowMs)],
    outcome: (commands) => {
      const change = commands.find((one) => one.type === 'replace_order')
      const judged = judgementOf(commands)
      const isDenied = judged?.decision === 'deny'
      return {
        id: command.id,
        status: change === undefined || isDenied ? 'refused' : 'done',
        detail: {
          order: clientOrderId(book.account, signal.value.order ?? 0),
          quantity: change?.quantity ?? null,
          limitPrice: change?.limitPrice ?? null,
          stopPrice: change?.stopPrice ?? null,
          decision: judged?.decision ?? 'approve',
          reason: reasonIn(judged),
        },
      }
    },
  }
}
