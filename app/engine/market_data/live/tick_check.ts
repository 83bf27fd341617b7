import { sessionDayOf, type Venue, venueOf } from '#kernel/instrument/venue.js'
import { barFault } from '#kernel/market/bar.js'
import type { Timeframe } from '#kernel/market/timeframe.js'
import { isPrice } from '#kernel/values/price.js'
import type { BarTick, QuoteTick, Tick } from '#ports/market_feed.js'

/** Why a tick is not passed on. */
export type TickFault =
  /** Nobody asked for the instrument. */
  | 'not_asked_for'
  /** A field is NaN or infinite. */
  | 'not_a_number'
  /** Neither bid, nor ask, nor a last price. */
  | 'no_price'
  /** A price is zero or below. */
  | 'not_positive'
  /** The bid is above the ask. */
  | 'crossed'
  /** A size or volume is below zero. */
  | 'negative_size'
  /** Stamped later than the clock allows. */
  | 'future'
  /** Stamped before what was passed on already, or a bar that was told already. */
  | 'out_of_order'
  /** Too far from the last price of the same session, and not confirmed. */
  | 'jump'
  /** A bar whose prices contradict one another. */
  | 'bar_shape'

/** How strict the check is. */
export interface TickCheckSettings {
  /** A price this many times above or below the last one of its session is a jump; above 1. */
  readonly jumpRatio: number
  /** A jump is believed when this many quotes in a row agree on it. */
  readonly jumpConfirmations: number
  /** How far a stamp may lie ahead of the clock: clocks differ. */
  readonly futureMsMax: number
}

/** Used where nothing else is said. */
export const TICK_CHECK: TickCheckSettings = {
  jumpRatio: 1.25,
  jumpConfirmations: 3,
  futureMsMax: 5_000,
}

/** How many ticks were refused, by reason. */
export type Refusals = Readonly<Partial<Record<TickFault, number>>>

interface Seen {
  readonly venue: Venue
  readonly refused: Partial<Record<TickFault, number>>
  atMs: number
  day: number
  price: number | null
  /** The last refused level, and how many quotes in a row were near it. */
  suspect: number
  suspects: number
  readonly bars: Map<Timeframe, number>
}

/** No price is older (1800): such a stamp is an error, and no database would take it. */
const EARLIEST_MS = Date.UTC(1800, 0, 1)

/**
 * Looks at every tick of the instruments that were asked for, and keeps count of what it refuses. What a
 * feed says is not trusted: one tick of 0.01 would trigger every stop.
 */
export class TickCheck {
  readonly #seen = new Map<string, Seen>()
  readonly #refused: Partial<Record<TickFault, number>> = {}
  #clockMs = -Infinity

  constructor(private readonly settings: TickCheckSettings = TICK_CHECK) {}

  /** Of all instruments, those included that nobody wants any more. */
  get refused(): Refusals {
    return { ...this.#refused }
  }

  /** Of one instrument, since it was asked for. */
  refusedOf(symbol: string): Refusals {
    return { ...this.#seen.get(symbol)?.refused }
  }

  expect(symbol: string): void {
    if (this.#seen.has(symbol)) return
    const venue = venueOf(symbol)
    const bars = new Map<Timeframe, number>()
    const day = -Infinity
    const nothing = { atMs: day, day, price: null, suspect: 0, suspects: 0 }
    this.#seen.set(symbol, { venue, refused: {}, bars, ...nothing })
  }

  forget(symbol: string): void {
    this.#seen.delete(symbol)
  }

  /** What is wrong with a tick, or `null`; a tick without fault is what the next ones are compared with. */
  see(tick: Tick, nowMs: number): TickFault | null {
    this.#watchClock(nowMs)
    const seen = this.#seen.get(tick.symbol)
    const fault = seen === undefined ? 'not_asked_for' : this.#faultOf(seen, tick, nowMs)
    if (fault === null) return null
    this.#refused[fault] = (this.#refused[fault] ?? 0) + 1
    if (seen !== undefined) seen.refused[fault] = (seen.refused[fault] ?? 0) + 1
    return fault
  }

  /** Where the clock was set back, stamps begin again: else every quote would be out of order till then. */
  #watchClock(nowMs: number): void {
    if (nowMs < this.#clockMs - this.settings.futureMsMax) {
      for (const seen of this.#seen.values()) seen.atMs = Math.min(seen.atMs, nowMs)
    }
    this.#clockMs = nowMs
  }

  #faultOf(seen: Seen, tick: Tick, nowMs: number): TickFault | null {
    return tick.type === 'bar'
      ? seeBar(seen, tick, nowMs + this.settings.futureMsMax)
      : this.#seeQuote(seen, tick, nowMs)
  }

  #seeQuote(seen: Seen, tick: QuoteTick, nowMs: number): TickFault | null {
    const fault = quoteTickFault(tick)
    if (fault !== null) return fault
    if (tick.atMs > nowMs + this.settings.futureMsMax) return 'future'
    if (tick.atMs < Math.max(EARLIEST_MS, seen.atMs)) return 'out_of_order'
    const day = sessionDayOf(seen.venue, tick.atMs)
    const price = priceOf(tick)
    // A session may open anywhere: news, splits and holidays lie between it and the last price.
    if (seen.price !== null && day === seen.day && this.#isJump(seen, price)) return 'jump'
    seen.atMs = tick.atMs
    seen.day = day
    seen.price = price
    seen.suspects = 0
    return null
  }

  #isJump(seen: Seen, price: number): boolean {
    const { jumpRatio, jumpConfirmations } = this.settings
    if (isNear(seen.price!, price, jumpRatio)) return false
    const isConfirming = seen.suspects > 0 && isNear(seen.suspect, price, jumpRatio)
    seen.suspects = isConfirming ? seen.suspects + 1 : 1
    seen.suspect = price
    return seen.suspects < jumpConfirmations
  }
}

/** The price that a quote stands for: the middle of bid and ask, else the last trade, else the side there is. */
export function priceOf({ bid, ask, last }: Pick<QuoteTick, 'bid' | 'ask' | 'last'>): number {
  if (bid !== null && ask !== null) return (bid + ask) / 2
  return last ?? bid ?? ask ?? Number.NaN
}

function isNear(from: number, to: number, ratio: number): boolean {
  return to <= from * ratio && from <= to * ratio
}

function quoteTickFault(tick: QuoteTick): TickFault | null {
  const { bid, ask, last, bidSize, askSize, lastSize, volume } = tick
  const prices = [bid, ask, last].filter((price) => price !== null)
  const sizes = [bidSize, askSize, lastSize, volume].filter((size) => size !== null)
  if (![tick.atMs, ...prices, ...sizes].every(Number.isFinite)) return 'not_a_number'
  if (prices.length === 0) return 'no_price'
  if (!prices.every(isPrice)) return 'not_positive'
  if (bid !== null && ask !== null && bid > ask) return 'crossed'
  return sizes.some((size) => size < 0) ? 'negative_size' : null
}

function seeBar(seen: Seen, tick: BarTick, latestMs: number): TickFault | null {
  const { timeframe, startMs, open, high, low, close, volume } = tick
  const prices = [open, high, low, close]
  if (![startMs, volume, ...prices].every(Number.isFinite)) return 'not_a_number'
  if (!prices.every(isPrice)) return 'not_positive'
  if (volume < 0) return 'negative_size'
  if (barFault(tick) !== null) return 'bar_shape'
  if (startMs > latestMs) return 'future'
  if (startMs <= (seen.bars.get(timeframe) ?? EARLIEST_MS)) return 'out_of_order'
  seen.bars.set(timeframe, startMs)
  return null
}
