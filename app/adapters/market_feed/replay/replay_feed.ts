import type { Bar } from '#kernel/market/bar.js'
import type { Clock } from '#ports/clock.js'
import type { MarketFeed, QuoteTick, Tick } from '#ports/market_feed.js'

/** Half of the distance between bid and ask, as a fraction of the price. */
const HALF_SPREAD = 0.0001
/** Units shown at bid and ask. */
const SHOWN_SIZE = 10_000
/** Prices of a bar that are told, one after the other. */
const STEPS = 4

/** Where the bars come from. */
export interface ReplaySource {
  /** The stored daily bars of a symbol, oldest first; empty when there are none. */
  bars(symbol: string): Promise<readonly Bar[]>
}

/** How fast time passes. */
export interface ReplayPace {
  /** Milliseconds that one bar takes, 4 or more. */
  readonly barMs: number
}

/**
 * Old prices as a living market: each stored bar is told as four quotes (open, the nearer extreme, the other
 * extreme, close) around its prices, stamped with the time at which they are told. When the bars of a
 * symbol are over they begin again.
 *
 * Not a market to judge a strategy by: the prices are old and their way within the bar is made up.
 */
export class ReplayFeed implements MarketFeed {
  readonly name = 'replay'
  readonly #stops = new Map<string, () => void>()
  #isClosed = false

  constructor(
    private readonly source: ReplaySource,
    private readonly clock: Clock,
    private readonly pace: ReplayPace
  ) {}

  async subscribe(symbols: readonly string[], onTick: (tick: Tick) => void): Promise<void> {
    for (const symbol of symbols) {
      if (this.#stops.has(symbol)) continue
      const bars = await this.source.bars(symbol)
      if (bars.length === 0) throw new Error(`there are no daily bars of ${symbol} to replay`)
      if (!this.#isClosed) this.#tell(symbol, bars, onTick)
    }
  }

  async unsubscribe(symbols: readonly string[]): Promise<void> {
    for (const symbol of symbols) {
      this.#stops.get(symbol)?.()
      this.#stops.delete(symbol)
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.unsubscribe([...this.#stops.keys()])
  }

  #tell(symbol: string, bars: readonly Bar[], onTick: (tick: Tick) => void): void {
    const stepMs = Math.max(1, this.pace.barMs / STEPS)
    let step = 0
    const next = () => {
      const bar = bars[Math.floor(step / STEPS) % bars.length]!
      onTick(quoteAt(symbol, pathOf(bar)[step % STEPS]!, this.clock.nowMs()))
      step++
      this.#stops.set(symbol, this.clock.setTimer(this.clock.nowMs() + stepMs, next))
    }
    next()
  }
}

/** The prices of a bar in an order that is likely: a rising bar saw its low first. */
function pathOf({ open, high, low, close }: Bar): readonly number[] {
  return close >= open ? [open, low, high, close] : [open, high, low, close]
}

function quoteAt(symbol: string, price: number, atMs: number): QuoteTick {
  return {
    type: 'quote',
    symbol,
    atMs,
    bid: price * (1 - HALF_SPREAD),
    ask: price * (1 + HALF_SPREAD),
    bidSize: SHOWN_SIZE,
    askSize: SHOWN_SIZE,
    last: price,
    lastSize: null,
    volume: null,
  }
}
