import type { RiskLimits } from '#kernel/risk/limits.js'
import type { TradingMode } from '#kernel/state.js'
import type { JournalBatch, JournalEntry, OrderRecord } from '#ports/journal.js'
import type { BookedExecution } from '../broker/books.js'
import { FX_THOUSANDTHS, INSTRUMENTS, termsOf } from '../world/terms.js'

/** A row of the journal, read. */
export interface ReadRow {
  readonly sequence: number
  readonly atMs: number
  readonly entry: JournalEntry
  /** What was in force when it was its turn. */
  readonly mode: TradingMode
  readonly limits: RiskLimits
  readonly bias: number
}

/** The lowest and the highest that something was while a batch was made. */
export interface Span {
  low: number
  high: number
}

/** A batch, read, with what it adds. */
export interface ReadBatch {
  readonly batch: JournalBatch
  readonly rows: readonly ReadRow[]
  readonly newOrders: readonly OrderRecord[]
  /** Prices by instrument and equity (units), over the batch. */
  readonly prices: readonly Span[]
  readonly equity: Span
  /** Orders as they stood before. */
  readonly before: ReadonlyMap<number, OrderRecord>
}

/**
 * An account as an outsider reckons it who sees nothing but the durable rows and the broker's books. Shares
 * no arithmetic with the engine.
 */
export class DurableAccount {
  readonly orders = new Map<number, OrderRecord>()
  /** Executions that are booked, by the broker's id. */
  readonly booked = new Map<string, BookedExecution>()
  /** Units by strategy and symbol, `alpha US.KO`. */
  readonly held = new Map<string, number>()
  readonly commands = new Set<string>()
  cashMicros = 0
  mode: TradingMode = 'active'
  /** What whoever asked for it was told that the account may do. */
  toldMode: TradingMode = 'active'
  /** Rows read, and the time of the last. */
  rows = 0
  atMs = 0
  #limits: RiskLimits | null = null
  #bias = 1
  #equity = 0
  readonly #rates: Record<string, number> = { ...FX_THOUSANDTHS }
  /** The rates at which an execution was booked, by the broker's id. */
  readonly #bookedAt = new Map<string, Record<string, number>>()
  readonly #prices: number[] = INSTRUMENTS.map(() => 0)

  /** Units of a symbol over all strategies. */
  netOf(symbol: string): number {
    let net = 0
    for (const [place, units] of this.held) if (place.endsWith(` ${symbol}`)) net += units
    return net
  }

  /** Account currency for one unit of an instrument's currency, in thousandths. */
  rateOf(symbol: string): number {
    return this.#rates[termsOf(symbol).currency]!
  }

  /** Reads the rows of a batch and takes its orders; executions are taken by `book`. */
  read(batch: JournalBatch): ReadBatch {
    const before = new Map(this.orders)
    const prices = this.#prices.map((price) => ({ low: price, high: price }))
    const rows = batch.rows.map(({ sequence, atMs, entry }) => {
      const read = JSON.parse(entry) as JournalEntry
      const row = { sequence, atMs, entry: read, mode: this.mode, bias: this.#bias }
      this.#follow(read, prices)
      return { ...row, limits: this.#limits! }
    })
    // An automatic halt has no row of its own; the account's row tells it.
    this.mode = batch.accountRecord.mode
    const equity = batch.accountRecord.equity / 1e6
    const span = { low: Math.min(this.#equity, equity), high: Math.max(this.#equity, equity) }
    this.#equity = equity
    const newOrders = batch.orders.filter(({ order }) => !before.has(order.sequence))
    for (const record of batch.orders) this.orders.set(record.order.sequence, record)
    return { batch, rows, newOrders, prices, equity: span, before }
  }

  /** Takes an execution of one of our strategies. */
  book(execution: BookedExecution, strategy: string): void {
    this.booked.set(execution.brokerFillId, execution)
    const place = `${strategy} ${execution.symbol}`
    const sign = execution.side === 'buy' ? 1 : -1
    this.held.set(place, (this.held.get(place) ?? 0) + sign * execution.quantity)
    // Cents and thousandths make ten micro-units.
    const rates = this.#bookedAt.get(execution.brokerFillId) ?? this.#rates
    this.cashMicros += execution.cashCents * rates[termsOf(execution.symbol).currency]! * 10
  }

  #follow(entry: JournalEntry, prices: Span[]): void {
    const see = (instrument: number, price: number) => {
      const span = prices[instrument]!
      span.low = span.low === 0 ? price : Math.min(span.low, price)
      span.high = Math.max(span.high, price)
      this.#prices[instrument] = price
    }
    switch (entry.type) {
      case 'account_opened':
        this.#limits = entry.settings.limits
        this.#bias = entry.settings.riskBias
        this.cashMicros = entry.settings.cash * 1e6
        this.#equity = entry.settings.cash
        break
      case 'price_seen':
        see(entry.instrument, entry.price)
        break
      case 'prices_seen':
        entry.instruments.forEach((instrument, k) => see(instrument, entry.prices[k]!))
        break
      case 'limits_changed':
        this.#limits = entry.limits
        break
      case 'bias_changed':
        this.#bias = entry.bias
        break
      case 'fx_changed':
        this.#rates[entry.currency] = Math.round(entry.rate * 1_000)
        break
      case 'order_filled':
      case 'fill_booked':
        this.#bookedAt.set(entry.brokerFillId ?? '', { ...this.#rates })
        break
      case 'mode_changed':
        this.mode = entry.mode
        if (entry.mode === 'active') this.toldMode = 'active'
        break
      default:
        break
    }
  }
}
