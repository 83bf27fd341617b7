import type { BrokerOrder } from '#ports/broker.js'
import type { TradingMode } from '#kernel/state.js'
import type { CommandOutcome, JournalBatch } from '#ports/journal.js'
import type { MemoryJournal } from '#tests/support/memory_journal.js'
import type { BrokerBooks } from '../broker/books.js'
import type { InboxStore } from '../durable/sim_inbox.js'
import { checkExplained, checkFills, checkSums } from './check_books.js'
import { checkGivenUp, checkOrders, isOpenRecord } from './check_orders.js'
import { checkNewRisk } from './check_risk.js'
import { TraceAudit } from './check_traces.js'
import { checkVerdicts } from './check_verdicts.js'
import { DurableAccount } from './durable_account.js'
import { holds } from './violation.js'

/** What an account may be halted for: all else means that it halted itself over its own books. */
const GOOD_REASONS = [/^the simulation says /, /^today's loss of /]

/** What an account may do once a command was carried out. */
const TOLD_MODES: Readonly<Record<string, TradingMode>> = {
  halt: 'halted',
  reduce_only: 'reduce_only',
  resume: 'active',
}

/** Looks at everything that becomes durable and at the broker's books, and says what must never be. */
export class Audit {
  readonly account = new DurableAccount()
  readonly #traces = new TraceAudit()
  #batches = 0
  #brokerOrders = 0
  #failure: unknown = null

  constructor(
    private readonly world: {
      readonly journal: MemoryJournal
      readonly inbox: InboxStore
      readonly books: BrokerBooks
      /** Whether the broker refuses older fencing numbers. */
      readonly isFencing: boolean
    }
  ) {}

  /** An order leaves the engine: what it says must be durable by now. */
  orderSent(order: BrokerOrder): void {
    this.#attempt(() => {
      const { clientOrderId, symbol, side, type } = order
      const sequence = Number(clientOrderId.split('_').at(-1))
      const record = this.world.journal.orders.get(sequence)
      holds(
        record?.clientOrderId === clientOrderId,
        'no order is sent before its intent is durable',
        () => `${clientOrderId} was sent and has no row`
      )
      // What a former process still sends is refused by its number.
      const isOver = order.fencing < this.world.journal.fencing && this.world.isFencing
      holds(
        isOver || isOpenRecord(record),
        'what has ended is not sent',
        () => `${clientOrderId} was sent while ${record.state}`
      )
      const isSame =
        record.symbol === symbol && record.order.side === side && record.order.type === type
      holds(
        isSame,
        'an id means one order',
        () => `${clientOrderId} was sent as ${side} ${type} ${symbol}`
      )
    })
  }

  /** A broker that cannot tell got an id twice. */
  orderDoubled({ clientOrderId }: BrokerOrder): void {
    this.#attempt(() =>
      holds(false, 'client ids are unique', () => `${clientOrderId} was sent twice`)
    )
  }

  /** A promise was rejected and nobody listened, which ends a process of Node.js. */
  rejectedUnheard(reason: unknown): void {
    this.#attempt(() => holds(false, 'no failure is unheard', () => String(reason)))
  }

  /** After every step. Throws a Violation. */
  check(): void {
    if (this.#failure !== null) throw this.#failure
    const { journal, books } = this.world
    for (const batch of journal.batches.slice(this.#batches)) this.#take(batch)
    this.#batches = journal.batches.length
    this.#brokerOrders = checkGivenUp(this.account, books, this.#brokerOrders)
    checkExplained(this.account, books)
  }

  #take(batch: JournalBatch): void {
    const { account } = this
    const { books } = this.world
    const read = account.read(batch)
    for (const { sequence, atMs, entry } of read.rows) {
      const isNext = sequence === account.rows + 1 && atMs >= account.atMs
      holds(isNext, 'rows follow each other', () => `row ${sequence} at ${atMs} came out of turn`)
      account.rows = sequence
      account.atMs = atMs
      holds(entry.type !== 'arrival_refused', 'whatever arrives can be booked', () =>
        JSON.stringify(entry)
      )
    }
    checkFills(account, read, books)
    checkOrders(read, books)
    checkSums(account, read)
    checkNewRisk(account, read)
    checkVerdicts(account, read)
    this.#traces.check(read)
    for (const outcome of batch.outcomes) this.#hear(outcome)
    const { mode, modeReason } = batch.accountRecord
    holds(
      mode === 'active' || GOOD_REASONS.some((reason) => reason.test(modeReason ?? '')),
      'an account does not halt over its own books',
      () => `${mode}: ${modeReason}`
    )
  }

  /** A person is told what became of a command. */
  #hear(outcome: CommandOutcome): void {
    const { id, status } = outcome
    const { account } = this
    const { inbox } = this.world
    holds(
      !account.commands.has(id),
      'a command is carried out once',
      () => `${id} has a second outcome`
    )
    account.commands.add(id)
    const kind = inbox.rows.find((command) => command.id === id)?.kind
    inbox.tell(outcome)
    if (status === 'done') account.toldMode = TOLD_MODES[kind ?? ''] ?? account.toldMode
  }

  /** What is found inside a call of the engine must not be thrown into the engine. */
  #attempt(check: () => void): void {
    try {
      check()
    } catch (error) {
      this.#failure ??= error
    }
  }
}
