import { openOrder } from '#kernel/order/order_event.js'
import { toMicros } from '#kernel/values/micros.js'
import { positionOf, type TradingState } from '#kernel/state.js'
import type { BrokerFill } from '#ports/broker.js'
import type { JournalEntry } from '#ports/journal.js'
import { stateOf, type AccountBook } from './account_book.js'
import { NOTHING, type Translation } from './translation.js'

/** What a comparison with the broker has established, or a person has decided about one. */
export type ReconciledWord =
  /** The broker executed something that no order of ours asked for. */
  | { readonly type: 'fill'; readonly fill: BrokerFill }
  /** New risk in an instrument stops, or may go on. */
  | {
      readonly type: 'pause'
      readonly symbol: string
      readonly isPaused: boolean
      readonly reason: string
    }
  /** New risk stops in the whole account until a person resumes it. */
  | { readonly type: 'reduce_only'; readonly reason: string }
  /** The broker holds so many units more than we do (below zero: less): its figure is taken over. */
  | {
      readonly type: 'position'
      readonly symbol: string
      readonly quantity: number
      /** Names what was booked, so that it is booked once. */
      readonly id: string
      readonly reason: string
    }
  /** The broker has so many currency units more than we do. */
  | {
      readonly type: 'cash'
      readonly currency: string
      readonly amount: number
      readonly reason: string
    }
  /** A person says that an order of unknown fate is not at the broker. */
  | { readonly type: 'gone'; readonly orderSequence: number; readonly reason: string }

/** What was reconciled as rows of the journal, given the account as it stands. */
export function translateReconciled(
  book: AccountBook,
  word: ReconciledWord,
  context: { readonly nowMs: number; isKnownFill(id: string): boolean }
): Translation {
  const entries = entriesOf(book, word, context)
  return entries.length === 0 ? NOTHING : { type: 'entries', entries }
}

function entriesOf(
  book: AccountBook,
  word: ReconciledWord,
  { nowMs: atMs, isKnownFill }: { readonly nowMs: number; isKnownFill(id: string): boolean }
): JournalEntry[] {
  const state = stateOf(book)
  switch (word.type) {
    case 'fill':
      return isKnownFill(word.fill.brokerFillId) ? [] : foreignFill(book, word.fill, atMs)
    case 'pause':
      return pause(state, word, atMs)
    case 'reduce_only':
      return state.mode === 'active'
        ? [{ type: 'mode_changed', mode: 'reduce_only', reason: word.reason }]
        : []
    case 'position':
      return isKnownFill(adjustmentId(word.id, 0)) ? [] : adjustedPosition(book, word, atMs)
    case 'cash': {
      const { currency, reason } = word
      return [{ type: 'cash_adjusted', amount: toMicros(word.amount), currency, atMs, reason }]
    }
    case 'gone': {
      const { orderSequence, reason: brokerReason } = word
      const order = openOrder(state, orderSequence)
      if (order?.state !== 'unknown') return []
      const event = order.filled > 0 ? 'order_cancelled' : 'order_rejected'
      return [{ type: 'order_event', orderSequence, event, atMs, brokerReason }]
    }
  }
}

/** An execution that we did not ask for belongs to nobody's strategy: to trading by hand. */
function foreignFill(book: AccountBook, fill: BrokerFill, atMs: number): JournalEntry[] {
  const { instruments } = stateOf(book)
  const instrument = instruments.findIndex(({ terms }) => terms.symbol === fill.symbol)
  if (instrument < 0) return []
  const { side, quantity, price, fee, brokerFillId } = fill
  if (!(quantity > 0 && quantity < Infinity && price > 0 && price < Infinity)) return []
  return [
    {
      type: 'fill_booked',
      strategy: 0,
      instrument,
      side,
      quantity,
      price,
      fee: toMicros(fee * instruments[instrument]!.fxRate),
      orderSequence: null,
      fillSequence: book.fillCount + 1,
      atMs,
      brokerFillId,
    },
  ]
}

function pause(
  state: TradingState,
  { symbol, isPaused, reason }: Extract<ReconciledWord, { type: 'pause' }>,
  atMs: number
): JournalEntry[] {
  const instrument = state.instruments.findIndex(({ terms }) => terms.symbol === symbol)
  if (instrument < 0) return []
  if ((state.instruments[instrument]!.pausedBecause !== null) === isPaused) return []
  return [{ type: 'instrument_paused', instrument, isPaused, reason, atMs }]
}

/**
 * Brings a position to what the broker says: executions without a price of their own, at the last price,
 * and as much cash the other way, because no cash moved. What the broker has less of is taken from who
 * holds most; what it has more of is traded by hand.
 */
function adjustedPosition(
  book: AccountBook,
  word: Extract<ReconciledWord, { type: 'position' }>,
  atMs: number
): JournalEntry[] {
  const state = stateOf(book)
  const instrument = state.instruments.findIndex(({ terms }) => terms.symbol === word.symbol)
  const { terms, price: last } = state.instruments[instrument] ?? {}
  if (terms === undefined) return []
  const shares = sharesOf(state, instrument, word.quantity)
  const cost = shares.find(
    ({ strategy }) => positionOf(state, strategy, instrument).averageCost > 0
  )
  const known = cost === undefined ? 0 : positionOf(state, cost.strategy, instrument).averageCost
  const price = last !== undefined && last > 0 ? last : known
  if (!(price > 0)) return []
  const entries: JournalEntry[] = shares.map(({ strategy, signed }, k) => ({
    type: 'fill_booked',
    strategy,
    instrument,
    side: signed > 0 ? 'buy' : 'sell',
    quantity: Math.abs(signed),
    price,
    fee: toMicros(0),
    orderSequence: null,
    fillSequence: book.fillCount + 1 + k,
    atMs,
    brokerFillId: adjustmentId(word.id, k),
  }))
  // Each execution moved cash by its own rounded value: they are undone one by one.
  const back = shares.map(({ signed }): JournalEntry => {
    const amount = toMicros(signed * (price * terms.multiplier))
    return { type: 'cash_adjusted', amount, currency: terms.currency, atMs, reason: word.reason }
  })
  return [...entries, ...back]
}

/** Who takes which part of a difference, largest holding first; what is left is traded by hand. */
function sharesOf(
  state: TradingState,
  instrument: number,
  difference: number
): { strategy: number; signed: number }[] {
  const sign = Math.sign(difference)
  const holders = state.strategies
    .map((_, strategy) => ({ strategy, held: positionOf(state, strategy, instrument).quantity }))
    .filter(({ held }) => held * sign < 0)
    .sort((a, b) => Math.abs(b.held) - Math.abs(a.held))
  const shares: { strategy: number; signed: number }[] = []
  let left = Math.abs(difference)
  for (const { strategy, held } of holders) {
    const part = Math.min(left, Math.abs(held))
    if (part > 0) shares.push({ strategy, signed: sign * part })
    left -= part
  }
  if (left > 1e-9) {
    const byHand = shares.find(({ strategy }) => strategy === 0)
    if (byHand === undefined) shares.push({ strategy: 0, signed: sign * left })
    else byHand.signed += sign * left
  }
  return shares
}

function adjustmentId(id: string, part: number): string {
  return `adj_${id}_${part}`
}
