import { venueOf } from '#kernel/instrument/venue.js'
import type { BarColumns } from '#kernel/market/bar.js'
import { columnsOf } from '#kernel/market/columns.js'
import { barEndMs, type Timeframe } from '#kernel/market/timeframe.js'
import type { BarHistory } from '#ports/bar_history.js'
import type { Clock } from '#ports/clock.js'
import { SymbolsNotServed, type MarketFeed, type Tick } from '#ports/market_feed.js'
import { RecordedSeries } from './recorded_series.js'
import { lastBars } from './replay_history.js'
import {
  barTickOf,
  pathOf,
  quoteOf,
  recordedTimes,
  STEPS,
  type ShownMarket,
} from './replay_plan.js'

/** Where the bars come from. */
export interface ReplaySource {
  /** The stored bars of a symbol; `null` or empty when there are none. */
  bars(symbol: string, timeframe: Timeframe): Promise<BarColumns | null>
}

/** How old prices become a market. */
export interface ReplaySettings extends ShownMarket {
  /** Which stored bars are told. */
  readonly timeframe: Timeframe
  /**
   * Milliseconds that one bar takes, 4 or more: quotes are stamped with the present, and when the bars are
   * over they begin again. `null`: the clock is one of the time in which the prices were; what lies before
   * its time is left out, and the market falls silent after the last bar.
   */
  readonly barMs: number | null
  /**
   * In the present, bars at the beginning that are not told but are history from the start, so that who
   * begins has something to warm up with; 0 when not given. A recording less than twice as long has none.
   */
  readonly historyBars?: number
}

const WEEK_MS = 604_800_000
/** Passes over the recording that are remembered as history. */
const PASSES_MAX = 3
const NOTHING = columnsOf([])

interface Watched {
  readonly series: RecordedSeries
  readonly onTick: (tick: Tick) => void
}

interface Event {
  readonly atMs: number
  readonly symbol: string
  readonly watched: Watched
  readonly tick: Tick
}

/**
 * Stored bars as a living market: each is told as four quotes around its prices and then as itself. All
 * symbols move together; one that joins does so with the next bar. Bars keep their recorded start; each
 * time they begin again it is later by as many whole weeks as the recording has.
 *
 * Not a market to judge a strategy by: the way within a bar is made up (see `pathOf`).
 */
export class ReplayFeed implements MarketFeed, BarHistory {
  readonly name = 'replay'
  readonly #watched = new Map<string, Watched>()
  readonly #loading = new Set<string>()
  #events: Event[] = []
  #cancelTimer: (() => void) | null = null
  /** Recorded start of the bars that are being told, and what is added to it. */
  #momentMs = -Infinity
  #shiftsMs: readonly number[] = [0]
  #bars = 0
  #isClosed = false

  constructor(
    private readonly source: ReplaySource,
    private readonly clock: Clock,
    private readonly settings: ReplaySettings
  ) {
    const { barMs, spreadBps } = settings
    if (barMs !== null && !(barMs >= STEPS)) {
      throw new RangeError(`barMs must be 4 or more: ${barMs}`)
    }
    if (!(spreadBps >= 0 && spreadBps < 20_000)) {
      throw new RangeError(`spreadBps must be from 0 to below 20000: ${spreadBps}`)
    }
  }

  /** Bars that were told, one for each symbol. */
  get barsTold(): number {
    return this.#bars
  }

  async subscribe(symbols: readonly string[], onTick: (tick: Tick) => void): Promise<void> {
    if (this.#isClosed) throw new Error('the replay is closed')
    const { timeframe } = this.settings
    const added = [...new Set(symbols)].filter(
      (symbol) => !this.#watched.has(symbol) && !this.#loading.has(symbol)
    )
    for (const symbol of added) this.#loading.add(symbol)
    try {
      const loaded = new Map<string, RecordedSeries>()
      for (const symbol of added) {
        const bars = await this.source.bars(symbol, timeframe)
        if (bars !== null && bars.count > 0) loaded.set(symbol, new RecordedSeries(bars))
      }
      const missing = added.filter((symbol) => !loaded.has(symbol))
      if (missing.length > 0) {
        const names = missing.join(', ')
        throw new SymbolsNotServed(missing, `there are no ${timeframe} bars of ${names} to replay`)
      }
      if (this.#isClosed) return
      if (this.#momentMs === -Infinity) this.#begin([...loaded.values()])
      for (const [symbol, series] of loaded) {
        if (this.#loading.has(symbol)) this.#join(symbol, { series, onTick })
      }
    } finally {
      for (const symbol of added) this.#loading.delete(symbol)
    }
    if (this.#cancelTimer === null && this.#events.length === 0) this.#plan(this.clock.nowMs())
  }

  async unsubscribe(symbols: readonly string[]): Promise<void> {
    for (const symbol of symbols) {
      this.#watched.delete(symbol)
      this.#loading.delete(symbol)
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#watched.clear()
    this.#events = []
    this.#cancelTimer?.()
  }

  presentMs(): number {
    if (this.settings.barMs === null) return this.clock.nowMs()
    const { timeframe } = this.settings
    const shiftMs = this.#shiftsMs.at(-1)!
    if (this.#events.length === 0) return barEndMs(timeframe, this.#momentMs + shiftMs)
    return this.#momentMs + shiftMs
  }

  async last(
    symbol: string,
    timeframe: Timeframe,
    count: number,
    beforeMs: number
  ): Promise<BarColumns> {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new RangeError(`count must be a whole number of 0 or more: ${count}`)
    }
    if (timeframe !== this.settings.timeframe) {
      throw new RangeError(`the replay has ${this.settings.timeframe} bars, not ${timeframe}`)
    }
    const recording = (await this.source.bars(symbol, timeframe)) ?? NOTHING
    return lastBars(recording, { timeframe, shiftsMs: this.#shiftsMs }, { count, beforeMs })
  }

  /** Chooses where the first pass begins: behind the history, where there is enough for both. */
  #begin(series: readonly RecordedSeries[]): void {
    const { barMs, historyBars = 0 } = this.settings
    if (barMs === null || series.length === 0) return
    const starts = series.map((one) => one.startAfter(historyBars))
    this.#momentMs = Math.min(...starts) - 1
  }

  #join(symbol: string, watched: Watched): void {
    const isRecorded = this.settings.barMs === null
    watched.series.seek(isRecorded ? this.clock.nowMs() : -Infinity)
    if (this.#momentMs > -Infinity) watched.series.seek(this.#momentMs + 1)
    this.#watched.set(symbol, watched)
  }

  /** Lays out what happens in the next bar of all symbols; `fromMs` is when it begins in the present. */
  #plan(fromMs: number): void {
    const nextMs = this.#nextMoment()
    if (nextMs === null) return
    this.#momentMs = nextMs
    const events: Event[] = []
    const symbols = [...this.#watched.keys()].sort()
    for (const symbol of symbols) {
      const watched = this.#watched.get(symbol)!
      if (watched.series.nextMs === nextMs) events.push(...this.#eventsOf(symbol, watched, fromMs))
    }
    // The sort is stable: what happens at one instant happens in the order of the symbols.
    this.#events = events.sort((a, b) => a.atMs - b.atMs)
    this.#arm()
  }

  #eventsOf(symbol: string, watched: Watched, fromMs: number): Event[] {
    const { timeframe, barMs } = this.settings
    const bar = watched.series.take(this.#momentMs + this.#shiftsMs.at(-1)!)
    const venue = venueOf(symbol)
    const times =
      barMs === null
        ? recordedTimes(timeframe, venue, bar.startMs)
        : Array.from({ length: STEPS + 1 }, (_, step) =>
            Math.floor(fromMs + (step * barMs) / STEPS)
          )
    const { volume } = bar
    const ticks: Tick[] = pathOf(bar).map((price, step) =>
      quoteOf(symbol, { price, volume, atMs: times[step]! }, this.settings)
    )
    ticks.push(barTickOf(symbol, timeframe, bar))
    return ticks.map((tick, step) => ({ atMs: times[step]!, symbol, watched, tick }))
  }

  /** The start of the next bar of any symbol; `null` when there is none. */
  #nextMoment(): number | null {
    const series = [...this.#watched.values()].map((watched) => watched.series)
    const next = earliest(series)
    if (next !== null || series.length === 0 || this.settings.barMs === null) return next
    const firstMs = Math.min(...series.map((one) => one.firstMs))
    const lastMs = Math.max(...series.map((one) => one.lastMs))
    const passMs = Math.ceil((lastMs - firstMs + 1) / WEEK_MS) * WEEK_MS
    this.#shiftsMs = [...this.#shiftsMs, this.#shiftsMs.at(-1)! + passMs].slice(-PASSES_MAX)
    for (const one of series) one.seek(-Infinity)
    return earliest(series)
  }

  /** Where the clock was set back, what is planned moves with it: else the market would stand still. */
  #keepWithClock(nowMs: number): void {
    const { barMs } = this.settings
    const first = this.#events[0]
    if (barMs === null || first === undefined || first.atMs - nowMs <= barMs) return
    const aheadMs = first.atMs - nowMs
    this.#events = this.#events.map((event) => ({
      ...event,
      atMs: event.atMs - aheadMs,
      tick:
        event.tick.type === 'bar' ? event.tick : { ...event.tick, atMs: event.tick.atMs - aheadMs },
    }))
  }

  #arm(): void {
    const first = this.#events[0]
    if (first === undefined) return
    this.#cancelTimer = this.clock.setTimer(first.atMs, () => {
      this.#cancelTimer = null
      this.#tell()
    })
  }

  #tell(): void {
    const nowMs = this.clock.nowMs()
    this.#keepWithClock(nowMs)
    let lastMs = nowMs
    while (this.#events.length > 0 && this.#events[0]!.atMs <= nowMs) {
      const { atMs, symbol, watched, tick } = this.#events.shift()!
      lastMs = atMs
      if (this.#watched.get(symbol) !== watched) continue
      if (tick.type === 'bar') this.#bars++
      watched.onTick(tick)
    }
    if (this.#isClosed) return
    if (this.#events.length > 0) this.#arm()
    // A process that slept goes on from now, instead of telling all that it missed at once.
    else this.#plan(this.settings.barMs === null ? lastMs : Math.max(lastMs, nowMs - STEPS))
  }
}

function earliest(series: readonly RecordedSeries[]): number | null {
  let nextMs: number | null = null
  for (const one of series) {
    const startMs = one.nextMs
    if (startMs !== null && (nextMs === null || startMs < nextMs)) nextMs = startMs
  }
  return nextMs
}
