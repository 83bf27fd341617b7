import { workingMarketOf } from '#kernel/order/working_quantity.js'
import type { TargetSignal } from '#kernel/signal/signal.js'
import { positionOf } from '#kernel/state.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import { floorToStep } from '#kernel/values/quantity.js'
import type { CommandRow } from '#ports/command_inbox.js'
import { stateOf, type AccountBook } from '../account_book.js'
import { signalEntry } from '../signal_entry.js'
import { fieldsOf, reasonOf, refuse, type CommandTranslator } from './command_translator.js'
import { toldOrder } from './told_order.js'

/**
 * Closes a part of what one strategy holds of an instrument, at the market. The part is rounded down to the
 * instrument's step: nobody is brought further out than was said. Orders with a price of their own stay as
 * they are; while one at the market is on its way nobody knows of what it would be a part, and it is refused.
 */
export const reducePosition: CommandTranslator = (book, command, { nowMs, pluginVerdicts }) => {
  const signal = readReduction(book, command)
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

function readReduction(book: AccountBook, command: CommandRow): Result<TargetSignal, string> {
  const { symbol, strategy: id, fraction } = fieldsOf(command)
  if (typeof fraction !== 'number' || !(fraction > 0 && fraction < 1)) {
    const was = JSON.stringify(fraction)?.slice(0, 60) ?? 'nothing'
    return err(`fraction must be above 0 and below 1, as 0.5 for a half, was ${was}`)
  }
  const state = stateOf(book)
  const instrument = state.instruments.findIndex(({ terms }) => terms.symbol === symbol)
  const strategy = state.strategies.findIndex((one) => one.id === id)
  const held = instrument < 0 || strategy < 0 ? 0 : positionOf(state, strategy, instrument).quantity
  if (held === 0) {
    return err(`${String(id).slice(0, 60)} holds nothing of ${String(symbol).slice(0, 40)}`)
  }
  if (workingMarketOf(state, strategy, instrument) !== 0) {
    return err(
      `an order at the market is on its way in ${String(symbol)}: ask again when it has ended`
    )
  }
  const { quantityStep } = state.instruments[instrument]!.terms
  const part = floorToStep(Math.abs(held) * fraction, quantityStep)
  if (part === 0) {
    return err(`${fraction} of ${held} is less than ${quantityStep}, the smallest step`)
  }
  const rest = floorToStep(Math.abs(held) - part, quantityStep)
  return ok({
    type: 'target',
    strategy,
    instrument,
    reference: 0,
    reason: reasonOf(command),
    size: { kind: 'quantity', value: Math.sign(held) * rest },
    sizedAt: 'signal',
    orderType: 'market',
    limitPrice: null,
    stopPrice: null,
    trail: null,
    timeInForce: 'gtc',
    goodTillMs: null,
    stopLoss: null,
    takeProfit: null,
    trailingStop: null,
    ocoGroup: 0,
  })
}
