import type { Instrument } from '#kernel/instrument/instrument.js'
import { addMicros, formatMicros, micros, parseMicros, type Micros } from '#kernel/values/micros.js'
import { PaperLedger, type PaperFill } from '#adapters/broker/paper/paper_ledger.js'
import { PaperPost } from '#adapters/broker/paper/paper_post.js'
import { PAPER_DEFAULTS, type PaperSettings } from '#adapters/broker/paper/paper_settings.js'
import { PaperVenue } from '#adapters/broker/paper/paper_venue.js'
import type { BrokerChange, BrokerOrder, BrokerReport } from '#ports/broker.js'

/** A Tuesday in New York, 10:00 in the morning: the market is open. */
export const OPEN_MS = Date.UTC(2024, 0, 9, 15, 0)

/** The same day, 07:00 in New York: the market opens at 14:30Z. */
export const EARLY_MS = Date.UTC(2024, 0, 9, 12, 0)

/** Shares of the first example, in lots of one with a tick of a cent. */
export const SHARE: Instrument = {
  symbol: 'US.AAPL',
  venue: 'US',
  assetClass: 'equity',
  currency: 'USD',
  tickSize: 0.01,
  lotSize: 1,
  quantityStep: 1,
  multiplier: 1,
  sector: null,
}

/** Shares in Hong Kong, in lots of 100. */
export const HONG_KONG: Instrument = {
  ...SHARE,
  symbol: 'HK.00700',
  venue: 'HK',
  currency: 'HKD',
  tickSize: 0.2,
  lotSize: 100,
  quantityStep: 100,
}

const NO_FEES = { US: { type: 'none' }, HK: { type: 'none' } } as const

/** A venue in memory, with what it told as words. No fees unless the settings say so. */
export class VenueBench {
  readonly venue: PaperVenue
  readonly reports: BrokerReport[] = []
  readonly fills: PaperFill[] = []
  nowMs: number
  #orders = 0

  constructor(settings: Partial<PaperSettings> = {}, nowMs = OPEN_MS) {
    this.nowMs = nowMs
    const ledger = new PaperLedger(new Map([['USD', parseMicros('100000')]]), new Map())
    const post = new PaperPost([])
    const start = { account: 'paper', orders: [], ledger, post, orderCount: 0, fillCount: 0 }
    this.venue = new PaperVenue(
      { ...start, venueDays: {} },
      {
        settings: { ...PAPER_DEFAULTS, commission: NO_FEES, ...settings },
        instrumentOf: (symbol) =>
          [SHARE, HONG_KONG].find((instrument) => instrument.symbol === symbol) ?? null,
      }
    )
  }

  /** Sends an order: 10 to buy at the market for the day, or as `over` says. Returns its id. */
  send(over: Partial<BrokerOrder> = {}): string {
    const clientOrderId = over.clientOrderId ?? `o${++this.#orders}`
    const prices = { limitPrice: null, stopPrice: null, trail: null, goodTillMs: null }
    const terms = { side: 'buy', type: 'market', quantity: 10, timeInForce: 'day' } as const
    const order = { symbol: SHARE.symbol, ...terms, ...prices, ...over, clientOrderId, fencing: 1 }
    this.venue.accept(order, this.nowMs)
    this.#note()
    return clientOrderId
  }

  cancel(id: string): void {
    this.venue.cancel(id, this.nowMs)
    this.#note()
  }

  replace(change: Partial<BrokerChange> & { clientOrderId: string; quantity: number }): void {
    const terms = { limitPrice: null, stopPrice: null, fencing: 1, ...change }
    this.venue.replace(terms, this.nowMs)
    this.#note()
  }

  /** Shows a quote of now with `size` on both sides. */
  quote(bid: number | null, ask: number | null, size: number | null = 1_000, over: object = {}) {
    this.venue.see(
      {
        type: 'quote',
        symbol: SHARE.symbol,
        atMs: this.nowMs,
        bid,
        ask,
        bidSize: size,
        askSize: size,
        last: null,
        lastSize: null,
        volume: null,
        ...over,
      },
      this.nowMs
    )
    this.#note()
  }

  /** Lets time pass. */
  pass(ms: number): void {
    this.passTo(this.nowMs + ms)
  }

  passTo(atMs: number): void {
    this.nowMs = atMs
    this.venue.advance(atMs)
    this.#note()
  }

  /** What was told since the last look: `o1 accepted`, `o1 filled 10 at 100`, `o1 cancelled after 4`. */
  get words(): string[] {
    return this.reports.splice(0).map(wordsOf)
  }

  /** Why the last order that was told of ended or was refused. */
  get lastReason(): string {
    const last = this.reports.at(-1)
    return last !== undefined && 'reason' in last ? last.reason : ''
  }

  get cash(): string {
    return formatMicros(this.venue.ledger.cash.get('USD') ?? (0 as Micros))
  }

  /** Cash of a currency as the executions make it. */
  reckonedCash(currency: string, start: Micros): Micros {
    return this.fills
      .filter((fill) => fill.currency === currency)
      .reduce((sum, { side, value, fee }) => {
        return addMicros(sum, micros((side === 'buy' ? -value : value) - fee))
      }, start)
  }

  #note(): void {
    const changes = this.venue.takeChanges()
    if (changes === null) return
    this.reports.push(...changes.reports)
    this.fills.push(...changes.fills)
    this.venue.written(changes)
  }
}

function wordsOf(report: BrokerReport): string {
  switch (report.type) {
    case 'filled': {
      const { clientOrderId, quantity, price } = report.fill
      return `${clientOrderId} filled ${quantity} at ${Number(price.toFixed(6))}`
    }
    case 'cancelled':
    case 'expired':
      return `${report.clientOrderId} ${report.type} after ${report.filled}`
    case 'connected':
    case 'disconnected':
      return report.type
    default:
      return `${report.clientOrderId} ${report.type}`
  }
}
