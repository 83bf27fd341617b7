import { applyEntry, emptyBook, type AccountBook } from '#engine/trading/account_book.js'
import { translateCommand } from '#engine/trading/commands/translate_command.js'
import type { Translation } from '#engine/trading/translation.js'
import type { Command } from '#kernel/command.js'
import type { Verdict } from '#kernel/risk/verdict.js'
import type { KernelSettings } from '#kernel/state.js'
import type { CommandKind } from '#ports/command_inbox.js'
import type { CommandOutcome, JournalEntry } from '#ports/journal.js'
import { accountSettings, SHARE } from '#tests/support/trading_account.js'

/** 2024-06-03 14:30Z. */
export const START_MS = Date.UTC(2024, 5, 3, 14, 30)

/** A book of a share and a lot of 100, both at 100, with what differs in its settings. */
export function openBook(over: Partial<KernelSettings> = {}): AccountBook {
  const book = emptyBook('unit')
  const lots = { ...SHARE, symbol: 'US.LOTS', lotSize: 100, quantityStep: 100, tickSize: 0.05 }
  const settings = { ...accountSettings('unit'), instruments: [SHARE, lots], ...over }
  applyEntry(book, { type: 'account_opened', settings }, START_MS)
  seePrice(book, 0, 100)
  seePrice(book, 1, 100)
  return book
}

/** Shows a price, and takes stock. */
export function seePrice(book: AccountBook, instrument: number, price: number, atMs = START_MS) {
  applyEntry(book, { type: 'price_seen', instrument, price, atMs, isBarEnd: false }, atMs)
  applyEntry(book, { type: 'instant_ended', atMs }, atMs)
}

/** What became of a command, with what the kernel answered to its rows. */
export interface CarriedOut {
  readonly outcome: CommandOutcome
  readonly entries: readonly JournalEntry[]
  readonly commands: readonly Command[]
}

/** Carries a command out as the sequencer does. */
export function carryOut(
  book: AccountBook,
  kind: CommandKind,
  body: unknown = {},
  { nowMs = START_MS, pluginVerdicts = [] as readonly Verdict[] } = {}
): CarriedOut {
  const row = { id: 'c', account: 'unit', kind, body, actor: 'anna', expiresMs: null }
  return follow(book, translateCommand(book, row, { nowMs, pluginVerdicts }), nowMs)
}

/** Adds the rows of a translation to the book. */
export function follow(book: AccountBook, translation: Translation, nowMs: number): CarriedOut {
  if (translation.type === 'answered') {
    return { outcome: translation.outcome, entries: [], commands: [] }
  }
  if (translation.type !== 'entries') throw new Error(translation.type)
  const entries = translation.entries.map((one) => JSON.parse(JSON.stringify(one)) as JournalEntry)
  const commands = entries.flatMap((entry) => applyEntry(book, entry, nowMs))
  const none = { id: 'c', status: 'done' as const, detail: {} }
  return { outcome: translation.outcome?.(commands, book) ?? none, entries, commands }
}

/** Fills an order whole at a price. */
export function fillOrder(book: AccountBook, orderSequence: number, price = 100): void {
  const order = book.state!.orders.find(({ sequence }) => sequence === orderSequence)!
  const entry: JournalEntry = {
    type: 'order_filled',
    orderSequence,
    fillSequence: book.fillCount + 1,
    quantity: order.quantity - order.filled,
    price,
    marketPrice: price,
    fee: 0 as never,
    atMs: book.atMs,
    brokerFillId: `f-${book.fillCount + 1}`,
  }
  applyEntry(book, entry, book.atMs)
}

/** The sentence of a refusal; throws when it was none. */
export function reasonOf({ outcome }: CarriedOut): string {
  if (outcome.status !== 'refused') throw new Error(`was ${JSON.stringify(outcome)}`)
  return String(outcome.detail.reason)
}
