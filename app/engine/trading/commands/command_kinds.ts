import type { CommandKind } from '#ports/command_inbox.js'
import { addInstruments } from './add_instruments.js'
import { cancelOrder } from './cancel_order.js'
import { changeLimits, withdrawLimits } from './change_limits.js'
import { halt, reduceOnly, resume } from './change_mode.js'
import { checkOrder } from './check_order.js'
import { closePosition, flatten } from './close_positions.js'
import type { CommandTranslator } from './command_translator.js'
import { noComparisons } from './no_comparisons.js'
import { noStrategies } from './no_strategies.js'
import { placeOrder } from './place_order.js'
import { reducePosition } from './reduce_position.js'
import { replaceOrder } from './replace_order.js'
import { setBias } from './set_bias.js'
import { setFxRate } from './set_fx_rate.js'

/** Every kind of command that the engine knows: one file each, one line each. */
const KINDS: Readonly<Record<CommandKind, CommandTranslator>> = {
  place_order: placeOrder,
  check_order: checkOrder,
  replace_order: replaceOrder,
  cancel_order: cancelOrder,
  close_position: closePosition,
  reduce_position: reducePosition,
  flatten,
  halt,
  reduce_only: reduceOnly,
  resume,
  change_limits: changeLimits,
  withdraw_limits: withdrawLimits,
  set_bias: setBias,
  add_instruments: addInstruments,
  set_fx_rate: setFxRate,
  reconcile: noComparisons,
  resolve_discrepancy: noComparisons,
  start_strategy: noStrategies,
  pause_strategy: noStrategies,
  resume_strategy: noStrategies,
  stop_strategy: noStrategies,
  change_parameters: noStrategies,
  enable_rule: noStrategies,
  disable_rule: noStrategies,
  enable_agent: noStrategies,
  disable_agent: noStrategies,
}

/** The translator of a kind; `null` for a kind that nobody knows. */
export function translatorOf(kind: string): CommandTranslator | null {
  return Object.hasOwn(KINDS, kind) ? KINDS[kind as CommandKind] : null
}
