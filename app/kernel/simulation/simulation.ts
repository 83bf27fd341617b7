import type { Command } from '../command.js'
import type { CorporateAction } from '../instrument/corporate_action.js'
import type { Input } from '../input.js'
import { step } from '../kernel.js'
import type { BarColumns } from '../market/bar.js'
import { beginSession, nextSessionMs, sessionDayOfBar, takeStock } from '../market/session.js'
import { barEndMs } from '../market/timeframe.js'
import { isOpen } from '../order/order_state.js'
import { markPrice } from '../position/mark.js'
import { profitOf, type Position } from '../position/position.js'
import { sumUpTrade } from '../position/trade.js'
import { decodeSignal, FIELD, RECORD_LENGTH, SIGNALS_PER_CALL } from '../signal/signal_record.js'
import { buyingPower, grossExposure } from '../account/exposure.js'
import { effectiveBias } from '../risk/bias.js'
import { createState, equityOf, type InstrumentState, type TradingState } from '../state.js'
import { micros } from '../values/micros.js'
import type { Advisor } from './advisor.js'
import { BarSource } from './bar_source.js'
import { configFault } from './config_fault.js'
import type { SimulationConfig, StrategySlot } from './config.js'
import { Evidence } from './evidence.js'
import { INBOX } from './inbox.js'
import { MarketVenue } from './market_venue.js'
import { Messages } from './messages.js'
import { SimulationRecord } from './record.js'

/** How a simulation broke off because a strategy failed. */
export interface SimulationFailure {
  /** Index of the strategy in the configuration. */
  readonly strategy: number
  /** The guest's own account of it: JSON text. */
  readonly detail: string
  /** Start of the bar being shown, and its number in the series from 1. */
  readonly startMs: number
  readonly bar: number
}

/** What is wanted of a simulation besides its result. */
export interface SimulationOptions {
  /** Keep columns, transactions and trades (host) or only orders and fills (isolate). Default: keep. */
  readonly keepsAll?: boolean
  /** Keep the signals as evidence. Default: no. */
  readonly keepsEvidence?: boolean
  /** Receives every input of the kernel, in order: the journal of the run. */
  readonly journal?: (input: Input) => void
}

/**
 * A backtest: bars go in, one instant after the other; the market, the kernel and the strategies act in a
 * fixed order at each.
 *
 * 1. the session's date, splits and dividends; 2. fills at the open; 3. fills within the bars;
 * 4. prices at the close, equity; 5. strategies hear of their orders and fills, then see the bars, in the
 * order of the configuration. What they say can fill from the next bar on.
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
  readonly #messages: Messages
  readonly #calls: Float64Array
  readonly #nextSessionMs: Float64Array
  readonly #nextAction: Int32Array
  readonly #shows: Uint8Array
  /** Index of the last bar that ended, per instrument; -1 before the first. */
  readonly #lastBarDone: Int32Array
  readonly #scratch: Command[] = []
  #isBehind = true
  /** Cash, buying power, equity and exposure in currency units, as strategies are told. */
  readonly #account = new Float64Array(4)
  #openPositions = 0

  /** Throws RangeError for a configuration that makes no sense, naming the field. */
  constructor(
    readonly config: SimulationConfig,
    columns: readonly BarColumns[],
    readonly advisors: readonly Advisor[],
    readonly options: SimulationOptions = {}
  ) {
    const fault = configFault(config, columns, advisors.length)
    if (fault !== null) throw new RangeError(fault)
    this.state = createState(config)
    const count = config.instruments.length
    const instants = Math.max(
      ...columns.map((one, i) => one.count - (config.bars[i]?.firstIndex ?? 0))
    )
    this.record = new SimulationRecord(config.strategies.length, options.keepsAll ?? true, instants)
    this.evidence = options.keepsEvidence === true ? new Evidence() : null
    this.#bars = new BarSource(config, columns)
    this.#venue = new MarketVenue(this.state, config, this.#bars, (input) => this.#apply(input))
    this.#messages = new Messages(this.state)
    this.#calls = new Float64Array(advisors.length + 1)
    this.#nextSessionMs = new Float64Array(count).fill(-Infinity)
    this.#nextAction = new Int32Array(count)
    this.#lastBarDone = new Int32Array(count).fill(-1)
    this.#shows = new Uint8Array(advisors.length * count)
    config.strategies.forEach((one, s) => {
      for (const i of one.instruments) this.#shows[s * count + i] = 1
    })
    this.#deposit()
  }

  #deposit(): void {
    const amount = this.state.cash
    this.record.lowestCash = amount
    this.state.transactionCount = 1
    if (!this.record.keepsAll) return
    this.record.transactions.push({
      sequence: 1,
      atMs: 0,
      type: 'deposit',
      amount,
      balance: amount,
      strategy: null,
      instrument: null,
      quantity: null,
      price: null,
      fxRate: 1,
    })
  }

  /**
   * Goes through at most `instants` instants. Returns 1 when the run is over, 0 when there is more, -1
   * when a strategy failed (`failure` tells).
   */
  run(instants: number): -1 | 0 | 1 {
    if (this.isFinished) return 1
    for (let n = 0; n < instants; n++) {
      if (!this.#bars.next()) {
        this.#finish()
        return this.failure === null ? 1 : -1
      }
      this.#instant()
      if (this.failure !== null) return -1
    }
    return 0
  }

  #instant(): void {
    const { state, config } = this
    const bars = this.#bars
    const { startMs, active, activeCount } = bars
    this.instants++
    this.barsSeen += activeCount
    let isWarmUp = true
    for (let k = 0; k < activeCount; k++) {
      const i = active[k] as number
      if (startMs >= (this.#nextSessionMs[i] as number)) this.#beginSession(i, startMs)
      if (bars.index(i) >= bars.firstIndex(i)) isWarmUp = false
    }
    if (!this.#venue.isIdle) this.#trade(startMs)
    const endMs = barEndMs(config.timeframe, startMs)
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
      this.#lastBarDone[i] = bars.index(i)
    }
    this.#takeStock(endMs)
    if (!isWarmUp) this.#keepInstant(startMs)
    this.#ask(endMs)
  }

  #takeStock(endMs: number): void {
    this.options.journal?.({ type: 'instant_ended', atMs: endMs })
    takeStock(this.state, endMs, this.#scratch)
    this.#isBehind = true
    if (this.#scratch.length > 0) this.#hear(this.#scratch.splice(0))
  }

  #trade(startMs: number): void {
    const { active, activeCount } = this.#bars
    for (let k = 0; k < activeCount; k++) {
      this.#venue.expireBefore(active[k] as number, this.state.sessionDay, startMs)
    }
    this.#venue.trade()
  }

  #beginSession(instrument: number, startMs: number): void {
    const { terms } = this.state.instruments[instrument] as InstrumentState
    const day = sessionDayOfBar(terms.venue, this.config.timeframe, startMs)
    this.#nextSessionMs[instrument] = nextSessionMs(terms.venue, this.config.timeframe, day)
    this.options.journal?.({ type: 'session_began', day })
    beginSession(this.state, day)
    const actions = this.config.actions[instrument] as readonly CorporateAction[]
    let next = this.#nextAction[instrument] as number
    while (next < actions.length && (actions[next] as CorporateAction).exDay <= day) {
      const action = actions[next] as CorporateAction
      // What went ex before the first bar is already in its price.
      if ((this.state.instruments[instrument] as InstrumentState).bars > 0) {
        this.#apply({ type: 'corporate_action', instrument, action, atMs: startMs })
        this.config.strategies.forEach((one, s) => {
          if (one.instruments.includes(instrument)) {
            this.#messages.corporateAction(s + 1, instrument, action)
          }
        })
      }
      next++
    }
    this.#nextAction[instrument] = next
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
    this.#isBehind = true
    for (const command of commands) {
      switch (command.type) {
        case 'submit_order':
          record.orders.push(command.order)
          this.#messages.order(command.order)
          this.#venue.accept(command.order)
          break
        case 'cancel_order':
          this.#cancel(command.order.sequence)
          break
        case 'order_changed':
          if (!isOpen(command.order.state)) this.#venue.noteEnd()
          this.#messages.order(command.order)
          break
        case 'replace_order':
          this.#messages.order(command.order)
          break
        case 'fill_recorded':
          record.fills.push(command.fill)
          this.#messages.fill(command.fill, command.order)
          break
        case 'trade_closed':
          if (record.keepsAll) record.trades.push(command.trade)
          break
        case 'transaction_recorded':
          if (command.transaction.balance < record.lowestCash) {
            record.lowestCash = command.transaction.balance
          }
          if (command.transaction.type === 'trade') {
            record.tradedValue += Math.abs(command.transaction.amount) / 1e6
          }
          if (record.keepsAll) record.transactions.push(command.transaction)
          break
        case 'position_changed':
          this.#messages.position(command.strategy, command.instrument)
          this.#countPositions()
          break
        case 'signal_judged':
          record.judgements.push(command)
          this.#messages.denied(command)
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

  #countPositions(): void {
    let count = 0
    for (const position of this.state.positions) if (position.quantity !== 0) count++
    this.#openPositions = count
  }

  /** The simulated market confirms a cancel at once: nothing happens between two bars. */
  #cancel(orderSequence: number): void {
    if (!this.state.orders.some((one) => one.sequence === orderSequence)) return
    const atMs = this.#bars.startMs
    this.#apply({ type: 'order_event', orderSequence, event: 'order_cancelled', atMs })
  }

  #keepInstant(startMs: number): void {
    const { record, state } = this
    if (this.#openPositions > 0) record.instantsInMarket++
    if (!record.keepsAll) return
    record.startMs.push(startMs)
    record.sessionDay.push(state.sessionDay)
    record.equity.push(equityOf(state))
    record.cash.push(state.cash)
    if (this.advisors.length > 1) this.#keepProfits()
  }

  #keepProfits(): void {
    for (let s = 0; s < this.advisors.length; s++) {
      this.record.strategyProfit[s]?.push(this.#profitOf(s))
    }
  }

  #profitOf(s: number): number {
    const width = this.state.instruments.length
    let profit = 0
    for (let i = 0; i < width; i++) {
      profit += profitOf(this.state.positions[(s + 1) * width + i] as Position)
    }
    return profit
  }

  /** Writes the last instant's figures again, after fills at its close or at the end of the run. */
  #amendInstant(): void {
    const { record, state } = this
    if (!record.keepsAll || record.equity.length === 0) return
    record.equity.replaceLast(equityOf(state))
    record.cash.replaceLast(state.cash)
    if (this.advisors.length < 2) return
    for (let s = 0; s < this.advisors.length; s++) {
      record.strategyProfit[s]?.replaceLast(this.#profitOf(s))
    }
  }

  /** Tells the strategies what happened to them, shows them the bars, and takes what they say. */
  #ask(endMs: number): void {
    const bars = this.#bars
    const { startMs, active, activeCount } = bars
    const count = this.state.instruments.length
    if (this.config.fillDelayBars === 0) this.#venue.beginClose(endMs)
    for (let s = 0; s < this.advisors.length; s++) {
      const advisor = this.advisors[s] as Advisor
      const slot = this.config.strategies[s] as StrategySlot
      if (this.#messages.has(s) && !this.#deliver(s, advisor, endMs)) return
      for (let k = 0; k < activeCount; k++) {
        const i = active[k] as number
        if (this.#shows[s * count + i] === 0) continue
        if (this.#isBehind) this.#catchUp()
        const columns = bars.columns(i)
        const at = bars.index(i)
        if (at < bars.firstIndex(i) - slot.warmupBars) continue
        const warms = this.#isWarmingUp(slot, i)
        ;(this.#calls[s] as number)++
        const { inbox } = advisor
        inbox[INBOX.startMs] = startMs
        inbox[INBOX.endMs] = endMs
        inbox[INBOX.open] = columns.open[at] as number
        inbox[INBOX.high] = columns.high[at] as number
        inbox[INBOX.low] = columns.low[at] as number
        inbox[INBOX.close] = columns.close[at] as number
        inbox[INBOX.volume] = columns.volume[at] as number
        inbox[INBOX.cash] = this.#account[0] as number
        inbox[INBOX.buyingPower] = this.#account[1] as number
        inbox[INBOX.equity] = this.#account[2] as number
        inbox[INBOX.exposure] = this.#account[3] as number
        inbox[INBOX.warmingUp] = warms ? 1 : 0
        const said = advisor.onInboxBar(i)
        if (said !== 0 && !this.#take(s, advisor, said, endMs)) return
      }
      ;(this.#calls[s] as number)++
      if (advisor.hasSlice() === 1) {
        const said = advisor.onSlice(endMs)
        if (said !== 0 && !this.#take(s, advisor, said, endMs)) return
      }
    }
    if (this.config.fillDelayBars === 0 && !this.#venue.isIdle) {
      this.#venue.tradeAtClose()
      this.#amendInstant()
    }
  }

  #deliver(s: number, advisor: Advisor, endMs: number): boolean {
    for (const message of this.#messages.take(s)) {
      ;(this.#calls[s] as number)++
      const said = message(advisor)
      if (said !== 0 && !this.#take(s, advisor, said, endMs)) return false
    }
    return true
  }

  #catchUp(): void {
    const { state } = this
    const account = this.#account
    const equity = equityOf(state) / 1e6
    const exposure =
      this.#openPositions === 0 && state.orders.length === 0 ? 0 : grossExposure(state)
    account[0] = state.cash / 1e6
    account[1] = buyingPower(
      equity,
      state.limits.portfolio.leverageMax * effectiveBias(state),
      exposure
    )
    account[2] = equity
    account[3] = exposure
    this.#isBehind = false
  }

  /** Whether signals for an instrument do not count yet: its first `warmupBars` bars, and all before the run. */
  #isWarmingUp(slot: StrategySlot, instrument: number): boolean {
    const last = this.#lastBarDone[instrument] as number
    return last < Math.max(this.#bars.firstIndex(instrument), slot.warmupBars)
  }

  /** Takes the rows that a strategy wrote. False when it failed. */
  #take(s: number, advisor: Advisor, said: number, endMs: number): boolean {
    if (!(said >= 0 && said <= SIGNALS_PER_CALL)) {
      const failed = this.#bars.activeCount > 0 ? (this.#bars.active[0] as number) : 0
      this.failure = {
        strategy: s,
        detail: advisor.failure(),
        startMs: this.#bars.startMs,
        bar: (this.#lastBarDone[failed] as number) + 1,
      }
      return false
    }
    const { state } = this
    const call = this.#calls[s] as number
    // The rows are read before anything follows from them: what follows may ask the strategy again.
    const signals = []
    for (let k = 0; k < said; k++) {
      const hasReason = advisor.signals[k * RECORD_LENGTH + FIELD.hasReason] === 1
      const reason = hasReason ? advisor.text(k) : null
      this.evidence?.record(call, s + 1, advisor.signals, k, reason ?? '')
      const context = { strategy: s + 1, instruments: state.instruments.length, reason }
      signals.push(decodeSignal(advisor.signals, k, context))
    }
    const slot = this.config.strategies[s] as StrategySlot
    for (const signal of signals) {
      this.record.signalCount++
      if (typeof signal === 'string') {
        throw new RangeError(`strategy ${slot.id} wrote a signal that cannot be read: ${signal}`)
      }
      if (this.#isWarmingUp(slot, signal.instrument)) continue
      const waits =
        (signal.type === 'order' || signal.type === 'target') &&
        signal.sizedAt === 'open' &&
        this.config.fillDelayBars > 0
      if (waits) this.#venue.await(signal)
      else this.#apply({ type: 'signal_proposed', signal, atMs: endMs, pluginVerdicts: [] })
    }
    return true
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
      this.#amendInstant()
    }
    if (this.record.keepsAll) this.#sumUpOpenTrades()
    for (let s = 0; s < this.advisors.length; s++) {
      const advisor = this.advisors[s] as Advisor
      if (advisor.onStop() < 0) {
        this.failure = { strategy: s, detail: advisor.failure(), startMs, bar: this.barsSeen }
      }
    }
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

  /** Trades that are still open, valued at the last price. */
  #sumUpOpenTrades(): void {
    const { state, record } = this
    const width = state.instruments.length
    state.positions.forEach((position, at) => {
      if (position.trade === null) return
      const place = { strategy: Math.floor(at / width), instrument: at % width }
      const { bars } = state.instruments[place.instrument] as InstrumentState
      const unrealised = micros(position.value - position.basis)
      record.trades.push(
        sumUpTrade(position.trade, place, { atMs: null, bar: bars, unrealised, reason: null })
      )
    })
  }
}
