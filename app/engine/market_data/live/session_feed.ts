import { sessionOf } from '#kernel/calendar/trading_session.js'
import { VENUES, type Venue, venueOf } from '#kernel/instrument/venue.js'
import type { Alerts } from '#ports/alerts.js'
import type { Clock } from '#ports/clock.js'
import type { MarketFeed, Tick } from '#ports/market_feed.js'
import { MarketHours, type SessionEdge } from './market_hours.js'

/** What is quoted so long after the close belongs to the closing auction. */
const AFTER_CLOSE_MS = 60_000
/** After an opening at which the feed did not work. */
const AGAIN_MS = 5_000

const alertOf = (venue: Venue) => `market:opening:${venue}`

/**
 * A feed that is asked for an instrument in the sessions of its venue alone: subscriptions are few and cost,
 * and what is told at night is no price to trade at. Over lunch in Hong Kong they stay.
 *
 * A symbol that is asked for while its venue is closed is asked of the feed for a moment, so that one it does
 * not have is refused then and not at the opening.
 */
export class SessionFeed implements MarketFeed {
  readonly #wanted = new Map<string, (tick: Tick) => void>()
  readonly #asked = new Set<string>()
  readonly #cancels = new Set<() => void>()
  #turn: Promise<unknown> = Promise.resolve()
  #isClosed = false
  readonly #tell = (tick: Tick) => this.#wanted.get(tick.symbol)?.(tick)

  constructor(
    private readonly feed: MarketFeed,
    private readonly clock: Clock,
    private readonly alerts: Alerts
  ) {
    this.#cancels.add(new MarketHours(clock).watch(VENUES, (edge) => this.#turnOf(edge)))
  }

  get name(): string {
    return this.feed.name
  }

  subscribe(symbols: readonly string[], onTick: (tick: Tick) => void): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#isClosed) throw new Error(`the feed ${this.name} is closed`)
      const added = symbols.filter((symbol) => !this.#wanted.has(symbol))
      if (added.length === 0) return
      for (const symbol of added) this.#wanted.set(symbol, onTick)
      try {
        await this.feed.subscribe(added, this.#tell)
      } catch (error) {
        for (const symbol of added) this.#wanted.delete(symbol)
        throw error
      }
      for (const symbol of added) this.#asked.add(symbol)
      await this.#letGo(added.filter((symbol) => !this.#isTold(venueOf(symbol))))
    })
  }

  unsubscribe(symbols: readonly string[]): Promise<void> {
    // Nothing more is told from now on, whenever the feed hears of it.
    for (const symbol of symbols) this.#wanted.delete(symbol)
    return this.#inTurn(async () => {
      await this.#letGo(symbols.filter((symbol) => this.#asked.has(symbol)))
    })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#wanted.clear()
    for (const cancel of this.#cancels) cancel()
    await this.#turn
    await this.feed.close()
  }

  #turnOf({ type, venue }: SessionEdge): void {
    if (type === 'opened') void this.#open(venue)
    if (type === 'closed') this.#later(AFTER_CLOSE_MS, () => void this.#shut(venue))
  }

  /** Asks for everything of a venue; again a little later when the feed does not work. */
  async #open(venue: Venue): Promise<void> {
    try {
      await this.#inTurn(() => this.#askFor(venue))
      this.alerts.resolve(alertOf(venue))
    } catch (error) {
      this.alerts.raise({
        key: alertOf(venue),
        severity: 'critical',
        title: `no prices at the opening in ${venue}`,
        body: `${this.name}: ${error instanceof Error ? error.message : String(error)}. It is asked again.`,
        account: null,
        subject: `feed:${this.name}`,
      })
      this.#later(AGAIN_MS, () => void this.#open(venue))
    }
  }

  async #askFor(venue: Venue): Promise<void> {
    if (this.#isClosed || !this.#isTold(venue)) return
    for (const symbol of this.#wanted.keys()) {
      if (venueOf(symbol) !== venue || this.#asked.has(symbol)) continue
      await this.feed.subscribe([symbol], this.#tell)
      this.#asked.add(symbol)
    }
  }

  async #shut(venue: Venue): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#isTold(venue)) return
      await this.#letGo([...this.#asked].filter((symbol) => venueOf(symbol) === venue))
    }).catch(() => {
      // A feed that cannot be told to stop goes on telling; nobody is the worse for it.
    })
  }

  async #letGo(symbols: readonly string[]): Promise<void> {
    if (symbols.length === 0) return
    for (const symbol of symbols) this.#asked.delete(symbol)
    await this.feed.unsubscribe(symbols)
  }

  /** Whether prices of a venue are wanted now: in its session, lunch included, and a little after. */
  #isTold(venue: Venue): boolean {
    const nowMs = this.clock.nowMs()
    const session = sessionOf(venue, nowMs)
    if (session === null) return false
    return nowMs >= session.openMs && nowMs < session.closeMs + AFTER_CLOSE_MS
  }

  #later(ms: number, run: () => void): void {
    const cancel = this.clock.setTimer(this.clock.nowMs() + ms, () => {
      this.#cancels.delete(cancel)
      if (!this.#isClosed) run()
    })
    this.#cancels.add(cancel)
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(run)
    this.#turn = turn.catch(() => {
      // Told to whoever asked.
    })
    return turn
  }
}
