import { createHash } from 'node:crypto'
import type { Command } from '#kernel/command.js'
import type { Order } from '#kernel/order/order.js'
import { equityOf } from '#kernel/state.js'
import type { CommandOutcome, JournalBatch, JournalEntry, JournalRow } from '#ports/journal.js'
import type { BarTick } from '#ports/market_feed.js'
import { emptyRiskRows, noteMode, noteRisk } from '../risk/risk_rows.js'
import {
  applyEntry,
  freshNotes,
  notesOf,
  stateOf,
  type AccountBook,
  type OrderNotes,
} from './account_book.js'
import { actionOf, cancelAction, symbolOf, type Action } from './action.js'
import { actionNews, figuresOf, newsOf, type StrategyFact } from './strategies/strategy_fact.js'
import {
  decisionRecord,
  fillRecord,
  orderRecord,
  positionRecord,
  strategyOf,
} from './trading_records.js'

/** The hash of what the kernel answered to a row, `null` where it said nothing. */
export function commandsHash(commands: readonly Command[]): string | null {
  if (commands.length === 0) return null
  return createHash('sha256').update(JSON.stringify(commands)).digest('hex')
}

/** Whether a row is the beginning of a trace: a signal, or anything else that made an order. */
function beginsTrace(entry: JournalEntry, commands: readonly Command[]): boolean {
  return entry.type === 'signal_proposed' || commands.some(({ type }) => type === 'submit_order')
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer U)[] ? U[] : T[K] }

/**
 * Rows that are about to be written in one transaction, with everything that follows from them. The book
 * moves on as they are added; nothing may be done about them before the batch is durable.
 */
export class BatchDraft {
  readonly rows: JournalRow[] = []
  readonly actions: Action[] = []
  readonly newFills: string[] = []
  readonly #told: (StrategyFact | BarTick)[] = []
  readonly #after: number
  readonly #lists: Pick<
    Mutable<JournalBatch>,
    'fills' | 'transactions' | 'decisions' | 'trades' | 'outcomes'
  > = { fills: [], transactions: [], decisions: [], trades: [], outcomes: [] }
  readonly #orders = new Map<number, { order: Order; notes: OrderNotes }>()
  readonly #positions = new Set<string>()
  /** Judgements of the row that is being added. */
  #judgements = 0
  readonly #risk = emptyRiskRows()

  constructor(
    readonly book: AccountBook,
    readonly fencing: number
  ) {
    this.#after = book.sequence
  }

  get isEmpty(): boolean {
    return this.rows.length === 0 && this.#lists.outcomes.length === 0
  }

  /** Adds one row: the book takes what a reader of the journal will take. Throws where the kernel does. */
  add(entry: JournalEntry, nowMs: number): readonly Command[] {
    const { book } = this
    const text = JSON.stringify(entry)
    const atMs = Math.max(nowMs, book.atMs)
    const isOfOrder = 'orderSequence' in entry && entry.orderSequence !== null
    const known = isOfOrder ? (book.notes[entry.orderSequence] ?? freshNotes()) : null
    const pending = book.pendingLimits
    const before = book.state?.mode ?? null
    const commands = applyEntry(book, JSON.parse(text) as JournalEntry, atMs)
    const { sequence, modeReason: reason } = book
    noteRisk(this.#risk, entry, { sequence, atMs, pending })
    noteMode(this.#risk, entry, { sequence, atMs, before, after: stateOf(book).mode, reason })
    this.rows.push({
      sequence: book.sequence,
      atMs,
      entry: text,
      commandsHash: commandsHash(commands),
      trace: known?.trace ?? (beginsTrace(entry, commands) ? book.sequence : null),
    })
    this.#judgements = 0
    if (entry.type === 'corporate_action') {
      this.#told.push(actionNews(symbolOf(stateOf(book), entry.instrument), entry.action))
    }
    for (const command of commands) this.#take(command, entry, known)
    if (entry.type === 'order_sent' || entry.type === 'cancel_asked') {
      const order = stateOf(book).orders.find((one) => one.sequence === entry.orderSequence)
      if (order !== undefined) this.#touch(order, known)
      if (entry.type === 'cancel_asked') this.actions.push(cancelAction(book, entry.orderSequence))
    }
    return commands
  }

  /** What is told to whoever wrote a command; written with the rows or on its own. */
  tell(outcome: CommandOutcome): void {
    this.#lists.outcomes.push(outcome)
  }

  /** A bar that the rows before are of; strategies are told. */
  noteBar(bar: BarTick): void {
    this.#told.push(bar)
  }

  /** What strategies are told of the rows. Bars carry the account as all rows together leave it. */
  facts(): readonly StrategyFact[] {
    if (this.#told.length === 0) return []
    const account = figuresOf(stateOf(this.book))
    return this.#told.map((one) =>
      one.type === 'bar' && !('bar' in one) ? { type: 'bar', bar: one, account } : one
    )
  }

  /** Writes every position that is held anew, with the price as it is now. */
  markPositions(): void {
    const { positions, instruments } = stateOf(this.book)
    positions.forEach(({ quantity }, at) => {
      if (quantity === 0) return
      this.#positions.add(`${Math.floor(at / instruments.length)} ${at % instruments.length}`)
    })
  }

  /** Everything as it stands now. */
  toBatch(): JournalBatch {
    const { book, fencing } = this
    const state = stateOf(book)
    return {
      account: book.account,
      fencing,
      after: this.#after,
      rows: this.rows,
      accountRecord: {
        cash: state.cash,
        equity: equityOf(state),
        mode: state.mode,
        modeReason: book.modeReason,
        updatedMs: book.atMs,
      },
      orders: [...this.#orders.values()].map(({ order, notes }) => orderRecord(book, order, notes)),
      positions: [...this.#positions].map((place) => {
        const [strategy, instrument] = place.split(' ').map(Number) as [number, number]
        return positionRecord(book, strategy, instrument)
      }),
      ...this.#lists,
      ...this.#risk,
      limitChanges: [...this.#risk.limitChanges.values()],
    }
  }

  #take(command: Command, entry: JournalEntry, known: OrderNotes | null): void {
    const { book } = this
    const action = actionOf(book, command, this.fencing)
    if (action !== null) this.actions.push(action)
    const fact = newsOf(stateOf(book), command)
    if (fact !== null) this.#told.push(fact)
    switch (command.type) {
      case 'submit_order':
      case 'replace_order':
        this.#touch(command.order, null)
        break
      case 'cancel_order':
      case 'order_changed':
        this.#touch(command.order, known)
        break
      case 'position_changed':
        this.#positions.add(`${command.strategy} ${command.instrument}`)
        break
      case 'fill_recorded': {
        const { brokerFillId } = entry as JournalEntry & { type: 'order_filled' }
        this.newFills.push(brokerFillId)
        this.#lists.fills.push(fillRecord(book, command.fill, brokerFillId))
        break
      }
      case 'fill_booked': {
        const { brokerFillId } = entry as JournalEntry & { type: 'fill_booked' }
        if (brokerFillId !== null) this.newFills.push(brokerFillId)
        this.#lists.fills.push(fillRecord(book, command.fill, brokerFillId))
        break
      }
      case 'transaction_recorded': {
        const { transaction } = command
        const { strategy, instrument } = transaction
        this.#lists.transactions.push({
          transaction,
          strategy: strategy === null ? null : strategyOf(stateOf(book), strategy),
          symbol: instrument === null ? null : symbolOf(stateOf(book), instrument),
        })
        break
      }
      case 'trade_closed': {
        const { trade } = command
        const strategy = strategyOf(stateOf(book), trade.strategy)
        const symbol = symbolOf(stateOf(book), trade.instrument)
        this.#lists.trades.push({ trade, strategy, symbol })
        break
      }
      case 'signal_judged':
        this.#lists.decisions.push(decisionRecord(book, command, this.#judgements++))
        break
      default:
        break
    }
  }

  /** Remembers to write an order's row. An order that has ended has no notes any more but those at hand. */
  #touch(order: Order, known: OrderNotes | null): void {
    const { notes } = this.book
    const kept = notes[order.sequence] ?? this.#orders.get(order.sequence)?.notes ?? known
    this.#orders.set(order.sequence, { order, notes: kept ?? notesOf(this.book, order.sequence) })
  }
}
