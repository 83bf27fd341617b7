import { RECORD_LENGTH, SIGNALS_PER_CALL } from '../../../../app/kernel/signal/signal_record.js'
import type { Context } from '../strategy/context.js'
import type { CorporateAction } from '../strategy/order.js'
import type { Strategy } from '../strategy/strategy.js'
import type { MirroredPosition } from './books.js'
import { createDesk, type Desk } from './context.js'
import {
  definitionFault,
  historyBarsOf,
  type LoadedDefinition,
  stateJson,
  strategyFault,
} from './definition.js'
import { failureJson } from './failure.js'
import type { Guest } from './guest.js'
import { BarHistory } from './history.js'
import { emptyInbox } from './inbox.js'
import { INBOX } from '../../../../app/kernel/simulation/inbox.js'
import { Float64 } from './intrinsics.js'
import { LogBook } from './log_book.js'
import { readSetup } from './setup.js'

const DAY_MS = 86_400_000

/**
 * The engine's half inside a plugin's realm: it receives numbers, shows them to the strategy as bars,
 * fills and orders, and leaves what the strategy wants as signal rows.
 *
 * It is created before the plugin is loaded, holds no object of the engine, and lets no error out.
 * Nothing is allocated per bar.
 */
export function createGuest(): Guest {
  const signals = new Float64(SIGNALS_PER_CALL * RECORD_LENGTH)
  const inbox = emptyInbox()
  const { numbers } = inbox
  /** End of the bar shown before this one. */
  const shownMs = new Float64(1)
  const logBook = new LogBook()
  let definition: LoadedDefinition | null = null
  let strategy: Strategy | null = null
  let desk: Desk | null = null
  let failed = ''

  function fail(where: string, thrown: unknown): number {
    failed = failureJson(where, thrown)
    if (desk !== null) desk.writer.count = 0
    return -1
  }

  function start(setupJson: string): number {
    try {
      if (definition === null) throw new Error('no plugin was loaded')
      const setup = readSetup(setupJson)
      desk = createDesk(setup, { inbox, logBook, signals })
      const made = definition.create(setup.parameters, desk.context)
      const fault = strategyFault(made)
      if (fault !== '') throw new TypeError(fault)
      const kept = historyBarsOf(made)
      const histories: BarHistory[] = []
      for (let index = 0; index < desk.symbols.length; index += 1) {
        histories[index] = new BarHistory(kept)
      }
      desk.histories = histories
      strategy = made
      if (made.onStart !== undefined) made.onStart(desk.context)
      return made.warmupBars ?? 0
    } catch (thrown) {
      return fail('onStart', thrown)
    }
  }

  function onInboxBar(instrument: number): number {
    try {
      const at = desk as Desk
      const { writer } = at
      ;(at.histories[instrument] as BarHistory).add(numbers)
      at.closes[instrument] = numbers[INBOX.close] as number
      inbox.instrument = instrument
      const isSameMoment = numbers[INBOX.endMs] === shownMs[0]
      at.allWarm = numbers[INBOX.warmingUp] === 1 && (at.allWarm || !isSameMoment)
      shownMs[0] = numbers[INBOX.endMs] as number
      writer.count = 0
      writer.isListening = true
      ;(strategy as Strategy).onBar(at.bar, at.context)
      return writer.count
    } catch (thrown) {
      return fail('onBar', thrown)
    }
  }

  /** Runs one callback outside the stream of bars and returns how many signals it made. */
  function tell(
    where: string,
    run: (strategy: Strategy, context: Context, desk: Desk) => void
  ): number {
    try {
      const at = desk as Desk
      at.writer.count = 0
      at.writer.isListening = where !== 'onStop'
      run(strategy as Strategy, at.context, at)
      return at.writer.count
    } catch (thrown) {
      return fail(where, thrown)
    }
  }

  return {
    signals,
    load(given) {
      const fault = definitionFault(given)
      if (fault === '') definition = given as LoadedDefinition
      return fault
    },
    start,
    inbox: numbers,
    onInboxBar,
    onSlice(endMs) {
      // A moment of which this strategy was shown no bar is none of its moments.
      if (shownMs[0] !== endMs) return 0
      return tell('onSlice', (running, context, at) => {
        numbers[INBOX.endMs] = endMs
        numbers[INBOX.warmingUp] = at.allWarm ? 1 : 0
        running.onSlice?.(context)
      })
    },
    onFill(instrument, reference, sequence, side, quantity, price, commission, atMs) {
      return tell('onFill', (running, context, at) => {
        if (running.onFill === undefined) return
        const symbol = at.symbols[instrument] as string
        const direction = side === 1 ? 'buy' : 'sell'
        running.onFill(
          { symbol, side: direction, quantity, price, commission, atMs, reference, sequence },
          context
        )
      })
    },
    onOrder(
      instrument,
      reference,
      sequence,
      state,
      side,
      type,
      quantity,
      filled,
      limitPrice,
      stopPrice,
      role
    ) {
      return tell('onOrder', (running, context, at) => {
        const symbol = at.symbols[instrument] as string
        const news = {
          sequence,
          reference,
          symbol,
          state,
          side,
          type,
          quantity,
          filled,
          limitPrice,
          stopPrice,
          role,
        }
        const order = at.orders.learn(news)
        at.writer.adopt(reference, instrument)
        running.onOrder?.(order, context)
      })
    },
    onPosition(instrument, quantity, averageCost, realisedPnl) {
      const position = desk?.positions[instrument] as MirroredPosition | undefined
      if (position === undefined) return
      position.quantity = quantity
      position.averageCost = averageCost
      position.realisedPnl = realisedPnl
    },
    onDenied(instrument, reference, code, text) {
      return tell('onDenied', (running, context, at) => {
        running.onDenied?.(
          { symbol: at.symbols[instrument] as string, reference, code, text },
          context
        )
      })
    },
    onCorporateAction(instrument, type, value, exDay) {
      return tell('onCorporateAction', (running, context, at) => {
        if (running.onCorporateAction === undefined) return
        const symbol = at.symbols[instrument] as string
        const exDateMs = exDay * DAY_MS
        const action: CorporateAction =
          type === 1
            ? { type: 'split', symbol, ratio: value, exDateMs }
            : { type: 'dividend', symbol, amount: value, exDateMs }
        running.onCorporateAction(action, context)
      })
    },
    onQuote(instrument, bid, ask, bidSize, askSize, atMs) {
      return tell('onQuote', (running, context, at) => {
        if (running.onQuote === undefined) return
        const symbol = at.symbols[instrument] as string
        running.onQuote({ symbol, atMs, bid, ask, bidSize, askSize }, context)
      })
    },
    onStop() {
      return tell('onStop', (running, context) => running.onStop?.(context))
    },
    hears: () =>
      (strategy?.onFill === undefined ? 0 : 1) +
      (strategy?.onOrder === undefined ? 0 : 2) +
      (strategy?.onQuote === undefined ? 0 : 4),
    hasSlice: () => (strategy !== null && strategy.onSlice !== undefined ? 1 : 0),
    text: (k) => (desk === null ? '' : desk.writer.reason(k)),
    failure: () => failed,
    state() {
      try {
        return stateJson(strategy)
      } catch (thrown) {
        fail('state', thrown)
        return '{}'
      }
    },
    logs: () => logBook.take(),
    print: (values) => logBook.write(values),
    now: () => numbers[INBOX.endMs] as number,
  }
}
