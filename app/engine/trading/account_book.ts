import type { Command } from '#kernel/command.js'
import { step } from '#kernel/kernel.js'
import { sessionDayOf, type Venue } from '#kernel/instrument/venue.js'
import { isOpen } from '#kernel/order/order_state.js'
import { createState, type TradingState } from '#kernel/state.js'
import { withWord, type BiasWords } from '../risk/bias_words.js'
import type { PendingLimits } from '../risk/pending_limits.js'
import { addMicros, ZERO, type Micros } from '#kernel/values/micros.js'
import type { JournalEntry } from '#ports/journal.js'
import { localCash } from './local_cash.js'

/** Bumped when what a snapshot holds changes its form: older ones are then left unread. */
export const BOOK_FORMAT = 10

/** What the engine knows of an open order besides the kernel. */
export interface OrderNotes {
  /** The broker's session has taken it. */
  isSent: boolean
  /** The broker's own number; once known, the broker has had the order. */
  brokerOrderId: string | null
  /** Why it is to be cancelled, `null` while nobody asked. */
  cancelReason: string | null
  /** Why the broker ended it, in its words. */
  brokerReason: string | null
  /** Row of the journal in which it began: its own, or that of the order which it protects. */
  trace: number | null
  /**
   * The newest word of the broker when the order was made, by the broker's clock: what became of the order
   * is not older. `null` when there was none. Ours may have been set meanwhile.
   */
  brokerSinceMs: number | null
  /** The quantity that the broker confirmed last: a change of it may not have arrived. */
  confirmed: number
  /** The most units under which it was ever sent: the broker has no reason to fill more. */
  largest: number
}

/**
 * One account while it trades: the kernel's state and the engine's notes, both the outcome of the journal
 * and of nothing else. Plain data: its JSON is a snapshot.
 */
export interface AccountBook {
  readonly account: string
  /** Rows of the journal that are in it. */
  sequence: number
  /** Time of the last row. */
  atMs: number
  /** `null` before the first row. */
  state: TradingState | null
  fillCount: number
  modeReason: string | null
  /** Version of the limits in force, 1 for the first. */
  limitsVersion: number
  /** A loosening of the limits that waits for its time. */
  pendingLimits: PendingLimits | null
  /** The last words about the risk bias, by whose they are. */
  biasWords: BiasWords
  /** By order sequence, of open orders. */
  readonly notes: Record<number, OrderNotes>
  /** Cash by the currency in which it is; the kernel's cash is all of it in account currency. */
  readonly cash: Record<string, Micros>
  /** The last date of each venue of which splits and dividends are booked, as day numbers. */
  readonly venueDays: Partial<Record<Venue, number>>
  /** Executions that could not be applied. */
  readonly refusedFills: string[]
  /** The newest time that the broker has told, by its own clock; `null` before its first word. */
  brokerMs: number | null
}

/** A book without rows. */
export function emptyBook(account: string): AccountBook {
  return {
    account,
    sequence: 0,
    atMs: 0,
    state: null,
    fillCount: 0,
    modeReason: null,
    limitsVersion: 1,
    pendingLimits: null,
    biasWords: {},
    notes: {},
    cash: {},
    venueDays: {},
    refusedFills: [],
    brokerMs: null,
  }
}

/** The kernel's state of a book. Throws for a journal that did not begin with an account. */
export function stateOf(book: AccountBook): TradingState {
  if (book.state === null) throw new Error(`the journal of ${book.account} has no account yet`)
  return book.state
}

/** Adds a row to the book; returns what the kernel answers. Throws where the kernel does. */
export function applyEntry(book: AccountBook, entry: JournalEntry, atMs: number): Command[] {
  const trace = traceOf(book, entry)
  const commands = answerTo(book, entry, atMs)
  if ('brokerMs' in entry && entry.brokerMs !== undefined) {
    book.brokerMs = Math.max(book.brokerMs ?? 0, entry.brokerMs)
  }
  book.sequence++
  book.atMs = atMs
  for (const command of commands) note(book, command, trace ?? book.sequence)
  return commands
}

function answerTo(book: AccountBook, entry: JournalEntry, atMs: number): Command[] {
  switch (entry.type) {
    case 'account_opened':
      if (book.state !== null) throw new Error(`the account ${book.account} was opened before`)
      book.state = createState(entry.settings)
      moveCash(book, entry.settings.currency, book.state.cash)
      for (const { venue } of entry.settings.instruments) beginVenue(book, venue, atMs)
      return []
    case 'prices_seen':
      return seePrices(stateOf(book), entry)
    case 'instrument_added':
      beginVenue(book, entry.terms.venue, atMs)
      return step(stateOf(book), entry)
    case 'venue_day_began':
      book.venueDays[entry.venue] = entry.day
      return []
    case 'order_sent':
      notesOf(book, entry.orderSequence).isSent = true
      return []
    case 'change_confirmed':
      notesOf(book, entry.orderSequence).confirmed = entry.quantity
      return []
    case 'cancel_asked':
      notesOf(book, entry.orderSequence).cancelReason ??= entry.reason
      return step(stateOf(book), {
        type: 'withdrawal_noted',
        orderSequence: entry.orderSequence,
      })
    case 'arrival_refused':
      if (entry.brokerFillId !== null) book.refusedFills.push(entry.brokerFillId)
      if (!entry.isGrave) return []
      return step(stateOf(book), { type: 'mode_changed', mode: 'halted', reason: entry.reason })
    case 'limits_asked': {
      const { limits, actor, reason, dueMs } = entry
      const sequence = book.sequence + 1
      book.pendingLimits = { sequence, limits, actor, reason, askedMs: atMs, dueMs }
      return []
    }
    case 'bias_changed':
      book.biasWords = withWord(book.biasWords, entry.source, entry.word)
      return step(stateOf(book), entry)
    case 'limits_withdrawn':
      book.pendingLimits = null
      return []
    case 'limits_changed':
      book.limitsVersion = entry.version
      if (entry.change === book.pendingLimits?.sequence) book.pendingLimits = null
      return step(stateOf(book), entry)
    case 'order_event': {
      const notes = notesOf(book, entry.orderSequence)
      if (entry.event === 'order_accepted') notes.isSent = true
      notes.brokerOrderId ??= entry.brokerOrderId ?? null
      notes.brokerReason ??= entry.brokerReason ?? null
      return step(stateOf(book), entry)
    }
    case 'cash_adjusted':
      moveCash(book, entry.currency, entry.amount)
      return step(stateOf(book), entry)
    case 'fill_booked':
      book.fillCount++
      return step(stateOf(book), entry)
    case 'order_filled':
      book.fillCount++
      notesOf(book, entry.orderSequence).isSent = true
      return step(stateOf(book), entry)
    default:
      return step(stateOf(book), entry)
  }
}

/** The row in which the order began that an entry is about; `null` when it is about none that is open. */
export function traceOf(book: AccountBook, entry: JournalEntry): number | null {
  if (!('orderSequence' in entry) || entry.orderSequence === null) return null
  return book.notes[entry.orderSequence]?.trace ?? null
}

function seePrices(
  state: TradingState,
  { atMs, instruments, prices }: JournalEntry & { type: 'prices_seen' }
): Command[] {
  const commands = instruments.flatMap((instrument, at) => {
    const price = prices[at] as number
    return step(state, { type: 'price_seen', instrument, price, atMs, isBarEnd: false })
  })
  const endMs = Math.max(atMs, state.nowMs)
  return [...commands, ...step(state, { type: 'instant_ended', atMs: endMs })]
}

function note(book: AccountBook, command: Command, trace: number): void {
  switch (command.type) {
    case 'submit_order': {
      const notes = notesOf(book, command.order.sequence)
      notes.trace ??= trace
      notes.largest = command.order.quantity
      notes.confirmed = command.order.quantity
      notes.brokerSinceMs = book.brokerMs
      break
    }
    case 'replace_order': {
      const notes = notesOf(book, command.order.sequence)
      notes.largest = Math.max(notes.largest, command.order.quantity)
      break
    }
    case 'cancel_order':
      notesOf(book, command.order.sequence).cancelReason ??= command.reason
      break
    case 'mode_changed':
      book.modeReason = command.reason
      break
    case 'transaction_recorded': {
      // An adjustment is told in its currency by its row.
      if (command.transaction.type === 'adjustment') break
      const { currency, amount } = localCash(stateOf(book), command.transaction)
      moveCash(book, currency, amount)
      break
    }
    case 'order_changed':
      if (!isOpen(command.order.state)) delete book.notes[command.order.sequence]
      break
    default:
      break
  }
}

/** What was due at a venue before the account came there concerns nobody here. */
function beginVenue(book: AccountBook, venue: Venue, atMs: number): void {
  book.venueDays[venue] ??= sessionDayOf(venue, atMs)
}

function moveCash(book: AccountBook, currency: string, amount: Micros): void {
  book.cash[currency] = addMicros(book.cash[currency] ?? ZERO, amount)
}

/** The notes of an open order; fresh ones when there are none yet. */
export function notesOf(book: AccountBook, sequence: number): OrderNotes {
  return (book.notes[sequence] ??= freshNotes())
}

/** Notes of an order of which nothing is known yet. */
export function freshNotes(): OrderNotes {
  return {
    isSent: false,
    brokerOrderId: null,
    cancelReason: null,
    brokerReason: null,
    trace: null,
    brokerSinceMs: null,
    confirmed: 0,
    largest: 0,
  }
}
