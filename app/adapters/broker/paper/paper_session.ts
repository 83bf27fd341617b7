import { isSymbol, type Instrument } from '#kernel/instrument/instrument.js'
import { venueOf } from '#kernel/instrument/venue.js'
import { toUnits } from '#kernel/values/micros.js'
import type {
  BrokerAccount,
  BrokerChange,
  BrokerFill,
  BrokerOrder,
  BrokerOrderList,
  BrokerPosition,
  BrokerReport,
  BrokerSession,
} from '#ports/broker.js'
import type { Clock } from '#ports/clock.js'
import type { OpenDatabase } from '#ports/database.js'
import type { KnownActions } from '#ports/known_actions.js'
import type { Tick } from '#ports/market_feed.js'
import { PaperBooks, PaperFencedOff, type PaperAccess } from './paper_books.js'
import { isClientOrderId } from './order_fault.js'
import { differenceOf, sentTermsOf, stateOfOrder, type SentTerms } from './paper_order.js'
import {
  PAPER_DEFAULTS,
  paperSettingsFault,
  settingsOver,
  type PaperSettings,
} from './paper_settings.js'
import { PaperVenue } from './paper_venue.js'
import { PaperWriter } from './paper_writer.js'
import type { RefusedQuotes } from './quote_book.js'
import { ReportLine } from './report_line.js'

/** How a session executes and what it trades. */
export interface PaperOptions {
  /** What differs from `PAPER_DEFAULTS`; but for `toClientMs` it may change while the session is open. */
  readonly settings?: Partial<PaperSettings>
  /** Terms of an instrument, `null` for one that is not traded; plain shares when left out. */
  readonly instrumentOf?: (symbol: string) => Instrument | null
  /** Splits and dividends that are booked when their date begins; none where it is left out. */
  readonly actions?: KnownActions
}

/** What one order asks of the broker. Requests are looked at in the sequence in which they came. */
type Request =
  | { readonly type: 'submit'; readonly order: BrokerOrder }
  | { readonly type: 'cancel'; readonly clientOrderId: string }
  | { readonly type: 'replace'; readonly change: BrokerChange }

interface WaitingRequest {
  readonly request: Request
  answer(outcome: Promise<void>): void
}

/** An id that stands for another order already: what it stands for goes on untouched. */
export class DuplicateOrderId extends Error {
  readonly code = 'E_DUPLICATE_ORDER_ID'
  constructor(
    readonly clientOrderId: string,
    difference: string
  ) {
    super(`${clientOrderId} is the id of another order: ${difference}`)
  }
}

/**
 * A broker that executes orders at the quotes that it is shown and keeps its own books.
 *
 * A call resolves, and a report is told, only when the books that say so are durable. What cannot be
 * written ends the session: it tells `disconnected` and refuses everything from then on; a new session
 * goes on from the books.
 */
export class PaperSession implements BrokerSession {
  readonly name = 'paper'
  readonly environment = 'paper'
  readonly refusesDuplicates = true
  readonly #requests: WaitingRequest[] = []
  readonly #reports: ReportLine
  readonly #writer: PaperWriter
  #intake: Promise<void> | null = null
  /** Why nothing more is taken. */
  #ending: Error | null = null
  /** Why the books cannot be written. */
  #failure: Error | null = null
  #cancelTimer: () => void = () => {}
  #timerMs = Infinity

  private constructor(
    private readonly access: PaperAccess,
    private readonly books: PaperBooks,
    private readonly venue: PaperVenue,
    private readonly clock: Clock,
    settings: PaperSettings
  ) {
    this.#reports = new ReportLine(clock, settings.toClientMs)
    this.#writer = new PaperWriter({
      venue,
      books,
      clock,
      told: (reports) => this.#reports.tell(reports),
      failed: (error) => void this.#fail(error),
    })
  }

  /**
   * Opens an account under a lease: sessions that were opened before can do nothing from then on. Throws
   * `PaperFencedOff` when a newer lease has the account or there is no such account, RangeError for
   * settings that make no sense.
   */
  static async open(
    database: OpenDatabase,
    access: PaperAccess,
    clock: Clock,
    options: PaperOptions = {}
  ): Promise<PaperSession> {
    const settings = settingsOver(PAPER_DEFAULTS, options.settings ?? {})
    const fault = paperSettingsFault(settings)
    if (fault !== null) throw new RangeError(`paper broker: ${fault}`)
    const books = new PaperBooks(database, access)
    const instrumentOf = options.instrumentOf ?? plainShare
    const { actions } = options
    const rules = { settings, instrumentOf, ...(actions === undefined ? {} : { actions }) }
    const venue = new PaperVenue(await books.open(), rules)
    const session = new PaperSession(access, books, venue, clock, settings)
    session.#drive((nowMs) => venue.advance(nowMs))
    return session
  }

  submit(order: BrokerOrder): Promise<void> {
    return this.#ask({ type: 'submit', order })
  }

  cancel(clientOrderId: string): Promise<void> {
    return this.#ask({ type: 'cancel', clientOrderId })
  }

  replace(change: BrokerChange): Promise<void> {
    return this.#ask({ type: 'replace', change })
  }

  async orders(sinceMs: number): Promise<BrokerOrderList> {
    await this.#settled()
    const orders = await this.books.orders(sinceMs)
    return {
      complete: true,
      orders: orders.map((order) => stateOfOrder(this.access.account, order)),
    }
  }

  async fills(sinceMs: number): Promise<readonly BrokerFill[]> {
    await this.#settled()
    return this.books.fills(sinceMs)
  }

  async positions(): Promise<readonly BrokerPosition[]> {
    await this.#settled()
    return this.books.positions()
  }

  async account(): Promise<BrokerAccount> {
    await this.#settled()
    const cash = await this.books.cash()
    return {
      cash: Object.fromEntries([...cash].map(([currency, amount]) => [currency, toUnits(amount)])),
    }
  }

  onReport(listener: (report: BrokerReport) => void): void {
    this.#reports.listen(listener)
  }

  async close(): Promise<void> {
    if (this.#ending === null) {
      // What was handed over before is still taken in and written.
      const settled = this.#settled().catch(() => {})
      this.#ending = new Error('the paper session is closed')
      await settled
    }
    this.#stop()
    this.#reports.end(null)
  }

  /** Shows the broker what the market says: it executes at quotes, bars are left unseen. */
  see(tick: Tick): void {
    if (tick.type !== 'quote' || this.#ending !== null) return
    this.#drive((nowMs) => this.venue.see(tick, nowMs))
  }

  /** Quotes that were nothing to trade on, counted since the session was opened. */
  get refusedQuotes(): Readonly<RefusedQuotes> {
    return this.venue.quotes.refused
  }

  #ask(request: Request): Promise<void> {
    if (this.#ending !== null) return Promise.reject(this.#ending)
    return new Promise((resolve) => {
      this.#requests.push({ request, answer: resolve })
      this.#intake ??= this.#takeIn()
    })
  }

  /** Takes requests to the venue in the sequence in which they came, looking up together what came together. */
  async #takeIn(): Promise<void> {
    await Promise.resolve()
    while (this.#requests.length > 0) {
      const waiting = this.#requests.splice(0)
      try {
        const known = await this.#knownOf(waiting)
        for (const { request, answer } of waiting) answer(this.#perform(request, known))
      } catch (error) {
        const failure = this.#fail(error)
        for (const { answer } of waiting) answer(Promise.reject(failure))
      }
    }
    this.#intake = null
  }

  /**
   * The first terms of ids that came before. What is in memory is noted before the books are asked: it is
   * forgotten only once the books have it.
   */
  async #knownOf(waiting: readonly WaitingRequest[]): Promise<Map<string, SentTerms>> {
    const known = new Map<string, SentTerms>()
    const others: string[] = []
    for (const { request } of waiting) {
      if (request.type !== 'submit') continue
      const { clientOrderId } = request.order
      const order = this.venue.working.find(clientOrderId)
      if (order !== undefined) known.set(clientOrderId, order.sent)
      else if (isClientOrderId(clientOrderId)) others.push(clientOrderId)
    }
    if (others.length === 0) return known
    return new Map([...known, ...(await this.books.sentTerms(others))])
  }

  #perform(request: Request, known: Map<string, SentTerms>): Promise<void> {
    if (this.#failure !== null) return Promise.reject(this.#failure)
    switch (request.type) {
      case 'submit': {
        const { order } = request
        const refusal = this.#fencingFault(order) ?? duplicateFault(order, known)
        if (refusal !== null) return Promise.reject(refusal)
        if (known.has(order.clientOrderId)) break
        this.#drive((nowMs) => this.venue.accept(order, nowMs))
        // What was rejected unwritten is no order: its id is free.
        const taken = this.venue.working.find(order.clientOrderId)
        if (taken !== undefined) known.set(order.clientOrderId, taken.sent)
        break
      }
      case 'cancel':
        this.#drive((nowMs) => this.venue.cancel(request.clientOrderId, nowMs))
        break
      case 'replace': {
        const { change } = request
        const refusal = this.#fencingFault(change)
        if (refusal !== null) return Promise.reject(refusal)
        this.#drive((nowMs) => this.venue.replace(change, nowMs))
        break
      }
    }
    return this.#writer.settled()
  }

  #fencingFault({ fencing }: { readonly fencing: number }): PaperFencedOff | null {
    if (fencing === this.access.fencing) return null
    return new PaperFencedOff(`it is open under lease ${this.access.fencing}, not ${fencing}`)
  }

  /** Runs the venue for a moment, then sees to what it changed and when it is needed again. */
  #drive(work: (nowMs: number) => void): void {
    if (this.#failure !== null) return
    try {
      work(this.clock.nowMs())
      this.#setTimer()
      this.#writer.poke()
    } catch (error) {
      this.#fail(error)
    }
  }

  #setTimer(): void {
    const { nextMs } = this.venue
    if (nextMs === this.#timerMs) return
    this.#cancelTimer()
    this.#timerMs = nextMs
    if (nextMs === Infinity) return
    this.#cancelTimer = this.clock.setTimer(nextMs, () => {
      // A timer may be early: then it is set anew.
      this.#timerMs = Infinity
      this.#drive((nowMs) => this.venue.advance(nowMs))
    })
  }

  /** Resolves when all that was asked for before is in the books. */
  async #settled(): Promise<void> {
    if (this.#ending !== null) throw this.#ending
    if (this.#failure !== null) throw this.#failure
    await this.#intake
    await this.#writer.settled()
  }

  /** Ends a session whose books cannot be written. */
  #fail(error: unknown): Error {
    if (this.#failure !== null) return this.#failure
    const reason = error instanceof Error ? error.message : String(error)
    this.#failure = error instanceof Error ? error : new Error(reason)
    this.#ending ??= this.#failure
    this.#stop()
    this.#reports.end({ type: 'disconnected', reason, atMs: this.clock.nowMs() })
    return this.#failure
  }

  #stop(): void {
    this.#cancelTimer()
    this.#writer.stop()
  }
}

/** Why an order of an id that came before is not the same order, or `null`. */
function duplicateFault(
  order: BrokerOrder,
  known: ReadonlyMap<string, SentTerms>
): DuplicateOrderId | null {
  const first = known.get(order.clientOrderId)
  if (first === undefined) return null
  const difference = differenceOf(first, sentTermsOf(order))
  return difference === null ? null : new DuplicateOrderId(order.clientOrderId, difference)
}

/** Shares as most are: one unit a lot, any price. `null` for what is no symbol. */
function plainShare(symbol: string): Instrument | null {
  if (!isSymbol(symbol)) return null
  const venue = venueOf(symbol)
  const currency = venue === 'US' ? 'USD' : 'HKD'
  const steps = { tickSize: 0, lotSize: 1, quantityStep: 1, multiplier: 1 }
  return { symbol, venue, assetClass: 'equity', currency, ...steps, sector: null }
}
