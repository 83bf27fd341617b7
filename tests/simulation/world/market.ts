import type { Tick } from '#ports/market_feed.js'
import type { Agenda } from './agenda.js'
import type { Chance } from './chance.js'
import { INSTRUMENTS } from './terms.js'

interface Listing {
  /** Price in cents of its currency, a multiple of the tick. */
  cents: number
  readonly tickCents: number
  isHalted: boolean
}

/** A market that moves, gaps, and is halted now and then. */
export class Market {
  readonly #listings = new Map<string, Listing>()
  readonly #ears = new Set<(tick: Tick) => void>()
  readonly #chance: Chance

  constructor(
    private readonly world: {
      readonly agenda: Agenda
      readonly chance: Chance
      /** Called after each move of a symbol that is not halted. */
      moved(symbol: string): void
    }
  ) {
    this.#chance = world.chance.fork('market')
    const first = [18_900, 6_120, 38_020]
    INSTRUMENTS.forEach(({ symbol, tickSize }, k) => {
      const tickCents = Math.round(tickSize * 100)
      this.#listings.set(symbol, { cents: first[k]!, tickCents, isHalted: false })
    })
  }

  /** Whoever wants to hear the ticks; returns what ends it. */
  listen(ear: (tick: Tick) => void): () => void {
    this.#ears.add(ear)
    return () => this.#ears.delete(ear)
  }

  /** Price in cents of the symbol's currency. */
  centsOf(symbol: string): number {
    return this.#of(symbol).cents
  }

  tickCentsOf(symbol: string): number {
    return this.#of(symbol).tickCents
  }

  isHalted(symbol: string): boolean {
    return this.#of(symbol).isHalted
  }

  halt(symbol: string, isHalted: boolean): void {
    this.#of(symbol).isHalted = isHalted
  }

  /** Moves one symbol and tells its price; in a hostile world with wrong ticks in between. */
  move(isHostile: boolean): string {
    const chance = this.#chance
    const { symbol } = chance.pick(INSTRUMENTS)
    const listing = this.#of(symbol)
    if (listing.isHalted) return `${symbol} is halted`
    const isGap = isHostile && chance.happens(0.01)
    const widest = isGap ? 0.12 : 0.003
    const move = listing.cents * chance.between(-widest, widest)
    const ticks = Math.max(5, Math.round((listing.cents + move) / listing.tickCents))
    listing.cents = ticks * listing.tickCents
    this.world.moved(symbol)
    this.#tell(this.quote(symbol))
    if (isHostile && chance.happens(0.03)) this.#tell(this.#wrong(symbol))
    return `${symbol} moves to ${listing.cents}`
  }

  /** The quote of now: one tick wide around the price. */
  quote(symbol: string): Tick {
    const { cents, tickCents } = this.#of(symbol)
    return {
      type: 'quote',
      symbol,
      atMs: Math.floor(this.world.agenda.nowMs),
      bid: (cents - tickCents) / 100,
      ask: (cents + tickCents) / 100,
      bidSize: 1_000,
      askSize: 1_000,
      last: cents / 100,
      lastSize: 100,
      volume: null,
    }
  }

  #wrong(symbol: string): Tick {
    const quote = this.quote(symbol)
    if (quote.type !== 'quote') return quote
    return this.#chance.pick<Tick>([
      { ...quote, bid: 0, ask: 0 },
      { ...quote, bid: quote.ask, ask: quote.bid },
      { ...quote, bid: null, ask: null, last: -1 },
      { ...quote, bid: null, ask: null, last: null },
      { ...quote, bid: Number.NaN },
      { ...quote, symbol: 'US.NOBODY' },
    ])
  }

  #tell(tick: Tick): void {
    for (const ear of this.#ears) ear(tick)
  }

  #of(symbol: string): Listing {
    const found = this.#listings.get(symbol)
    if (found === undefined) throw new RangeError(`${symbol} is not listed`)
    return found
  }
}
