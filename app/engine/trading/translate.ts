import { sessionDayOf } from '#kernel/instrument/venue.js'
import { openOrder } from '#kernel/order/order_event.js'
import type { Tick } from '#ports/market_feed.js'
import type { JournalEntry } from '#ports/journal.js'
import { notesOf, stateOf, type AccountBook } from './account_book.js'
import type { Arrival, SeenPrice } from './arrival.js'
import { priceOfTick } from './read_tick.js'
import { signalEntry } from './signal_entry.js'
import { translateStrategy } from './strategies/translate_strategy.js'
import { NOTHING, single, type Translation } from './translation.js'
import { dueLimits } from './commands/change_limits.js'
import { translateBias } from './commands/set_bias.js'
import { translateCommand } from './commands/translate_command.js'
import { translateDay } from './translate_day.js'
import { translateReconciled } from './translate_reconciled.js'
import { translateReport } from './translate_report.js'

/** What a translation may look at besides the book. */
export interface TranslationContext {
  readonly nowMs: number
  /** Whether an execution of the broker is in the books already. */
  isKnownFill(brokerFillId: string): boolean
}

/** Looks at an arrival and says what it means for the account, now that it is its turn. */
export function translate(
  book: AccountBook,
  arrival: Arrival,
  context: TranslationContext
): Translation {
  switch (arrival.type) {
    case 'tick':
      return translateTick(book, arrival.tick, context.nowMs)
    case 'prices':
      return translatePrices(book, arrival.prices, context.nowMs)
    case 'report':
      return translateReport(book, arrival.report, context)
    case 'command':
      return translateCommand(book, arrival.command, {
        nowMs: context.nowMs,
        pluginVerdicts: arrival.pluginVerdicts ?? [],
      })
    case 'signal':
      return single(signalEntry(book, arrival.signal, arrival.pluginVerdicts, context.nowMs))
    case 'bias':
      return translateBias(book, arrival.said, context.nowMs)
    case 'limits_due':
      return dueLimits(book, context.nowMs)
    case 'strategy_asked':
      return translateStrategy(book, arrival, context.nowMs)
    case 'day_began':
      return translateDay(book, arrival, context.nowMs)
    case 'reconciled':
      return translateReconciled(book, arrival.word, context)
    case 'answered':
      return { type: 'answered', outcome: arrival.outcome }
    case 'sent':
      return book.notes[arrival.orderSequence]?.isSent === false
        ? single({ type: 'order_sent', orderSequence: arrival.orderSequence })
        : NOTHING
    case 'lost':
      return lostOrder(book, arrival.orderSequence, context.nowMs)
    case 'absent':
      return absentOrder(book, arrival, context.nowMs)
    case 'fact':
      return { type: 'entries', entries: arrival.entries }
    case 'alarm':
      return refused({ type: 'alarm', reason: arrival.reason }, arrival.reason)
    case 'faulty':
      return faulty(arrival.arrival, arrival.reason)
  }
}

function translateTick(book: AccountBook, tick: Tick, nowMs: number): Translation {
  const state = stateOf(book)
  const instrument = state.instruments.findIndex(({ terms }) => terms.symbol === tick.symbol)
  if (instrument < 0) return NOTHING
  const price = priceOfTick(tick)
  if (typeof price === 'string') return { type: 'bad_tick', symbol: tick.symbol, reason: price }
  const { venue } = state.instruments[instrument]!.terms
  const day = sessionDayOf(venue, nowMs)
  const entries: JournalEntry[] = []
  if (day > state.sessionDay) entries.push({ type: 'session_began', day })
  // A week is made of days, which were counted already.
  const isBarEnd = tick.type === 'bar' && tick.timeframe !== '1w'
  entries.push({ type: 'price_seen', instrument, price, atMs: nowMs, isBarEnd })
  return { type: 'entries', entries }
}

function translatePrices(
  book: AccountBook,
  seen: readonly SeenPrice[],
  nowMs: number
): Translation {
  const state = stateOf(book)
  const instruments: number[] = []
  const prices: number[] = []
  let day = state.sessionDay
  for (const { symbol, price } of seen) {
    const instrument = state.instruments.findIndex(({ terms }) => terms.symbol === symbol)
    if (instrument < 0) continue
    instruments.push(instrument)
    prices.push(price)
    day = Math.max(day, sessionDayOf(state.instruments[instrument]!.terms.venue, nowMs))
  }
  if (instruments.length === 0) return NOTHING
  const entries: JournalEntry[] = []
  if (day > state.sessionDay) entries.push({ type: 'session_began', day })
  entries.push({ type: 'prices_seen', atMs: nowMs, instruments, prices })
  return { type: 'entries', entries }
}

function lostOrder(book: AccountBook, orderSequence: number, atMs: number): Translation {
  const order = openOrder(stateOf(book), orderSequence)
  if (order === null || order.state === 'unknown') return NOTHING
  return single({ type: 'order_event', orderSequence, event: 'order_lost', atMs })
}

/** Ends an order that the broker never got. Only one that is still in doubt, and was never acknowledged. */
function absentOrder(
  book: AccountBook,
  { orderSequence, reason }: Arrival & { type: 'absent' },
  atMs: number
): Translation {
  const order = openOrder(stateOf(book), orderSequence)
  if (order === null || order.state !== 'unknown') return NOTHING
  if (order.filled > 0 || notesOf(book, orderSequence).brokerOrderId !== null) return NOTHING
  return single({
    type: 'order_event',
    orderSequence,
    event: 'order_rejected',
    atMs,
    brokerReason: reason,
  })
}

function faulty(arrival: Arrival, reason: string): Translation {
  const isFill = arrival.type === 'report' && arrival.report.type === 'filled'
  return refused(arrival, reason, isFill ? arrival.report.fill.brokerFillId : null)
}

function refused(arrival: object, reason: string, brokerFillId: string | null = null): Translation {
  const text = JSON.stringify(arrival)
  return single({ type: 'arrival_refused', arrival: text, reason, isGrave: true, brokerFillId })
}
