import { setTimeout as sleep } from 'node:timers/promises'
import type { BrokerOrder, BrokerReport, BrokerSession } from '#ports/broker.js'

/** Longest that a broker may take to tell something. */
const PATIENCE_MS = 10_000

/** What a market shows of the instrument that the suite trades. */
export interface ShownQuote {
  readonly bid: number
  readonly ask: number
  /** Units on either side. */
  readonly size: number
}

/** A broker under test: an account of its own with a market that the suite moves. */
export interface BrokerBench {
  /** The instrument that is traded: whole units, prices of two decimals. */
  readonly symbol: string
  readonly currency: string
  /** Opens a session under a fencing number; the sessions before it are over. */
  open(fencing: number): Promise<BrokerSession>
  /** Shows a quote of now to the open sessions. */
  quote(quote: ShownQuote): Promise<void>
  nowMs(): number
  close(): Promise<void>
}

/** A market order to buy 10 for the day. */
export function orderOf(symbol: string, clientOrderId: string, fencing: number): BrokerOrder {
  const prices = { limitPrice: null, stopPrice: null, trail: null }
  const terms = { side: 'buy', type: 'market', quantity: 10, timeInForce: 'day' } as const
  return { clientOrderId, symbol, ...terms, ...prices, goodTillMs: null, fencing }
}

/** An order with a limit is a limit order, unless something else is said. */
function typeOf({ limitPrice = null }: Partial<BrokerOrder>): Partial<BrokerOrder> {
  return limitPrice === null ? {} : { type: 'limit' }
}

/** A session with what it has told, and orders made for it. */
export class HeardSession {
  readonly reports: BrokerReport[] = []
  #orders = 0

  private constructor(
    readonly session: BrokerSession,
    private readonly bench: BrokerBench,
    private readonly fencing: number
  ) {}

  static async open(bench: BrokerBench, fencing = 1): Promise<HeardSession> {
    const heard = new HeardSession(await bench.open(fencing), bench, fencing)
    heard.session.onReport((report) => heard.reports.push(report))
    return heard
  }

  /** A market order to buy 10 for the day, or as `over` says; an id of its own. */
  order(over: Partial<BrokerOrder> = {}): BrokerOrder {
    const id = `ord_contract_${this.fencing}_${++this.#orders}`
    return { ...orderOf(this.bench.symbol, id, this.fencing), ...typeOf(over), ...over }
  }

  /** Sends an order and waits until the broker has taken it. */
  async place(over: Partial<BrokerOrder> = {}): Promise<string> {
    const order = this.order(over)
    await this.session.submit(order)
    await this.heard('accepted', order.clientOrderId)
    return order.clientOrderId
  }

  /** What was told of an order, as words: `accepted`, `filled 10 at 100`, `cancelled after 4`. */
  wordsOf(id: string): string[] {
    return this.reports.flatMap((report) => {
      switch (report.type) {
        case 'filled': {
          const { clientOrderId, quantity, price } = report.fill
          return clientOrderId === id ? [`filled ${quantity} at ${price}`] : []
        }
        case 'cancelled':
        case 'expired':
          return report.clientOrderId === id ? [`${report.type} after ${report.filled}`] : []
        case 'connected':
        case 'disconnected':
          return []
        default:
          return report.clientOrderId === id ? [report.type] : []
      }
    })
  }

  /** Waits for a word about an order; throws with all that was told when it does not come. */
  async heard(word: string, id: string): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS
    while (!this.wordsOf(id).some((one) => one.startsWith(word))) {
      if (Date.now() > deadline) {
        throw new Error(`no "${word}" of ${id}, only: ${JSON.stringify(this.reports)}`)
      }
      await sleep(2)
    }
  }

  /** Lets pass what a broker may still have to tell. */
  async quiet(): Promise<void> {
    await this.session.orders(0)
    await sleep(60)
  }
}
