import type { CommandRow } from '#ports/command_inbox.js'
import type { TradingMode } from '#kernel/state.js'
import type { Translation } from '../translation.js'
import { reasonOf, type CommandTranslator } from './command_translator.js'

/** Stops all new risk. */
export const halt: CommandTranslator = (_book, command) => changeMode(command, 'halted')

/** Lets the account take new risk again. */
export const resume: CommandTranslator = (_book, command) => changeMode(command, 'active')

function changeMode(command: CommandRow, mode: TradingMode): Translation {
  return {
    type: 'entries',
    entries: [{ type: 'mode_changed', mode, reason: reasonOf(command) }],
    outcome: (commands) => {
      const cancels = commands.filter(({ type }) => type === 'cancel_order').length
      return { id: command.id, status: 'done', detail: { mode, cancels } }
    },
  }
}
