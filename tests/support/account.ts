import type { Command, SignalJudged } from '#kernel/command.js'
import type { Input } from '#kernel/input.js'
import type { Instrument } from '#kernel/instrument/instrument.js'
import { step } from '#kernel/kernel.js'
import type { Order } from '#kernel/order/order.js'
import type { RiskLimits } from '#kernel/risk/limits.js'
import { UNLIMITED } from '#kernel/risk/limits.js'
import type { Verdict } from '#kernel/risk/verdict.js'
import { decodeSignal } from '#kernel/signal/signal_record.js'
import {
  createState,
  equityOf,
  positionOf,
  type KernelSettings,
  type TradingState,
} from '#kernel/state.js'
import { micros, toMicros, type Micros } from '#kernel/values/micros.js'
import { rowOf, type Wish } from './script.js'
import { share } from './simulate.js'

/** Limits that differ from a plain cash account in what is given. */
export function limitsWith(over: {
  position?: Partial<RiskLimits['position']>
  portfolio?: Partial<RiskLimits['portfolio']>
  loss?: Partial<RiskLimits['loss']>
}): RiskLimits {
  return {
    position: { ...UNLIMITED.position, ...over.position },
    portfolio: { ...UNLIMITED.portfolio, ...over.portfolio },
    loss: { ...UNLIMITED.loss, ...over.loss },
  }
}

/** 2024-06-03 14:30Z, when accounts of these tests begin. */
export const START_MS = Date.UTC(2024, 5, 3, 14, 30)

/**
 * One account of the kernel, spoken to directly: prices, signals and fills go in as inputs, one after the
 * other, without any simulated market.
 */
export class KernelAccount {
  readonly state: TradingState
  readonly inputs: Input[] = []
  atMs = START_MS
  #fills = 0

  constructor(
    instruments: readonly Instrument[] = [share('US.AAPL')],
    over: Partial<KernelSettings> = {}
  ) {
    this.state = createState({
      account: 'test',
      currency: 'USD',
      cash: 10_000,
      instruments,
      fxRates: {},
      strategies: [{ id: 's1', shortAllowed: true, leverageMax: null }],
      limits: UNLIMITED,
      riskBias: 1,
      priceRounding: 'tick',
      slippage: { type: 'none' },
      commission: { type: 'none' },
      ...over,
    })
  }

  apply(input: Input): Command[] {
    this.inputs.push(input)
    return step(this.state, input)
  }

  /** Shows the close of a bar of each instrument, in order. */
  prices(...prices: number[]): void {
    prices.forEach((price, instrument) => {
      this.apply({ type: 'price_seen', instrument, price, atMs: this.atMs, isBarEnd: true })
    })
    this.apply({ type: 'instant_ended', atMs: this.atMs })
  }

  /** Proposes a wish; answers with the commands. */
  say(wish: Wish, strategy = 1, pluginVerdicts: readonly Verdict[] = []): Command[] {
    const context = { strategy, instruments: this.state.instruments.length, reason: null }
    const signal = decodeSignal(rowOf(wish), 0, context)
    if (typeof signal === 'string') throw new Error(signal)
    return this.apply({ type: 'signal_proposed', signal, atMs: this.atMs, pluginVerdicts })
  }

  /** Proposes a wish and answers with its order, or with the sentence why there is none. */
  order(wish: Wish, strategy = 1): Order | string {
    const commands = this.say(wish, strategy)
    for (const command of commands) if (command.type === 'submit_order') return command.order
    return judgementIn(commands)?.reason ?? 'nothing to do'
  }

  /** The quantity that a wish becomes an order for, 0 when there is none. */
  quantity(wish: Wish, strategy = 1): number {
    const order = this.order(wish, strategy)
    return typeof order === 'string' ? 0 : order.quantity
  }

  /** Fills an order, whole or in part. */
  fill(
    order: Order | string,
    price: number,
    part: { quantity?: number; fee?: number } = {}
  ): Command[] {
    if (typeof order === 'string') throw new Error(order)
    return this.apply({
      type: 'order_filled',
      orderSequence: order.sequence,
      fillSequence: ++this.#fills,
      quantity: part.quantity ?? order.quantity - order.filled,
      price,
      marketPrice: price,
      fee: toMicros(part.fee ?? 0),
      atMs: this.atMs,
    })
  }

  /** Does what the kernel asks for: the broker confirms every cancel. */
  confirmCancels(commands: readonly Command[]): void {
    for (const command of commands) {
      if (command.type !== 'cancel_order') continue
      if (!this.state.orders.includes(command.order)) continue
      this.apply({
        type: 'order_event',
        orderSequence: command.order.sequence,
        event: 'order_cancelled',
        atMs: this.atMs,
      })
    }
  }

  /** Trades at the market at once: proposes, fills whole, confirms the cancels that follow. */
  trade(wish: Wish, price: number, fee = 0, strategy = 1): Order {
    const order = this.order(wish, strategy)
    this.confirmCancels(this.fill(order, price, { fee }))
    return order as Order
  }

  held(instrument = 0, strategy = 1): number {
    return positionOf(this.state, strategy, instrument).quantity
  }

  /** Cash and equity in currency units. */
  get cash(): number {
    return this.state.cash / 1e6
  }
  get equity(): number {
    return equityOf(this.state) / 1e6
  }

  /** What the cash should be by the positions alone: deposits + realised + income - fees - basis. */
  get explainedCash(): Micros {
    let cash = toMicros(this.state.settings.cash) as number
    for (const one of this.state.positions) cash += one.realised + one.income - one.fees - one.basis
    return micros(cash)
  }
}

/** The judgement among commands, if there is one. */
export function judgementIn(commands: readonly Command[]): SignalJudged | null {
  for (const command of commands) if (command.type === 'signal_judged') return command
  return null
}
