import { LatestQuotes } from '#engine/traces/latest_quotes.js'
import { withView } from '#engine/traces/with_view.js'
import type { Clock } from '#ports/clock.js'
import type { Journal, JournalBatch } from '#ports/journal.js'
import { stateOf, type AccountBook } from './account_book.js'
import type { Action } from './action.js'
import type { Arrival } from './arrival.js'
import { BatchDraft } from './batch_draft.js'
import type { StrategyFact } from './strategies/strategy_fact.js'
import type { KnownFills } from './known_fills.js'
import { PriceHold } from './price_hold.js'
import { takeSnapshot } from './rebuild.js'
import { translate } from './translate.js'

/** Arrivals that are written in one transaction. */
const BATCH_MAX = 500
/** Rows between two snapshots. */
const SNAPSHOT_ROWS = 5_000
/** Rows of positions follow the market this often. */
const MARK_MS = 1_000
/** ... and at the latest so often while there is something to do all the time. */
const PATIENT_MARK_MS = 5_000

/** What the sequencer works with. */
export interface SequencerPorts {
  readonly journal: Journal
  readonly clock: Clock
  /** The book as the journal has it: asked for when the kernel refused a row and left its state half done. */
  rebuild(): Promise<AccountBook>
  /** What follows from a batch, which is durable now. */
  dispatch(actions: readonly Action[]): void
  /** What strategies are told of a group. Bars alone may come before it is durable: a price is no action. */
  tell?(facts: readonly StrategyFact[]): void
  /** What has become durable, after it was dispatched. */
  written?(batch: JournalBatch): void
  /** The journal cannot be written: nothing may go on. Called once. */
  failed(error: unknown): void
  /** A sentence for the log. */
  warn(sentence: string): void
}

/**
 * The single writer of an account. Whatever arrives gets its number here, is stepped through the kernel,
 * and is written in groups; only what is durable is acted upon.
 *
 * While one group is being written the next one gathers. The book runs ahead of the journal by that group
 * alone, and nobody outside acts on it before.
 */
export class Sequencer {
  readonly #queue: Arrival[] = []
  readonly #early = new Map<string, Arrival>()
  readonly #prices: PriceHold
  readonly #quotes = new LatestQuotes()
  readonly #waiters: { upTo: number; readonly resolve: () => void }[] = []
  /** Arrivals taken so far, and those of them that are done with. */
  #taken = 0
  #done = 0
  #book: AccountBook
  #snapshotAt: number
  #markedMs = 0
  /** The snapshot that is being written. */
  #snapshot: Promise<void> | null = null
  #isPumping = false
  #isStopping = false
  #isStopped = false

  constructor(
    book: AccountBook,
    readonly fencing: number,
    private readonly knownFills: Pick<KnownFills, 'has' | 'add'>,
    private readonly ports: SequencerPorts
  ) {
    this.#book = book
    this.#snapshotAt = book.sequence
    const { clock, warn } = ports
    this.#prices = new PriceHold({ clock, warn, due: () => this.#writePrices() })
  }

  get book(): AccountBook {
    return this.#book
  }

  /** Arrivals that wait for their number, and instruments whose price does. */
  get waiting(): number {
    return this.#queue.length + this.#prices.size
  }

  /** Ticks that were no prices, by symbol. */
  get badTicks(): ReadonlyMap<string, number> {
    return this.#prices.badTicks
  }

  /** Whether an ending waits for fills. */
  get isMissingFills(): boolean {
    return this.#early.size > 0
  }

  /** Takes news. After a stop or a failure it is dropped: whoever starts next asks for it again. */
  offer(...arrivals: readonly Arrival[]): void {
    if (this.#isStopping || this.#isStopped) return
    for (const arrival of arrivals) {
      if (arrival.type === 'tick' && arrival.tick.type === 'quote') {
        this.#prices.take(arrival.tick)
        this.#quotes.see(arrival.tick, this.ports.clock.nowMs())
      } else {
        // Prices that are held are of the day before.
        if (arrival.type === 'day_began') this.#writePrices()
        this.#enqueue(arrival)
      }
    }
    this.#start()
  }

  /** Resolves when what has been offered until now is durable, or the sequencer has stopped. */
  settled(): Promise<void> {
    this.#writePrices()
    const upTo = this.#taken
    if (this.#done >= upTo || this.#isStopped) return Promise.resolve()
    return new Promise((resolve) => this.#waiters.push({ upTo, resolve }))
  }

  /** Writes what is queued, then a snapshot, and takes nothing more. */
  async stop(): Promise<void> {
    this.#isStopping = true
    this.#writePrices()
    // A snapshot of rows that are not durable yet could be of rows that never are.
    while (!this.#isStopped && this.#done < this.#taken) await this.settled()
    await this.#snapshot
    if (this.#isStopped) return
    this.#isStopped = true
    await this.ports.journal.saveSnapshot(this.#book.account, takeSnapshot(this.#book))
  }

  /** Drops what is queued at once: the right to trade is gone. */
  abandon(): void {
    this.#isStopped = true
    this.#queue.length = 0
    this.#prices.release()
    this.#count(this.#taken)
  }

  /** Gives the prices that are held their turn: first, because what waits is judged by them. */
  #writePrices(): void {
    const prices = this.#prices.release()
    if (this.#isStopped || prices.length === 0) return
    // A date that begins is no price: what came after it stays behind it.
    const first = this.#queue.findLastIndex(({ type }) => type === 'day_began') + 1
    this.#queue.splice(first, 0, { type: 'prices', prices })
    // They came last and go first: whoever waits for something else waits for one more.
    this.#taken++
    for (const waiter of this.#waiters) waiter.upTo++
    this.#start()
  }

  #nextGroup(): Arrival[] {
    this.#writePrices()
    return this.#queue.splice(0, BATCH_MAX)
  }

  #start(): void {
    if (!this.#isPumping && this.#queue.length > 0) void this.#pump()
  }

  async #pump(): Promise<void> {
    this.#isPumping = true
    // What arrives in one turn of the event loop is written together.
    await Promise.resolve()
    try {
      while (this.#queue.length > 0) await this.#writeGroup(this.#nextGroup())
    } catch (error) {
      this.#fail(error)
    }
    this.#isPumping = false
  }

  #fail(error: unknown): void {
    if (this.#isStopped) return
    this.abandon()
    this.ports.failed(error)
  }

  #enqueue(...arrivals: readonly Arrival[]): void {
    this.#taken += arrivals.length
    this.#queue.push(...arrivals)
  }

  /** So many are done with: whoever waited for them goes on. */
  #count(done: number): void {
    this.#done = done
    while (this.#waiters.length > 0 && this.#waiters[0]!.upTo <= done) {
      this.#waiters.shift()!.resolve()
    }
  }

  async #writeGroup(group: readonly Arrival[]): Promise<void> {
    const draft = new BatchDraft(this.#book, this.fencing)
    for (const [k, arrival] of group.entries()) {
      try {
        this.#take(draft, arrival)
      } catch (error) {
        if (arrival.type === 'faulty') throw error
        const reason = error instanceof Error ? error.message : String(error)
        this.ports.warn(`the kernel refused ${arrival.type}: ${reason}`)
        this.#book = await this.ports.rebuild()
        const fault: Arrival = { type: 'faulty', arrival, reason }
        this.#queue.unshift(...group.slice(0, k), fault, ...group.slice(k + 1))
        return
      }
    }
    this.#takeStock(draft)
    const facts = draft.facts()
    const isPrices = facts.every(({ type }) => type === 'bar')
    if (isPrices && facts.length > 0) this.ports.tell?.(facts)
    if (!draft.isEmpty) await this.#write(draft)
    if (!isPrices && !this.#isStopped) this.ports.tell?.(facts)
    this.#count(this.#done + group.length)
    this.#keepSnapshot()
  }

  async #write(draft: BatchDraft): Promise<void> {
    const batch = draft.toBatch()
    await this.ports.journal.append(batch)
    if (this.#isStopped) return
    for (const id of draft.newFills) this.knownFills.add(id)
    this.ports.dispatch(draft.actions)
    this.ports.written?.(batch)
  }

  #take(draft: BatchDraft, arrival: Arrival): void {
    const nowMs = this.ports.clock.nowMs()
    const translation = translate(this.#book, arrival, {
      nowMs,
      isKnownFill: (id) =>
        this.knownFills.has(id) ||
        draft.newFills.includes(id) ||
        this.#book.refusedFills.includes(id),
    })
    switch (translation.type) {
      case 'entries': {
        const view = { arrival, quotes: this.#quotes }
        const commands = translation.entries.flatMap((entry) =>
          draft.add(withView(this.#book, entry, view), nowMs)
        )
        if (arrival.type === 'tick' && arrival.tick.type === 'bar') draft.noteBar(arrival.tick)
        if (translation.outcome) draft.tell(translation.outcome(commands, this.#book))
        if (arrival.type === 'report' && arrival.report.type === 'filled') {
          this.#bringBack(arrival.report.fill.clientOrderId)
        }
        break
      }
      case 'answered':
        draft.tell(translation.outcome)
        break
      case 'early':
        this.#early.set(translation.clientOrderId, arrival)
        break
      case 'bad_tick':
        this.#prices.countBad(translation.symbol, translation.reason)
        break
      case 'nothing':
        break
    }
  }

  /** After the prices of a group: peaks, and the loss that halts. Rows of positions follow now and then. */
  #takeStock(draft: BatchDraft): void {
    const has = (type: string) =>
      draft.rows.some(({ entry }) => entry.startsWith(`{"type":"${type}"`))
    const hasBars = has('price_seen')
    if (!hasBars && !has('prices_seen')) return
    const atMs = this.ports.clock.nowMs()
    if (hasBars) {
      draft.add({ type: 'instant_ended', atMs: Math.max(atMs, stateOf(this.#book).nowMs) }, atMs)
    }
    // A group that something is to be done about does not wait for the rows of all positions.
    const isPatient = draft.actions.length > 0 && atMs - this.#markedMs < PATIENT_MARK_MS
    if (isPatient || atMs - this.#markedMs < MARK_MS) return
    this.#markedMs = atMs
    draft.markPositions()
  }

  /** An ending that came too early has its turn again after each fill of its order. */
  #bringBack(clientOrderId: string | null): void {
    const early = clientOrderId === null ? undefined : this.#early.get(clientOrderId)
    if (early === undefined || clientOrderId === null) return
    this.#early.delete(clientOrderId)
    this.#enqueue(early)
  }

  /** Of rows that are durable, beside the groups that follow: nothing waits for it. */
  #keepSnapshot(): void {
    const { account, sequence } = this.#book
    if (this.#snapshot !== null || sequence - this.#snapshotAt < SNAPSHOT_ROWS) return
    this.#snapshotAt = sequence
    this.#snapshot = this.ports.journal
      .saveSnapshot(account, takeSnapshot(this.#book))
      .catch((error: unknown) => this.#fail(error))
      .finally(() => (this.#snapshot = null))
  }
}
