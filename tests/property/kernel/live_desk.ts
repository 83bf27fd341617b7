import fc from 'fast-check'
import type { Command } from '#kernel/command.js'
import type { Input } from '#kernel/input.js'
import { step } from '#kernel/kernel.js'
import { remainingOf, type Order } from '#kernel/order/order.js'
import type { RiskLimits } from '#kernel/risk/limits.js'
import { decodeSignal } from '#kernel/signal/signal_record.js'
import { createState, type KernelSettings, type TradingState } from '#kernel/state.js'
import { toMicros } from '#kernel/values/micros.js'
import { limitsWith } from '#tests/support/account.js'
import { rowOf, type Wish } from '#tests/support/script.js'
import { share } from '#tests/support/simulate.js'

/** What happens next to a live account; numbers pick among what there is. */
export interface Happening {
  readonly what: (typeof WHATS)[number]
  readonly pick: number
  readonly amount: number
  readonly isOdd: boolean
}

const WHATS = [
  'price',
  'signal',
  'signal',
  'signal',
  'signal',
  'signal',
  'word',
  'word',
  'word',
  'withdrawal',
  'fill',
  'fill',
  'fill',
  'late_fill',
  'foreign_fill',
  'close',
  'mode',
  'pause',
  'limits',
  'bias',
  'change_refused',
  'replace',
  'cash',
  'fx',
  'grow',
  'session',
  'action',
] as const

/** Anything that may happen, in any order. */
export const happenings = fc.array(
  fc.record({
    what: fc.constantFrom(...WHATS),
    pick: fc.nat(1_000),
    amount: fc.integer({ min: 1, max: 100 }),
    isOdd: fc.boolean(),
  }),
  { minLength: 10, maxLength: 120, size: 'max' }
)

const START_MS = Date.UTC(2024, 5, 3, 14, 30)
const HK = {
  ...share('HK.00700'),
  venue: 'HK' as const,
  currency: 'HKD',
  lotSize: 100,
  quantityStep: 100,
}

/** Settings of the desk's account: two strategies, a share in dollars and one in Hong Kong dollars. */
export const DESK: KernelSettings = {
  account: 'desk',
  currency: 'USD',
  cash: 50_000,
  instruments: [share('US.AAPL'), HK],
  fxRates: { HKD: 0.128 },
  strategies: [
    { id: 's1', shortAllowed: true, leverageMax: null },
    { id: 's2', shortAllowed: false, leverageMax: 1 },
  ],
  limits: limitsWith({ portfolio: { leverageMax: 2 } }),
  riskBias: 1,
  priceRounding: 'tick',
  slippage: { type: 'none' },
  commission: { type: 'none' },
  isLive: true,
}

/** One step: what went in, what came out. */
export interface Step {
  readonly input: Input
  readonly commands: readonly Command[]
}

/**
 * An account and a broker of few morals: it fills, ends, loses and refuses as it is told, executes what has
 * ended already, and trades on its own.
 */
export class LiveDesk {
  readonly state: TradingState = createState(DESK)
  readonly ended: Order[] = []
  atMs = START_MS
  #fills = 0
  #added = 0

  constructor(readonly seen: (one: Step) => void) {
    for (const instrument of [0, 1]) this.#price(instrument, 100)
  }

  apply(input: Input): void {
    const commands = step(this.state, input)
    for (const command of commands) {
      if (command.type !== 'order_changed') continue
      const { order } = command
      if (!this.state.orders.includes(order) && !this.ended.includes(order)) this.ended.push(order)
    }
    this.seen({ input, commands: JSON.parse(JSON.stringify(commands)) as Command[] })
  }

  happen({ what, pick, amount, isOdd }: Happening): void {
    this.atMs += isOdd ? -500 : 60_000
    const { state, atMs } = this
    const instrument = pick % state.instruments.length
    const order = state.orders[pick % Math.max(1, state.orders.length)]
    switch (what) {
      case 'price':
        return this.#price(instrument, 50 + amount)
      case 'signal':
        return this.#signal(pick, amount, isOdd)
      case 'word':
        if (order !== undefined) this.#word(order, pick)
        return
      case 'withdrawal':
        if (order === undefined) return
        return this.apply({ type: 'withdrawal_noted', orderSequence: order.sequence })
      case 'fill':
        if (order !== undefined) this.#fill(order, amount, isOdd)
        return
      case 'late_fill':
        return this.#lateFill(pick, amount)
      case 'foreign_fill':
        return this.#book(pick % state.strategies.length, instrument, isOdd, amount, null)
      case 'close': {
        const strategy = pick % 3 === 0 ? null : pick % state.strategies.length
        const where = pick % 2 === 0 ? null : instrument
        return this.apply({
          type: 'close_asked',
          strategy,
          instrument: where,
          atMs,
          reason: 'flat',
        })
      }
      case 'mode': {
        const mode = (['active', 'reduce_only', 'halted', 'active', 'active'] as const)[pick % 5]!
        return this.apply({ type: 'mode_changed', mode, reason: 'as told' })
      }
      case 'pause':
        if (isOdd) {
          const strategy = pick % state.strategies.length
          return this.apply({ type: 'strategy_paused', strategy, isPaused: amount > 50 })
        }
        return this.apply({
          type: 'instrument_paused',
          instrument,
          isPaused: amount > 50,
          reason: 'books differ',
          atMs,
        })
      case 'limits':
        return this.apply({ type: 'limits_changed', limits: limitsOf(amount, isOdd) })
      case 'bias':
        return this.apply({ type: 'bias_changed', bias: amount / 100, atMs })
      case 'change_refused':
        if (order === undefined) return
        return this.apply({
          type: 'change_refused',
          orderSequence: order.sequence,
          quantity: order.filled + amount,
          limitPrice: order.limitPrice,
          stopPrice: order.stopPrice,
          atMs,
        })
      case 'replace':
        if (order === undefined || order.reference === 0) return
        return this.#say(order.strategy, {
          type: 'replace',
          instrument: order.instrument,
          reference: order.reference,
          size: 100 * amount,
        })
      case 'cash':
        return this.apply({
          type: 'cash_adjusted',
          amount: toMicros((isOdd ? -amount : amount) + 0.123457),
          currency: pick % 2 === 0 ? 'USD' : 'HKD',
          atMs,
          reason: 'the statement says so',
        })
      case 'fx':
        return this.apply({ type: 'fx_changed', currency: 'HKD', rate: amount / 300, atMs })
      case 'grow':
        return this.#grow(isOdd)
      case 'session':
        return this.apply({ type: 'session_began', day: 19_877 + amount })
      case 'action':
        return this.apply({
          type: 'corporate_action',
          instrument,
          action:
            pick % 2 === 0
              ? { type: 'dividend', exDay: 1, amount: amount / 50 }
              : { type: 'split', exDay: 1, ratio: isOdd ? 2 : 0.5 },
          atMs,
        })
    }
  }

  #price(instrument: number, price: number): void {
    const { atMs } = this
    this.apply({ type: 'price_seen', instrument, price, atMs, isBarEnd: false })
    this.apply({ type: 'instant_ended', atMs })
  }

  #signal(pick: number, amount: number, isOdd: boolean): void {
    const { state } = this
    const instrument = pick % state.instruments.length
    const side = isOdd ? 'buy' : 'sell'
    const price = state.instruments[instrument]!.price
    const size = amount * state.instruments[instrument]!.terms.quantityStep
    const base: Wish = { instrument, side, size, reference: 1 + (pick % 5) }
    const forms: Wish[] = [
      base,
      { ...base, limit: price * (1 + (amount - 50) / 500) },
      { ...base, stop: price * (1 - (amount - 50) / 500), ocoGroup: 1 + (pick % 2) },
      {
        ...base,
        stopLoss: { kind: 'fraction', value: 0.05 },
        takeProfit: { kind: 'amount', value: 3 },
      },
      { ...base, trailingStop: { kind: 'fraction', value: 0.1 } },
      { type: 'target', instrument, size: pick % 7 === 0 ? 0 : isOdd ? size : -size },
      { type: 'cancel_all', instrument },
      { ...base, size: amount + 0.5 },
    ]
    this.#say(pick % state.strategies.length, forms[pick % forms.length]!)
  }

  #say(strategy: number, wish: Wish): void {
    const context = { strategy, instruments: this.state.instruments.length, reason: null }
    const signal = decodeSignal(rowOf(wish), 0, context)
    if (typeof signal === 'string') throw new Error(signal)
    this.apply({ type: 'signal_proposed', signal, atMs: this.atMs, pluginVerdicts: [] })
  }

  #word({ sequence, state, filled }: Order, pick: number): void {
    const words = ['order_accepted', 'order_cancelled', 'order_expired'] as const
    let event: (typeof words)[number] | 'order_lost' | 'order_rejected' = words[pick % 3]!
    if (pick % 5 === 0 && state !== 'unknown') event = 'order_lost'
    if (pick % 7 === 0 && filled === 0 && state !== 'partial') event = 'order_rejected'
    this.apply({ type: 'order_event', orderSequence: sequence, event, atMs: this.atMs })
  }

  #fill(order: Order, amount: number, isWhole: boolean): void {
    const { terms, price } = this.state.instruments[order.instrument]!
    const left = remainingOf(order)
    const part = Math.min(left, amount * terms.quantityStep)
    this.apply({
      type: 'order_filled',
      orderSequence: order.sequence,
      fillSequence: ++this.#fills,
      quantity: isWhole ? left : part,
      price: order.limitPrice ?? price,
      marketPrice: price,
      fee: toMicros(amount / 37),
      atMs: this.atMs,
    })
  }

  #lateFill(pick: number, amount: number): void {
    const order = this.ended[pick % Math.max(1, this.ended.length)]
    if (order === undefined) return
    const { strategy, instrument, side, sequence } = order
    this.#book(strategy, instrument, side === 'buy', amount, sequence)
  }

  #book(
    strategy: number,
    instrument: number,
    isBuy: boolean,
    amount: number,
    orderSequence: number | null
  ): void {
    const { terms, price } = this.state.instruments[instrument]!
    this.apply({
      type: 'fill_booked',
      strategy,
      instrument,
      side: isBuy ? 'buy' : 'sell',
      quantity: amount * terms.quantityStep,
      price: price || 77,
      fee: toMicros(amount / 91),
      orderSequence,
      fillSequence: ++this.#fills,
      atMs: this.atMs,
    })
  }

  #grow(isStrategy: boolean): void {
    const k = ++this.#added
    if (this.state.instruments.length * this.state.strategies.length > 30) return
    if (isStrategy) {
      const strategy = { id: `added_${k}`, shortAllowed: k % 2 === 0, leverageMax: null }
      return this.apply({ type: 'strategy_added', strategy })
    }
    this.apply({ type: 'instrument_added', terms: share(`US.N${k}`), fxRate: 1 })
    this.#price(this.state.instruments.length - 1, 20 + k)
  }
}

function limitsOf(amount: number, isOdd: boolean): RiskLimits {
  return limitsWith({
    position: { quantityMax: isOdd ? amount * 100 : null },
    portfolio: { leverageMax: isOdd ? 1 : 2, exposureFractionMax: amount / 50 },
    loss: { dailyLossFractionMax: isOdd ? 0.5 : null, haltOnDailyLoss: isOdd },
  })
}
