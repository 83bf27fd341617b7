import { buyingPower, grossExposure } from '../account/exposure.js'
import type { CorporateAction } from '../instrument/corporate_action.js'
import { effectiveBias } from '../risk/bias.js'
import type { Signal } from '../signal/signal.js'
import { decodeSignal, FIELD, RECORD_LENGTH, SIGNALS_PER_CALL } from '../signal/signal_record.js'
import { equityOf, type TradingState } from '../state.js'
import type { Advisor } from './advisor.js'
import type { BarSource } from './bar_source.js'
import type { SimulationConfig, StrategySlot } from './config.js'
import type { Evidence } from './evidence.js'
import { INBOX } from './inbox.js'
import { MESSAGE } from './message.js'
import { Messages } from './messages.js'

/** What the strategies need of the simulation around them. */
export interface Stage {
  readonly state: TradingState
  readonly config: SimulationConfig
  readonly bars: BarSource
  readonly evidence: Evidence | null
  /** Follows a signal that counts. */
  follow(signal: Signal, atMs: number): void
}

/**
 * The strategies of a simulation: tells them what happened, shows them bars, and reads what they say.
 *
 * Calls are counted per strategy, whether or not they are made, so that recorded signals can be said
 * again at the very calls at which they were made.
 */
export class Audience {
  readonly messages: Messages
  /** Index of the strategy that failed, -1 while none has. */
  failed = -1
  /** Signals that strategies made, those of a warm-up included. */
  signalCount = 0
  readonly #calls: Float64Array
  readonly #shows: Uint8Array
  /** Index of the last bar that ended, per instrument; -1 before the first. */
  readonly #lastBar: Int32Array
  /** Cash, buying power, equity and exposure in currency units, as strategies are told. */
  readonly #account = new Float64Array(4)
  #isBehind = true

  constructor(
    readonly stage: Stage,
    readonly advisors: readonly Advisor[]
  ) {
    const { state, config } = stage
    const count = config.instruments.length
    this.messages = new Messages(state)
    this.#calls = new Float64Array(advisors.length)
    this.#lastBar = new Int32Array(count).fill(-1)
    this.#shows = new Uint8Array(advisors.length * count)
    config.strategies.forEach((one, s) => {
      for (const i of one.instruments) this.#shows[s * count + i] = 1
    })
  }

  /** Takes note that the account's figures have changed. */
  noteChange(): void {
    this.#isBehind = true
  }

  /** Takes note that a bar has ended. */
  noteBar(instrument: number, index: number): void {
    this.#lastBar[instrument] = index
  }

  /** Takes note of calls into a strategy that were not made through this. */
  noteCalls(s: number, count: number): void {
    this.#calls[s] = (this.#calls[s] as number) + count
  }

  /** Index of an instrument's last bar that ended; -1 before the first. */
  lastBarOf(instrument: number): number {
    return this.#lastBar[instrument] as number
  }

  /** Tells a split or dividend to every strategy that is shown the instrument. */
  announce(instrument: number, action: CorporateAction): void {
    const count = this.stage.config.instruments.length
    for (let s = 0; s < this.advisors.length; s++) {
      if (this.#shows[s * count + instrument] === 1) {
        this.messages.corporateAction(s + 1, instrument, action)
      }
    }
  }

  /** Gives every strategy its turn at the end of an instant. False when one failed. */
  hear(endMs: number): boolean {
    for (let s = 0; s < this.advisors.length; s++) {
      const advisor = this.advisors[s] as Advisor
      if (this.messages.has(s) && !this.#deliver(s, advisor, endMs)) return false
      if (!this.#showBars(s, advisor, endMs)) return false
      this.noteCalls(s, 1)
      if (advisor.hasSlice() === 1) {
        const said = advisor.onSlice(endMs)
        if (said !== 0 && !this.answer(s, said, endMs)) return false
      }
    }
    return true
  }

  /** Tells every strategy that the run is over. False when one failed. */
  dismiss(): boolean {
    for (let s = 0; s < this.advisors.length; s++) {
      if ((this.advisors[s] as Advisor).onStop() < 0) {
        this.failed = s
        return false
      }
    }
    return true
  }

  #deliver(s: number, advisor: Advisor, endMs: number): boolean {
    const messages = this.messages.take(s)
    for (let k = 0; k < messages.count; k++) {
      const message = messages.at(k)
      if (message.kind === MESSAGE.stale) continue
      this.noteCalls(s, 1)
      const said = message.tell(advisor)
      if (said !== 0 && !this.answer(s, said, endMs)) return false
    }
    return true
  }

  #showBars(s: number, advisor: Advisor, endMs: number): boolean {
    const { bars, config } = this.stage
    const { startMs, active, activeCount } = bars
    const slot = config.strategies[s] as StrategySlot
    const shownFrom = s * config.instruments.length
    const { inbox } = advisor
    for (let k = 0; k < activeCount; k++) {
      const i = active[k] as number
      if (this.#shows[shownFrom + i] === 0) continue
      const at = bars.index(i)
      const firstIndex = bars.firstIndex(i)
      if (at < firstIndex - slot.warmupBars) continue
      const columns = bars.columns(i)
      this.noteCalls(s, 1)
      inbox[INBOX.startMs] = startMs
      inbox[INBOX.endMs] = endMs
      inbox[INBOX.open] = columns.open[at] as number
      inbox[INBOX.high] = columns.high[at] as number
      inbox[INBOX.low] = columns.low[at] as number
      inbox[INBOX.close] = columns.close[at] as number
      inbox[INBOX.volume] = columns.volume[at] as number
      this.tellAccount(inbox)
      inbox[INBOX.warmingUp] = at < firstIndex || at < slot.warmupBars ? 1 : 0
      const said = advisor.onInboxBar(i)
      if (said !== 0 && !this.answer(s, said, endMs)) return false
    }
    return true
  }

  /** Writes the account's figures into an inbox. */
  tellAccount(inbox: Float64Array): void {
    if (this.#isBehind) this.#catchUp()
    const account = this.#account
    inbox[INBOX.cash] = account[0] as number
    inbox[INBOX.buyingPower] = account[1] as number
    inbox[INBOX.equity] = account[2] as number
    inbox[INBOX.exposure] = account[3] as number
  }

  #catchUp(): void {
    const { state } = this.stage
    const account = this.#account
    const equity = equityOf(state) / 1e6
    const exposure = grossExposure(state)
    const leverage = state.limits.portfolio.leverageMax * effectiveBias(state)
    account[0] = state.cash / 1e6
    account[1] = buyingPower(equity, leverage, exposure)
    account[2] = equity
    account[3] = exposure
    this.#isBehind = false
  }

  /** Whether signals for an instrument do not count yet: its first `warmupBars` bars, and all before the run. */
  #isWarmingUp(slot: StrategySlot, instrument: number): boolean {
    const last = this.#lastBar[instrument] as number
    return last < this.stage.bars.firstIndex(instrument) || last < slot.warmupBars
  }

  /** Follows what a strategy said in a call that returned `said`. False when it failed. */
  answer(s: number, said: number, endMs: number): boolean {
    const advisor = this.advisors[s] as Advisor
    if (!(said >= 0 && said <= SIGNALS_PER_CALL)) {
      this.failed = s
      return false
    }
    // The rows are read before anything follows from them: what follows may ask the strategy again.
    const first = said > 0 ? this.#read(s, advisor, 0) : null
    const others: Signal[] = []
    for (let k = 1; k < said; k++) others.push(this.#read(s, advisor, k))
    if (first !== null) this.#follow(s, first, endMs)
    for (let k = 0; k < others.length; k++) this.#follow(s, others[k] as Signal, endMs)
    return true
  }

  #follow(s: number, signal: Signal, endMs: number): void {
    this.signalCount++
    const slot = this.stage.config.strategies[s] as StrategySlot
    if (!this.#isWarmingUp(slot, signal.instrument)) this.stage.follow(signal, endMs)
  }

  #read(s: number, advisor: Advisor, k: number): Signal {
    const { config, evidence } = this.stage
    const hasReason = advisor.signals[k * RECORD_LENGTH + FIELD.hasReason] === 1
    const reason = hasReason ? advisor.text(k) : null
    evidence?.record(this.#calls[s] as number, s + 1, advisor.signals, k, reason ?? '')
    const context = { strategy: s + 1, instruments: config.instruments.length, reason }
    const signal = decodeSignal(advisor.signals, k, context)
    if (typeof signal !== 'string') return signal
    const { id } = config.strategies[s] as StrategySlot
    throw new RangeError(`strategy ${id} wrote a signal that cannot be read: ${signal}`)
  }
}
