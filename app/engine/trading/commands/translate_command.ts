import type { CommandRow } from '#ports/command_inbox.js'
import type { AccountBook } from '../account_book.js'
import type { Translation } from '../translation.js'
import { translatorOf } from './command_kinds.js'
import { refuse, type CommandContext } from './command_translator.js'

/** What an operator's command means for the account. Its body is looked at here, whoever wrote it. */
export function translateCommand(
  book: AccountBook,
  command: CommandRow,
  context: CommandContext
): Translation {
  if (command.expiresMs !== null && context.nowMs > command.expiresMs) {
    return refuse(command, 'it came too late: nobody was there to carry it out in time')
  }
  const translator = translatorOf(command.kind)
  return translator === null
    ? refuse(command, `there is no command "${command.kind.slice(0, 40)}"`)
    : translator(book, command, context)
}
