import { effectiveBias } from '#kernel/risk/bias.js'
import { dailyLossLimit, dailyLossOf } from '#kernel/risk/loss_limits.js'
import type { TradingMode, TradingState } from '#kernel/state.js'
import type { CommandRow } from '#ports/command_inbox.js'
import type { ToldMode } from '#ports/command_outcomes.js'
import { stateOf } from '../account_book.js'
import type { Translation } from '../translation.js'
import { reasonOf, refuse, type CommandTranslator } from './command_translator.js'

/** Stops all new risk. */
export const halt: CommandTranslator = (_book, command) => changeMode(command, 'halted')

/** Takes only what reduces risk from now on. A halt is stricter, and stays. */
export const reduceOnly: CommandTranslator = (book, command) =>
  stateOf(book).mode === 'halted'
    ? refuse(command, 'the account is halted, which is stricter: resume it first')
    : changeMode(command, 'reduce_only')

/** Lets the account take new risk again, unless what halted it would halt it at the next price. */
export const resume: CommandTranslator = (book, command) => {
  const fault = haltAhead(stateOf(book))
  return fault === null ? changeMode(command, 'active') : refuse(command, fault)
}

function haltAhead(state: TradingState): string | null {
  if (!state.limits.loss.haltOnDailyLoss) return null
  const limit = dailyLossLimit(state, effectiveBias(state))
  const loss = dailyLossOf(state)
  if (limit === null || loss < limit || loss === 0) return null
  return (
    `today's loss of ${loss.toFixed(2)} has reached the limit of ${limit.toFixed(2)}: ` +
    'wait for the next session, or loosen the limit'
  )
}

function changeMode(command: CommandRow, mode: TradingMode): Translation {
  return {
    type: 'entries',
    entries: [{ type: 'mode_changed', mode, reason: reasonOf(command), actor: command.actor }],
    outcome: (commands) => {
      const cancels = commands.filter(({ type }) => type === 'cancel_order').length
      return { id: command.id, status: 'done', detail: { mode, cancels } satisfies ToldMode }
    },
  }
}
