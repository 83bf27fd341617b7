import type { CorporateAction } from '#kernel/instrument/corporate_action.js'
import type { Instrument } from '#kernel/instrument/instrument.js'
import type { Bar, BarColumns } from '#kernel/market/bar.js'
import { barsOf, columnsOf } from '#kernel/market/columns.js'
import { sessionDayOfBar } from '#kernel/market/session.js'
import { barEndMs, type Timeframe } from '#kernel/market/timeframe.js'
import type { BarHistory } from '#ports/bar_history.js'
import { SymbolsNotServed, type MarketFeed, type Tick } from '#ports/market_feed.js'
import { BarSession, type BarSessionSettings } from './bar_session.js'
import type { Instant } from './bar_venue.js'

/** A series of a market of bars. */
export interface MarketSeries {
  readonly instrument: Instrument
  readonly columns: BarColumns
  /** Index of the first bar that is told; those before it are history. */
  readonly firstIndex: number
  /** Splits and dividends, ascending by ex-day. */
  readonly actions?: readonly CorporateAction[]
}

/** A split or dividend of a symbol. */
export interface DueAction {
  readonly symbol: string
  readonly action: CorporateAction
}

/** What a market of bars is made with. */
export interface BarMarketSettings extends Omit<BarSessionSettings, 'instruments'> {
  readonly series: readonly MarketSeries[]
  readonly clock: { nowMs(): number; advanceTo(atMs: number): void }
  /** A session date begins, with its splits and dividends; called in front of its first bars. */
  sessionBegan(day: number, actions: readonly DueAction[]): void
}

/** The bars of one symbol that start at one instant. */
interface Row {
  readonly symbol: string
  readonly bar: Bar
  readonly day: number
}

/**
 * Stored bars as a whole market on a clock that it moves itself: at the start of an instant orders execute
 * on its bars, at its end the bars are told. It goes on when the account, and all who listen to it, have
 * done with what they were told, so that nothing depends on how fast anybody is.
 */
export class BarMarket implements MarketFeed, BarHistory {
  readonly name = 'bars'
  readonly broker: BarSession
  readonly #instants: readonly (readonly [startMs: number, rows: readonly Row[]])[]
  readonly #listeners = new Map<string, (tick: Tick) => void>()
  readonly #actedUntil = new Map<string, number>()
  readonly #begun = new Set<string>()
  #next = 0
  #day = -Infinity

  constructor(private readonly settings: BarMarketSettings) {
    const { series } = settings
    this.broker = new BarSession({
      ...settings,
      instruments: series.map(({ instrument }) => instrument),
    })
    this.#instants = instantsOf(series, settings.timeframe)
  }

  /** Where the clock must stand before the first instant. */
  get beginsMs(): number {
    return this.#instants[0]?.[0] ?? 0
  }

  /** Goes through the next instant; false when there is none. */
  async step(): Promise<boolean> {
    const next = this.#instants[this.#next]
    if (next === undefined) return false
    this.#next++
    const [startMs, rows] = next
    const { clock, timeframe, settled } = this.settings
    clock.advanceTo(startMs)
    const day = Math.max(this.#day, ...rows.map((row) => row.day))
    const due = rows.flatMap((row) => this.#due(row))
    if (day > this.#day || due.length > 0) {
      this.#day = day
      for (const { symbol, action } of due) this.broker.act(symbol, action)
      this.settings.sessionBegan(day, due)
      await settled()
    }
    const bars = new Map(rows.map(({ symbol, bar }) => [symbol, bar]))
    const instant: Instant = { startMs, day, bars }
    await this.broker.trade(instant)
    clock.advanceTo(barEndMs(timeframe, startMs))
    for (const { symbol, bar } of rows) {
      this.#listeners.get(symbol)?.({ type: 'bar', symbol, timeframe, ...bar })
    }
    await settled()
    return true
  }

  /** Actions whose ex-date has come with a bar. What went ex before the first bar is in its price. */
  #due({ symbol, day }: Row): DueAction[] {
    const from = this.#actedUntil.get(symbol) ?? 0
    const series = this.settings.series.find(({ instrument }) => instrument.symbol === symbol)
    const actions = series?.actions ?? []
    let until = from
    while (until < actions.length && (actions[until] as CorporateAction).exDay <= day) until++
    this.#actedUntil.set(symbol, until)
    const isFirst = this.#begun.has(symbol) ? false : series?.firstIndex === 0
    this.#begun.add(symbol)
    return isFirst ? [] : actions.slice(from, until).map((action) => ({ symbol, action }))
  }

  /** Goes through all that is left and ends the orders that still work. */
  async run(): Promise<void> {
    while (await this.step());
    await this.broker.endAll()
  }

  async subscribe(symbols: readonly string[], onTick: (tick: Tick) => void): Promise<void> {
    const known = new Set(this.settings.series.map(({ instrument }) => instrument.symbol))
    const missing = symbols.filter((symbol) => !known.has(symbol))
    if (missing.length > 0) {
      throw new SymbolsNotServed(missing, `there are no bars of ${missing.join(', ')}`)
    }
    for (const symbol of symbols) this.#listeners.set(symbol, onTick)
  }

  async unsubscribe(symbols: readonly string[]): Promise<void> {
    for (const symbol of symbols) this.#listeners.delete(symbol)
  }

  async close(): Promise<void> {
    this.#listeners.clear()
  }

  presentMs(): number {
    return this.settings.clock.nowMs()
  }

  async last(
    symbol: string,
    timeframe: Timeframe,
    count: number,
    beforeMs: number
  ): Promise<BarColumns> {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new RangeError(`count must be a whole number from 0, was ${count}`)
    }
    if (timeframe !== this.settings.timeframe) {
      throw new RangeError(`these bars are of ${this.settings.timeframe}, not of ${timeframe}`)
    }
    const series = this.settings.series.find(({ instrument }) => instrument.symbol === symbol)
    if (series === undefined || count === 0) return columnsOf([])
    const told = barsOf(series.columns).filter(
      ({ startMs }) => barEndMs(timeframe, startMs) <= beforeMs
    )
    return columnsOf(told.slice(-count))
  }
}

/** The bars of all series as one sequence of instants, series in their order at each. */
function instantsOf(
  series: readonly MarketSeries[],
  timeframe: Timeframe
): (readonly [number, readonly Row[]])[] {
  const rows = new Map<number, Row[]>()
  for (const { instrument, columns, firstIndex } of series) {
    for (const bar of barsOf(columns).slice(firstIndex)) {
      const { symbol, venue } = instrument
      const day = sessionDayOfBar(venue, timeframe, bar.startMs)
      const at = rows.get(bar.startMs)
      const row = { symbol, bar, day }
      if (at === undefined) rows.set(bar.startMs, [row])
      else at.push(row)
    }
  }
  return [...rows].sort(([left], [right]) => left - right)
}
