import { TIMEFRAME_MS, type Timeframe } from '#kernel/market/timeframe.js'
import type { Clock } from '#ports/clock.js'
import type { BarTick, Tick } from '#ports/market_feed.js'
import { BarMaker } from './bar_maker.js'
import type { Listener } from './listener.js'
import { LongerBars } from './longer_bars.js'

/** What bars are made of: quotes, or the bars of one timeframe that the feed tells. */
export type BarSource = 'quotes' | Timeframe

/** One listener's interest in an instrument. */
export interface Interest {
  readonly listener: Listener
  readonly wantsQuotes: boolean
  readonly timeframes: readonly Timeframe[]
}

/** How bars come about. */
export interface StreamSettings {
  readonly clock: Clock
  readonly bars: BarSource
  readonly isAlwaysOpen: boolean
  /** Told of every quote and bar, before those who asked for it. */
  told(tick: Tick): void
}

/** The ticks of one instrument on their way to everyone who asked for it. */
export class InstrumentStream {
  readonly #interests = new Set<Interest>()
  readonly #makers = new Map<Timeframe, BarMaker>()
  readonly #longer = new Map<Timeframe, LongerBars>()

  constructor(
    private readonly symbol: string,
    private readonly settings: StreamSettings
  ) {}

  get listeners(): number {
    return this.#interests.size
  }

  /** Quotes that came after the bars they belong to had been closed. */
  get late(): number {
    return [...this.#makers.values()].reduce((sum, { late }) => sum + late, 0)
  }

  add(interest: Interest): void {
    this.#interests.add(interest)
    for (const timeframe of interest.timeframes) this.#prepare(timeframe)
  }

  /** Bars that nobody wants any more are no longer built. */
  remove(interest: Interest): void {
    this.#interests.delete(interest)
    const wanted = new Set([...this.#interests].flatMap(({ timeframes }) => timeframes))
    for (const [timeframe, maker] of this.#makers) {
      if (wanted.has(timeframe)) continue
      maker.stop()
      this.#makers.delete(timeframe)
    }
    for (const timeframe of this.#longer.keys()) {
      if (!wanted.has(timeframe)) this.#longer.delete(timeframe)
    }
  }

  /** Passes a good tick on: first the bars that it ends, then itself. */
  tell(tick: Tick): void {
    if (tick.type === 'bar') {
      if (tick.timeframe !== this.settings.bars) return
      this.#tellBar(tick)
      for (const bars of this.#longer.values()) bars.see(tick)
      return
    }
    for (const maker of this.#makers.values()) maker.see(tick)
    this.settings.told(tick)
    for (const { listener, wantsQuotes } of this.#interests) if (wantsQuotes) listener.offer(tick)
  }

  #tellBar(bar: BarTick): void {
    this.settings.told(bar)
    for (const { listener, timeframes } of this.#interests) {
      if (timeframes.includes(bar.timeframe)) listener.offer(bar)
    }
  }

  #prepare(timeframe: Timeframe): void {
    const { clock, bars, isAlwaysOpen } = this.settings
    const emit = (bar: BarTick) => this.#tellBar(bar)
    if (bars === 'quotes') {
      if (this.#makers.has(timeframe)) return
      const work = { symbol: this.symbol, timeframe, clock, isAlwaysOpen, emit }
      this.#makers.set(timeframe, new BarMaker(work))
    } else if (TIMEFRAME_MS[timeframe] > TIMEFRAME_MS[bars] && !this.#longer.has(timeframe)) {
      this.#longer.set(timeframe, new LongerBars(this.symbol, bars, timeframe, emit))
    }
  }
}
