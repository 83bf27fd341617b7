import type { Command } from '../command.js'
import type { Input } from '../input.js'
import { step } from '../kernel.js'
import type { BarColumns } from '../market/bar.js'
import { takeStock } from '../market/session.js'
import { barEndMs } from '../market/timeframe.js'
import type { Order } from '../order/order.js'
import { isOpen } from '../order/order_state.js'
import { markPrice } from '../position/mark.js'
import { openTrades } from '../position/open_trades.js'
import type { Position } from '../position/position.js'
import type { Signal } from '../signal/signal.js'
import { createState, type InstrumentState, type TradingState } from '../state.js'
import type { Advisor } from './advisor.js'
import { Audience } from './audience.js'
import { BarSource } from './bar_source.js'
import { configFault } from './config_fault.js'
import type { SimulationConfig } from './config.js'
import { Counsel, CounselFailed } from './counsel.js'
import { NO_COUNSEL } from './counsel_advisor.js'
import { Evidence } from './evidence.js'
import { MarketVenue } from './market_venue.js'
import type { SimulationFailure, SimulationOptions } from './options.js'
import { OpenPositions } from './open_positions.js'
import { QuietBars } from './quiet_bars.js'
import { SimulationRecord } from './record.js'
import { Sessions } from './sessions.js'

/** Instants in one inner loop. */
const INSTANTS_AT_ONCE = 512

/**
 * A backtest: bars go in, one instant after the other; the market, the kernel and the strategies act in a
 * fixed order at each.
 *
 * 1. the session's date, splits and dividends; 2. fills at the open; 3. fills within the bars;
 * 4. prices at the close, equity; 5. agents see the bars and the account, and what they say of the bias
 * holds at once; 6. strategies hear of their orders and fills, then see the bars, in the order of the
 * configuration. What they say goes through the rules, and can fill from the next bar on.
 */
export class Simulation {
  readonly state: TradingState
  readonly record: SimulationRecord
  readonly evidence: Evidence | null
  failure: SimulationFailure | null = null
  isFinished = false
  /** Instants and bars gone through. */
  instants = 0
  barsSeen = 0
  readonly #bars: BarSource
  readonly #venue: MarketVenue
  readonly #audience: Audience
  readonly #counsel: Counsel
  readonly #sessions: Sessions
  /** The short way through bars, where the run may go it. */
  readonly #quiet: QuietBars | null
  readonly #scratch: Command[] = []
  /** From a bar's start to the instant at which it may be seen. */
  readonly #barMs: number
  readonly #openPositions: OpenPositions
  /** Whether the account has changed since stock was last taken. */
  #hasNews = true

  /** Throws RangeError for a configuration that makes no sense, naming the field. */
  constructor(
    readonly config: SimulationConfig,
    columns: readonly BarColumns[],
    readonly advisors: readonly Advisor[],
    readonly options: SimulationOptions = {}
  ) {
    const { rules, agents } = options.counsel ?? NO_COUNSEL
    const given = { rules: rules.length, agents: agents.length }
    const fault = configFault(config, columns, advisors.length, given)
    if (fault !== null) throw new RangeError(fault)
    this.state = createState(config)
    const instants = Math.max(
      ...columns.map((one, i) => one.count - (config.bars[i]?.firstIndex ?? 0))
    )
    const { length } = config.strategies
    this.record = new SimulationRecord(length, options.keepsAll ?? true, instants, rules.length)
    this.evidence = options.keepsEvidence === true ? new Evidence() : null
    this.#bars = new BarSource(config, columns)
    this.#venue = new MarketVenue(
      this.state,
      config,
      this.#bars,
      (input) => this.#apply(input),
      (signal, atMs) => this.#propose(signal, atMs)
    )
    this.#audience = new Audience(
      {
        state: this.state,
        config,
        bars: this.#bars,
        evidence: this.evidence,
        follow: (signal, atMs) => this.#follow(signal, atMs),
      },
      advisors
    )
    const { state, evidence, record } = this
    this.#counsel = new Counsel(
      { state, config, bars: this.#bars, evidence, record },
      { rules, agents }
    )
    this.#barMs = barEndMs(config.timeframe, 0)
    this.#openPositions = new OpenPositions(this.state.positions)
    this.#sessions = new Sessions({
      state,
      config,
      options,
      venue: this.#venue,
      audience: this.#audience,
      apply: (input) => this.#apply(input),
    })
    this.#quiet = QuietBars.suit(config, options) ? this.#quietBars() : null
    this.record.begin(this.state.cash)
  }

  #quietBars(): QuietBars {
    const { state, config, record } = this
    const [bars, audience, barMs] = [this.#bars, this.#audience, this.#barMs]
    const stage = {
      ...{ state, bars, audience, record, barMs },
      takeStock: (endMs: number) => this.#takeStockNow(endMs),
    }
    return new QuietBars(stage, this.advisors[0] as Advisor, config)
  }

  /**
   * Goes through at most `instants` instants. Returns 1 when the run is over, 0 when there is more, -1
   * when a plugin failed (`failure` tells).
   */
  run(instants: number): -1 | 0 | 1 {
    try {
      return this.#runAll(instants)
    } catch (error) {
      if (!(error instanceof CounselFailed)) throw error
      this.#breakOff(error.speaker, error.detail)
      return -1
    }
  }

  #runAll(instants: number): -1 | 0 | 1 {
    let left = instants
    while (!this.isFinished && this.failure === null) {
      if (left <= 0) return 0
      this.#runSome(Math.min(left, INSTANTS_AT_ONCE))
      left -= INSTANTS_AT_ONCE
    }
    return this.failure === null ? 1 : -1
  }

  /** A short loop that is called often gets better machine code than a long one that is called once. */
  #runSome(instants: number): void {
    let left = instants
    while (left > 0 && this.failure === null) {
      left -= this.#passQuietly(left)
      if (left === 0 || this.failure !== null) return
      if (!this.#bars.next()) return this.#finish()
      this.#instant()
      left--
    }
  }

  #passQuietly(most: number): number {
    if (this.#quiet === null || this.#hasNews || !this.#venue.isIdle) return 0
    if (this.#audience.messages.has(0)) return 0
    const untilMs = this.#sessions.nextMs[0] as number
    const passed = this.#quiet.pass(most, untilMs, this.#openPositions.count > 0)
    this.instants += passed
    this.barsSeen += passed
    if (this.#audience.failed >= 0) this.#fail()
    return passed
  }

  #instant(): void {
    const { state } = this
    const [bars, sessions] = [this.#bars, this.#sessions]
    const { startMs, active, activeCount } = bars
    this.instants++
    this.barsSeen += activeCount
    let isWarmUp = true
    for (let k = 0; k < activeCount; k++) {
      const i = active[k] as number
      if (startMs >= (sessions.nextMs[i] as number)) sessions.begin(i, startMs)
      if (bars.index(i) >= bars.firstIndex(i)) isWarmUp = false
    }
    if (!this.#venue.isIdle) this.#trade(startMs)
    const endMs = startMs + this.#barMs
    for (let k = 0; k < activeCount; k++) {
      const i = active[k] as number
      const close = bars.columns(i).close[bars.index(i)] as number
      this.options.journal?.({
        type: 'price_seen',
        instrument: i,
        price: close,
        atMs: endMs,
        isBarEnd: true,
      })
      markPrice(state, i, close, endMs)
      ;(state.instruments[i] as InstrumentState).bars++
      this.#audience.noteBar(i, bars.index(i))
    }
    this.#takeStock(endMs)
    if (!isWarmUp) this.record.keepInstant(state, startMs)
    if (this.#counsel.advisors.agents.length > 0) this.#consult(startMs, endMs)
    this.#ask(endMs)
  }

  /** Gives the agents their turn; what they say of the bias holds for the strategies' turn already. */
  #consult(startMs: number, endMs: number): void {
    const bias = this.#counsel.look(startMs, endMs)
    if (bias === null) return
    this.#apply({ type: 'bias_changed', bias, atMs: endMs, isLasting: true })
  }

  /** Gives the strategies their turn, and fills at the close what needs no delay. */
  #ask(endMs: number): void {
    const isAtOnce = this.config.fillDelayBars === 0
    if (isAtOnce) this.#venue.beginClose(endMs)
    if (!this.#audience.hear(endMs)) return this.#fail()
    if (isAtOnce && !this.#venue.isIdle) {
      this.#venue.tradeAtClose()
      this.record.amendInstant(this.state)
    }
  }

  #fail(): void {
    const { failed, advisors } = this.#audience
    this.#breakOff(failed, (advisors[failed] as Advisor).failure())
  }

  #breakOff(plugin: number, detail: string): void {
    const shown = this.#bars.activeCount > 0 ? (this.#bars.active[0] as number) : 0
    this.failure = {
      strategy: plugin,
      detail,
      startMs: this.#bars.startMs,
      bar: this.#audience.lastBarOf(shown) + 1,
    }
  }

  #follow(signal: Signal, atMs: number): void {
    const isSized = signal.type === 'order' || signal.type === 'target'
    if (isSized && signal.sizedAt === 'open' && this.config.fillDelayBars > 0) {
      this.#venue.await(signal)
    } else if (signal.type === 'cancel' && this.#venue.withdraw(signal) && !signal.all) {
      return
    } else {
      this.#propose(signal, atMs)
    }
  }

  /** Asks the plugin rules, then the kernel. */
  #propose(signal: Signal, atMs: number): void {
    const pluginVerdicts = this.#counsel.verdictsOn(signal, atMs)
    this.#apply({ type: 'signal_proposed', signal, atMs, pluginVerdicts })
  }

  /** Without a position or an order a new price changes nothing: no equity, no loss, nothing to tell. */
  #takeStock(endMs: number): void {
    this.options.journal?.({ type: 'instant_ended', atMs: endMs })
    if (this.#openPositions.count === 0 && this.#venue.isIdle && !this.#hasNews) {
      this.state.nowMs = endMs
      return
    }
    this.#takeStockNow(endMs)
  }

  /** True when something follows from it. */
  #takeStockNow(endMs: number): boolean {
    this.#hasNews = false
    this.#audience.noteChange()
    takeStock(this.state, endMs, this.#scratch)
    if (this.#scratch.length === 0) return false
    this.#hear(this.#scratch.splice(0))
    return true
  }

  #trade(startMs: number): void {
    const { active, activeCount } = this.#bars
    for (let k = 0; k < activeCount; k++) {
      this.#venue.expireBefore(active[k] as number, this.state.sessionDay, startMs)
    }
    this.#venue.trade()
  }

  #apply(input: Input): readonly Command[] {
    this.options.journal?.(input)
    const out = step(this.state, input)
    this.#hear(out)
    return out
  }

  /** Passes the kernel's commands on: to the market, to the record, to the strategies. */
  #hear(commands: readonly Command[]): void {
    const { record } = this
    const { messages } = this.#audience
    this.#hasNews = true
    this.#audience.noteChange()
    for (const command of commands) {
      switch (command.type) {
        case 'submit_order':
          record.addOrder(command.order)
          messages.order(command.order)
          this.#venue.accept(command.order)
          break
        case 'cancel_order':
          this.#cancel(command.order.sequence)
          break
        case 'order_changed':
          if (!isOpen(command.order.state)) this.#end(command.order)
          messages.order(command.order)
          break
        case 'replace_order':
          messages.order(command.order)
          break
        case 'fill_recorded':
          record.addFill(command.fill)
          messages.fill(command.fill, command.order)
          break
        case 'trade_closed':
          if (record.keepsAll) record.trades.push(command.trade)
          break
        case 'transaction_recorded':
          if (record.keepsAll) record.transactions.push(command.transaction)
          break
        case 'position_changed':
          messages.position(command.strategy, command.instrument)
          this.#openPositions.note(
            command.strategy * this.state.instruments.length + command.instrument
          )
          break
        case 'signal_judged':
          record.judgements.push(command)
          messages.denied(command)
          break
        case 'mode_changed':
          record.modeChanges.push({
            atMs: this.state.nowMs,
            mode: command.mode,
            reason: command.reason,
          })
          break
      }
    }
  }

  #end(order: Order): void {
    this.record.endOrder(order)
    this.#venue.noteEnd()
  }

  /** The simulated market confirms a cancel at once: nothing happens between two bars. */
  #cancel(orderSequence: number): void {
    if (!this.state.orders.some((one) => one.sequence === orderSequence)) return
    const atMs = Math.max(this.#bars.startMs, this.state.nowMs)
    this.#apply({ type: 'order_event', orderSequence, event: 'order_cancelled', atMs })
  }

  #finish(): void {
    this.isFinished = true
    const { state, config } = this
    const { startMs } = this.#bars
    this.#venue.endAll(startMs)
    if (config.atEnd !== 'keep') {
      const width = state.instruments.length
      for (let at = 0; at < state.positions.length; at++) {
        if ((state.positions[at] as Position).quantity === 0) continue
        this.#liquidate(Math.floor(at / width), at % width)
      }
      this.record.amendInstant(this.state)
    }
    if (this.record.keepsAll) this.record.trades.push(...openTrades(this.state))
    this.record.signalCount = this.#audience.signalCount
    if (!this.#audience.dismiss()) return this.#fail()
    this.#counsel.dismiss(startMs + this.#barMs)
  }

  #liquidate(strategy: number, instrument: number): void {
    const columns = this.#bars.columns(instrument)
    const last = columns.count - 1
    const atOpen = this.config.atEnd === 'close_at_last_open'
    const price = (atOpen ? columns.open[last] : columns.close[last]) as number
    const atMs = this.#bars.startMs
    const commands = this.#apply({ type: 'liquidation_asked', strategy, instrument, atMs })
    for (const command of commands) {
      if (command.type === 'submit_order') this.#venue.liquidate(command.order, price)
    }
  }
}
