import { markPrice } from '../position/mark.js'
import type { InstrumentState, TradingState } from '../state.js'
import type { Advisor } from './advisor.js'
import type { Audience } from './audience.js'
import type { BarSource } from './bar_source.js'
import type { SimulationConfig, StrategySlot } from './config.js'
import { INBOX } from './inbox.js'
import type { SimulationOptions } from './options.js'
import type { SimulationRecord } from './record.js'

/** What quiet bars need of the simulation around them. */
export interface QuietStage {
  readonly state: TradingState
  readonly bars: BarSource
  readonly audience: Audience
  /** From a bar's start to the instant at which it may be seen. */
  readonly barMs: number
  readonly record: SimulationRecord
  /** Takes stock; true when something follows from it. */
  takeStock(endMs: number): boolean
}

/**
 * The short way through the bars of one instrument with one strategy at which nothing waits, nothing is to be
 * told and no session begins: most bars of most backtests.
 *
 * It takes the steps that `Simulation` takes at each instant, in the same order, less those that can have no
 * effect then; it judges and decides nothing. A run with a journal goes the long way at every bar, and a
 * property test holds the two against each other.
 */
export class QuietBars {
  /** The first bar whose signals count: before it nothing is kept either. */
  readonly #countsFrom: number

  constructor(
    readonly stage: QuietStage,
    readonly advisor: Advisor,
    config: SimulationConfig
  ) {
    const { warmupBars } = config.strategies[0] as StrategySlot
    this.#countsFrom = Math.max(stage.bars.firstIndex(0), warmupBars)
  }

  /** Whether a run may go this way at all. */
  static suit(config: SimulationConfig, options: SimulationOptions): boolean {
    const { instruments, strategies, agents = [], fillDelayBars } = config
    const isAlone = instruments.length === 1 && strategies.length === 1 && agents.length === 0
    if (!isAlone || fillDelayBars === 0 || options.journal !== undefined) return false
    return (strategies[0] as StrategySlot).instruments.includes(0)
  }

  /**
   * Goes on from the current bar through at most `most` quiet ones that start before `untilMs`. The last is one
   * at which something was said or followed, where there was one. Returns how many they were;
   * `audience.failed` tells when the strategy failed at the last. `isHolding`: a position is open.
   */
  pass(most: number, untilMs: number, isHolding: boolean): number {
    const { state, bars, audience, record, barMs } = this.stage
    const { advisor } = this
    const { inbox } = advisor
    const first = bars.index(0) + 1
    if (bars.activeCount === 0 || first < this.#countsFrom) return 0
    const { startMs, open, high, low, close, volume, count } = bars.columns(0)
    const end = Math.min(count, first + most)
    const hasSlice = advisor.hasSlice() === 1
    /** What the strategy said of the last bar, and behind it. */
    let said = 0
    let saidOnSlice = 0
    let hasNews = false
    let at = first
    inbox[INBOX.warmingUp] = 0
    audience.tellAccount(inbox)
    while (at < end && said === 0 && saidOnSlice === 0 && !hasNews) {
      const start = startMs[at] as number
      if (start >= untilMs) break
      const endMs = start + barMs
      if (isHolding) {
        markPrice(state, 0, close[at] as number, endMs)
        hasNews = this.stage.takeStock(endMs)
        audience.tellAccount(inbox)
      }
      record.keepInstant(state, start)
      inbox[INBOX.startMs] = start
      inbox[INBOX.endMs] = endMs
      inbox[INBOX.open] = open[at] as number
      inbox[INBOX.high] = high[at] as number
      inbox[INBOX.low] = low[at] as number
      inbox[INBOX.close] = close[at] as number
      inbox[INBOX.volume] = volume[at] as number
      at++
      said = advisor.onInboxBar(0)
      if (hasSlice && said === 0) saidOnSlice = advisor.onSlice(endMs)
    }
    if (at === first) return 0
    const endMs = this.#settle(first, at - 1)
    if (said !== 0) {
      if (!audience.answer(0, said, endMs)) return at - first
      if (hasSlice) saidOnSlice = advisor.onSlice(endMs)
    }
    audience.noteCalls(0, 1)
    if (saidOnSlice !== 0) audience.answer(0, saidOnSlice, endMs)
    return at - first
  }

  /**
   * Brings everybody to the end of the last bar gone through, which is returned: the strategy has been shown
   * it and has not had its word behind the bars.
   */
  #settle(first: number, last: number): number {
    const { state, bars, audience, barMs } = this.stage
    const instrument = state.instruments[0] as InstrumentState
    bars.jump(last)
    const endMs = bars.startMs + barMs
    instrument.price = bars.columns(0).close[last] as number
    instrument.priceMs = endMs
    instrument.bars += last - first + 1
    state.nowMs = endMs
    audience.noteBar(0, last)
    audience.noteCalls(0, 2 * (last - first) + 1)
    return endMs
  }
}
