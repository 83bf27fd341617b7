import type { Alerts } from '#ports/alerts.js'
import type { MarketFeed, QuoteTick } from '#ports/market_feed.js'
import { stateOf } from './account_book.js'
import type { Sequencer } from './sequencer.js'

/** What is needed to hear the prices of an account's instruments. */
export interface WatchedPorts {
  readonly feed: MarketFeed
  readonly sequencer: Sequencer
  readonly alerts: Alerts
  /** Called in front of each price. */
  beforeTick(): void
  /** A quote has been offered. */
  quoted(quote: QuoteTick): void
}

/** The instruments whose prices an account hears: all it has, and those that it gets while it trades. */
export class WatchedInstruments {
  #count = 0

  constructor(private readonly ports: WatchedPorts) {}

  /** Subscribes to what the account has. Rejects when the feed does not give it: nothing can be traded. */
  async start(): Promise<void> {
    await this.#subscribe(this.#takeNew())
  }

  /** Subscribes to what the account got since. What the feed does not have is told, and has no price. */
  async follow(): Promise<void> {
    for (const symbol of this.#takeNew()) {
      try {
        await this.#subscribe([symbol])
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        const { account } = this.ports.sequencer.book
        this.ports.alerts.raise({
          key: `${account}:no_prices:${symbol}`,
          severity: 'warning',
          title: `no prices of ${symbol}`,
          body: `${symbol} joined the account, but its prices cannot be heard: ${reason}`,
          account,
          subject: `symbol:${symbol}`,
        })
      }
    }
  }

  #takeNew(): readonly string[] {
    const { instruments } = stateOf(this.ports.sequencer.book)
    const added = instruments.slice(this.#count)
    this.#count = instruments.length
    return added.map(({ terms }) => terms.symbol)
  }

  async #subscribe(symbols: readonly string[]): Promise<void> {
    const { feed, sequencer, beforeTick, quoted } = this.ports
    await feed.subscribe(symbols, (tick) => {
      beforeTick()
      sequencer.offer({ type: 'tick', tick })
      if (tick.type === 'quote') quoted(tick)
    })
  }
}
