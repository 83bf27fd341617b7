import type { Clock } from '#ports/clock.js'
import type { QuoteTick } from '#ports/market_feed.js'
import type { SeenPrice } from './arrival.js'
import { priceOfTick } from './read_tick.js'

/** Longest time that a price waits to be written when nothing else is. */
const HOLD_MS = 200
/** Bad ticks are counted; of each instrument, so many reasons are told. */
const TOLD_TICKS = 3

/** What the hold works with. */
export interface PriceHoldPorts {
  readonly clock: Clock
  /** The time of what is held is over. */
  due(): void
  /** A sentence for the log. */
  warn(sentence: string): void
}

/**
 * Prices on their way into the journal, the last of each instrument. A price alone is nothing to act on:
 * it is written together with the next thing that is, or after a moment.
 */
export class PriceHold {
  readonly #held = new Map<string, number>()
  readonly #badTicks = new Map<string, number>()
  #cancelTimer: (() => void) | null = null

  constructor(private readonly ports: PriceHoldPorts) {}

  /** Instruments whose price waits. */
  get size(): number {
    return this.#held.size
  }

  /** Ticks that were no prices, by symbol. */
  get badTicks(): ReadonlyMap<string, number> {
    return this.#badTicks
  }

  /** Holds the price of a quote, in the place of the one before it. */
  take(tick: QuoteTick): void {
    const price = priceOfTick(tick)
    if (typeof price === 'string') {
      this.countBad(tick.symbol, price)
      return
    }
    this.#held.set(tick.symbol, price)
    const { clock, due } = this.ports
    this.#cancelTimer ??= clock.setTimer(clock.nowMs() + HOLD_MS, () => {
      this.#cancelTimer = null
      due()
    })
  }

  /** What is held, which is held no more. */
  release(): readonly SeenPrice[] {
    this.#cancelTimer?.()
    this.#cancelTimer = null
    const prices = [...this.#held].map(([symbol, price]) => ({ symbol, price }))
    this.#held.clear()
    return prices
  }

  /** Counts a tick that was no price. */
  countBad(symbol: string, reason: string): void {
    const count = (this.#badTicks.get(symbol) ?? 0) + 1
    this.#badTicks.set(symbol, count)
    if (count <= TOLD_TICKS) this.ports.warn(`a tick of ${symbol} was no price: ${reason}`)
  }
}
