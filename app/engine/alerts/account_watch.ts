import { stateOf, type AccountBook } from '#engine/trading/account_book.js'
import { clientOrderId } from '#engine/trading/client_order.js'
import type { TradingMode } from '#kernel/state.js'
import type { AlertSeverity, Alerts } from '#ports/alerts.js'
import type { Clock } from '#ports/clock.js'
import type { JournalBatch, JournalEntry, OrderRecord } from '#ports/journal.js'

/** An order whose fate is unknown for longer than this wants a person. */
const UNKNOWN_PATIENCE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** How rows begin that tell of a refusal: the others need not be parsed. */
const REFUSALS = ['{"type":"arrival_refused"', '{"type":"change_refused"']

/** What the watch works with. */
export interface AccountWatchPorts {
  readonly alerts: Alerts
  readonly clock: Clock
}

/**
 * Raises what a person must know of an account, from what has become durable of it and from nothing else, and
 * ends it when it is over.
 */
export class AccountWatch {
  readonly #account: string
  /** Takes back the timer of each order of unknown fate, by its id. */
  readonly #unknown = new Map<string, () => void>()
  #mode: TradingMode

  /** Begins with what the journal says: what is over since the last engine is ended. */
  constructor(
    book: AccountBook,
    private readonly ports: AccountWatchPorts
  ) {
    this.#account = book.account
    const { mode, orders } = stateOf(book)
    this.#mode = mode
    if (mode === 'active') ports.alerts.resolve(this.#key('mode'))
    else this.#tellMode('warning', book.modeReason)
    const doubtful = orders.filter(({ state }) => state === 'unknown')
    for (const { sequence } of doubtful) this.#doubt(clientOrderId(book.account, sequence))
    ports.alerts.resolve(
      this.#key('order_unknown:*'),
      [...this.#unknown.keys()].map(this.#doubtKey)
    )
  }

  /** Looks at a batch that is durable. */
  see(batch: JournalBatch): void {
    const { mode, modeReason } = batch.accountRecord
    if (mode !== this.#mode) {
      this.#mode = mode
      // What the engine does on its own account wants a person sooner than what a person did.
      const isByHand = batch.rows.some(({ entry }) => entry.startsWith('{"type":"mode_changed"'))
      if (mode === 'active') this.ports.alerts.resolve(this.#key('mode'))
      else this.#tellMode(isByHand ? 'warning' : 'critical', modeReason)
    }
    for (const order of batch.orders) this.#seeOrder(order)
    for (const { entry } of batch.rows) {
      if (REFUSALS.some((start) => entry.startsWith(start))) {
        this.#seeRefusal(JSON.parse(entry) as JournalEntry)
      }
    }
  }

  /** Nothing is told any more. */
  close(): void {
    for (const cancel of this.#unknown.values()) cancel()
    this.#unknown.clear()
  }

  #seeOrder({ clientOrderId: id, state, symbol, remark }: OrderRecord): void {
    if (state === 'unknown') {
      if (!this.#unknown.has(id)) this.#doubt(id)
      return
    }
    this.#unknown.get(id)?.()
    if (this.#unknown.delete(id)) this.ports.alerts.resolve(this.#doubtKey(id))
    if (state !== 'rejected') return
    this.ports.alerts.raise({
      key: this.#key(`order_rejected:${symbol}`),
      severity: 'warning',
      title: `the broker rejected an order in ${symbol}`,
      body: `${id}: ${remark ?? 'it gave no reason'}`,
      account: this.#account,
      subject: `order:${id}`,
      quietMs: HOUR_MS,
    })
  }

  #seeRefusal(entry: JournalEntry): void {
    if (entry.type === 'arrival_refused') {
      this.ports.alerts.raise({
        key: this.#key('arrival_refused'),
        severity: entry.isGrave ? 'critical' : 'warning',
        title: 'something arrived that the books cannot take',
        body: `${entry.reason}. It is kept in the journal as it came.`,
        account: this.#account,
        subject: null,
        quietMs: DAY_MS,
      })
    } else if (entry.type === 'change_refused') {
      const id = clientOrderId(this.#account, entry.orderSequence)
      this.ports.alerts.raise({
        key: this.#key(`change_refused:${id}`),
        severity: 'warning',
        title: 'the broker refused to change an order',
        body: `${id} works on under the terms that it had.`,
        account: this.#account,
        subject: `order:${id}`,
        quietMs: HOUR_MS,
      })
    }
  }

  #tellMode(severity: AlertSeverity, reason: string | null): void {
    const isHalted = this.#mode === 'halted'
    const what = isHalted ? 'is halted' : 'takes no new risk'
    this.ports.alerts.raise({
      key: this.#key('mode'),
      severity,
      title: `${this.#account} ${what}`,
      body: `${reason ?? 'no reason was given'}. Orders that only reduce risk still pass.`,
      account: this.#account,
      subject: null,
    })
  }

  #doubt(id: string): void {
    const { clock } = this.ports
    this.#tellDoubt(id, 'warning')
    const cancel = clock.setTimer(clock.nowMs() + UNKNOWN_PATIENCE_MS, () => {
      this.#tellDoubt(id, 'critical')
    })
    this.#unknown.set(id, cancel)
  }

  #tellDoubt(id: string, severity: AlertSeverity): void {
    const still = severity === 'critical' ? ' still' : ''
    this.ports.alerts.raise({
      key: this.#doubtKey(id),
      severity,
      title: `nobody knows${still} what became of ${id}`,
      body: 'The broker is asked until it answers; its instrument takes no new risk meanwhile.',
      account: this.#account,
      subject: `order:${id}`,
    })
  }

  readonly #doubtKey = (id: string): string => this.#key(`order_unknown:${id}`)

  #key(rest: string): string {
    return `${this.#account}:${rest}`
  }
}
