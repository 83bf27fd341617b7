import type { CommandKind } from '#ports/command_inbox.js'
import { cancelOrder } from './cancel_order.js'
import { halt, resume } from './change_mode.js'
import type { CommandTranslator } from './command_translator.js'
import { placeOrder } from './place_order.js'

/** Every kind of command that the engine knows: one file each, one line each. */
const KINDS: Readonly<Record<CommandKind, CommandTranslator>> = {
  place_order: placeOrder,
  cancel_order: cancelOrder,
  halt,
  resume,
}

/** The translator of a kind; `null` for a kind that nobody knows. */
export function translatorOf(kind: string): CommandTranslator | null {
  return Object.hasOwn(KINDS, kind) ? KINDS[kind as CommandKind] : null
}
