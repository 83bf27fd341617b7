import type { Command } from '../command.js'
import type { Input } from '../input.js'
import { matchAtOpen, matchWithin } from '../matching/bar_match.js'
import { chargeFill, noCharges } from '../matching/commission.js'
import {
  advanceTrailOfChild,
  compareExits,
  entryApproachOf,
  isProtective,
  matchChildWithin,
} from '../matching/exit_match.js'
import { fillableQuantity } from '../matching/participation.js'
import { clipToLimit, slippedPrice } from '../matching/slippage.js'
import { advanceTrail, seedTrail } from '../matching/trailing.js'
import { remainingOf, type Order } from '../order/order.js'
import { isOpen } from '../order/order_state.js'
import { isReduceOnly } from '../order/working_quantity.js'
import type { CancelSignal, Signal } from '../signal/signal.js'
import { splitSignal } from '../signal/split_signal.js'
import {
  positionOf,
  type InstrumentState,
  type StrategyState,
  type TradingState,
} from '../state.js'
import { toMicros } from '../values/micros.js'
import { objectList } from '../values/object_list.js'
import { isDaily } from '../market/timeframe.js'
import type { BarSource } from './bar_source.js'
import type { SimulationConfig } from './config.js'
import { isInGroupOf, type Resting, type RestingOrder } from './resting.js'

/** Sends an input to the kernel and lets everybody hear what follows. */
export type Apply = (input: Input) => readonly Command[]

/**
 * The simulated market: holds what waits and fills it against bars by the rules of `matching/`.
 *
 * A bar is gone through twice: at its open, in the order in which orders came; then within it, stops
 * before limits, so that of a stop and a target which both could fill the worse is taken.
 */
export class MarketVenue {
  #resting = objectList<Resting>()
  /** Units of the current bar that our orders took, per instrument. */
  readonly #taken: Float64Array
  #hasTaken = false
  /** Whether an order with an end of its own waits, and whether one has ended since the last sweep. */
  #hasTimed = false
  #hasEnded = false
  #fillCount = 0
  /** Exits made by fills inside the current bar: they are judged by what is proven after the entry. */
  #born: RestingOrder[] = []
  #phase: 'between' | 'open' | 'within' | 'close' = 'between'

  constructor(
    readonly state: TradingState,
    readonly config: SimulationConfig,
    readonly bars: BarSource,
    readonly apply: Apply,
    readonly propose: (signal: Signal, atMs: number) => void
  ) {
    this.#taken = new Float64Array(state.instruments.length)
  }

  /** Takes note that an order has ended, for whatever reason. */
  noteEnd(): void {
    this.#hasEnded = true
  }

  /** Whether anything waits. */
  get isIdle(): boolean {
    return this.#resting.length === 0
  }

  /** Takes in an order that the kernel submitted. */
  accept(order: Order): void {
    const { bars } = this.state.instruments[order.instrument] as InstrumentState
    const isExit = order.parent > 0
    const isNow = this.#phase === 'open' || this.#phase === 'within'
    // Between bars an order waits for its delay; made during a bar it belongs to that bar.
    const wait =
      isNow || isExit || this.#phase === 'close' ? 0 : Math.max(0, this.config.fillDelayBars - 1)
    const entry: RestingOrder = {
      order,
      signal: null,
      instrument: order.instrument,
      eligibleFrom: bars + wait,
      firstDay: -1,
      charges: noCharges(),
    }
    this.#resting.push(entry)
    if (order.timeInForce !== 'gtc') this.#hasTimed = true
    if (order.type === 'trailing_stop') {
      const parent = isExit ? this.#lastFillPrice : null
      seedTrail(
        order,
        parent ?? (this.state.instruments[order.instrument] as InstrumentState).price
      )
    }
    if (this.#phase === 'within' && isExit) this.#born.push(entry)
    if (this.#phase === 'open' && !isExit) this.#matchOpen(entry)
  }

  #lastFillPrice: number | null = null

  /** Keeps a signal until the open at which it is to be sized. */
  await(signal: Signal): void {
    const { instrument } = signal
    const { bars } = this.state.instruments[instrument] as InstrumentState
    const eligibleFrom = bars + Math.max(0, this.config.fillDelayBars - 1)
    this.#resting.push({ order: null, signal, instrument, eligibleFrom, isDone: false })
  }

  /** Lets go of what waits for an open and is withdrawn. True when there was such a signal. */
  withdraw({ strategy, instrument, reference, all }: CancelSignal): boolean {
    return this.#drop(
      (one) =>
        one.strategy === strategy &&
        one.instrument === instrument &&
        (all || one.reference === reference)
    )
  }

  #drop(isMeant: (signal: Signal) => boolean): boolean {
    let hasFound = false
    for (const entry of this.#resting) {
      if (entry.order !== null || entry.isDone || !isMeant(entry.signal)) continue
      entry.isDone = hasFound = this.#hasEnded = true
    }
    return hasFound
  }

  /** Puts what waits for an open into the units and prices after a split. */
  split(instrument: number, ratio: number): void {
    const { terms } = this.state.instruments[instrument] as InstrumentState
    for (const entry of this.#resting) {
      if (entry.order !== null || entry.instrument !== instrument) continue
      entry.signal = splitSignal(entry.signal, ratio, terms.quantityStep)
    }
  }

  /** Expires what a new session or a new instant ends, before anything of it trades. */
  expireBefore(instrument: number, sessionDay: number, startMs: number): void {
    if (!this.#hasTimed) return
    for (const entry of this.#resting) {
      if (entry.order === null || entry.instrument !== instrument) continue
      const { order } = entry
      if (!isOpen(order.state)) continue
      const isPastDay =
        order.timeInForce === 'day' && entry.firstDay >= 0 && sessionDay > entry.firstDay
      const isPastDate = order.goodTillMs !== null && startMs >= order.goodTillMs
      if (isPastDay || isPastDate) this.#end(order, 'order_expired', startMs)
    }
  }

  /** Goes through the current bars: opens first, then what happened within them. */
  trade(): void {
    // A loop: for a few numbers the array's own `fill` takes ten times as long.
    for (let i = 0; this.#hasTaken && i < this.#taken.length; i++) this.#taken[i] = 0
    this.#hasTaken = false
    this.#phase = 'open'
    const waiting = this.#resting.length
    for (let i = 0; i < waiting; i++) this.#matchOpen(this.#resting[i] as Resting)
    this.#phase = 'within'
    // Exits that are made within these bars are judged when they are made, not again here.
    const count = this.#resting.length
    let hasOthers = false
    for (let i = 0; i < count; i++) {
      const entry = this.#resting[i] as Resting
      if (entry.order === null) continue
      if (isProtective(entry.order)) this.#matchWithin(entry)
      else hasOthers = true
    }
    for (let i = 0; hasOthers && i < count; i++) {
      const entry = this.#resting[i] as Resting
      if (entry.order !== null && !isProtective(entry.order)) this.#matchWithin(entry)
    }
    this.#phase = 'between'
    if (this.#hasTimed) this.#afterBars()
    this.#sweep()
  }

  /** Fills at the close of the current bars what may fill without delay. */
  tradeAtClose(): void {
    this.#phase = 'close'
    const count = this.#resting.length
    for (let i = 0; i < count; i++) {
      const entry = this.#resting[i] as Resting
      if (entry.order === null || entry.order.parent > 0 || !isOpen(entry.order.state)) continue
      const index = this.#barOf(entry)
      if (index < 0 || entry.order.createdMs < this.#closeMs) continue
      const close = this.bars.columns(entry.instrument).close[index] as number
      const price = matchAtOpen(entry.order, close)
      if (price > 0) this.#fill(entry, price)
      if (entry.order.timeInForce === 'ioc' && isOpen(entry.order.state)) {
        this.#end(entry.order, 'order_cancelled', this.bars.startMs)
      }
    }
    this.#phase = 'between'
    this.#sweep()
  }

  /** Instant from which orders count as made at the current close. */
  #closeMs = 0
  beginClose(atMs: number): void {
    this.#closeMs = atMs
  }

  /** Fills a closing order at a given price of the last bar, all of it. */
  liquidate(order: Order, price: number): void {
    const entry = this.#resting.find((one) => one.order === order)
    if (entry === undefined || entry.order === null) return
    this.#fill(entry, price, true)
    this.#sweep()
  }

  /** Ends every order that still waits, because there are no more bars. */
  endAll(atMs: number): void {
    for (const entry of [...this.#resting]) {
      if (entry.order !== null && isOpen(entry.order.state)) {
        this.#end(entry.order, 'order_expired', atMs)
      }
    }
    this.#resting = []
  }

  /** Index of the instrument's current bar if the entry can fill on it, else -1. */
  #barOf(entry: Resting): number {
    const { instrument } = entry
    const { bars } = this.state.instruments[instrument] as InstrumentState
    return bars >= entry.eligibleFrom && this.bars.isActive(instrument)
      ? this.bars.index(instrument)
      : -1
  }

  #matchOpen(entry: Resting): void {
    const index = this.#barOf(entry)
    if (index < 0) return
    const open = this.bars.columns(entry.instrument).open[index] as number
    if (entry.order === null) {
      if (!entry.isDone) this.#proposeAtOpen(entry.signal, open)
      entry.isDone = true
      this.#hasEnded = true
      return
    }
    if (!isOpen(entry.order.state)) return
    if (entry.firstDay < 0) this.#begin(entry)
    const price = matchAtOpen(entry.order, open)
    if (price > 0) this.#fill(entry, price)
  }

  /** Takes note that an order begins to work; one that had to wait longer trails from the last close. */
  #begin(entry: RestingOrder): void {
    entry.firstDay = this.state.sessionDay
    const { type, parent } = entry.order
    if (this.config.fillDelayBars < 2 || type !== 'trailing_stop' || parent > 0) return
    seedTrail(entry.order, (this.state.instruments[entry.instrument] as InstrumentState).price)
  }

  #proposeAtOpen(signal: Signal, open: number): void {
    const atMs = this.bars.startMs
    this.apply({
      type: 'price_seen',
      instrument: signal.instrument,
      price: open,
      atMs,
      isBarEnd: false,
    })
    this.propose(signal, atMs)
  }

  #matchWithin(entry: RestingOrder): void {
    const { order } = entry
    if (!isOpen(order.state)) return
    const index = this.#barOf(entry)
    if (index < 0) return
    const columns = this.bars.columns(entry.instrument)
    const open = columns.open[index] as number
    const high = columns.high[index] as number
    const low = columns.low[index] as number
    const close = columns.close[index] as number
    const price = matchWithin(order, open, high, low, close)
    if (price === 0) {
      if (order.trail !== null) advanceTrail(order, high, low)
      return
    }
    if (order.parent > 0 && isProtective(order)) {
      this.#fillNearerGuard(order)
      if (!isOpen(order.state)) return
    }
    const approach = entryApproachOf(order, price, open)
    this.#born = []
    this.#fill(entry, price)
    const exits = this.#born
    this.#born = []
    exits.sort((left, right) => compareExits(left.order, right.order))
    for (const exit of exits) {
      if (!isOpen(exit.order.state)) continue
      const exitPrice = matchChildWithin(exit.order, approach, price, high, low, close)
      if (exitPrice > 0) this.#fill(exit, exitPrice)
      else advanceTrailOfChild(exit.order, approach, high, low, close)
    }
  }

  /** Lets the nearer of two guards of one entry go first: the price passes it on its way. */
  #fillNearerGuard(order: Order): void {
    for (const other of this.#resting) {
      if (other.order === null || other.order.parent !== order.parent) continue
      if (!isProtective(other.order) || !isOpen(other.order.state)) continue
      if (compareExits(other.order, order) < 0) return this.#matchWithin(other)
    }
  }

  /** What is left once the bars are over: immediate orders and, on daily bars, the day's orders. */
  #afterBars(): void {
    const { timeframe } = this.config
    for (const entry of this.#resting) {
      if (entry.order === null) continue
      const { order } = entry
      if (!isOpen(order.state) || entry.firstDay < 0) continue
      if (order.timeInForce === 'ioc') this.#end(order, 'order_cancelled', this.bars.startMs)
      if (order.timeInForce === 'day' && isDaily(timeframe)) {
        this.#end(order, 'order_expired', this.bars.startMs)
      }
    }
  }

  /** Forgets what has ended. */
  #sweep(): void {
    if (!this.#hasEnded) return
    this.#hasEnded = false
    this.#hasTimed = false
    let kept = 0
    for (const entry of this.#resting) {
      const stays = entry.order === null ? !entry.isDone : isOpen(entry.order.state)
      if (!stays) continue
      this.#resting[kept++] = entry
      if (entry.order !== null && entry.order.timeInForce !== 'gtc') this.#hasTimed = true
    }
    while (this.#resting.length > kept) this.#resting.pop()
  }

  #end(order: Order, event: 'order_expired' | 'order_cancelled', atMs: number): void {
    this.apply({ type: 'order_event', orderSequence: order.sequence, event, atMs })
  }

  /** The quantity that may fill without turning a position that only may shrink. */
  #capped(order: Order): number {
    const remaining = remainingOf(order)
    const strategy = this.state.strategies[order.strategy] as StrategyState
    const { quantity } = positionOf(this.state, order.strategy, order.instrument)
    const mayOpen = !isReduceOnly(order) && (order.side === 'buy' || strategy.shortAllowed)
    if (mayOpen) return remaining
    const held = order.side === 'sell' ? quantity : -quantity
    return Math.max(0, Math.min(remaining, held))
  }

  #fill(entry: RestingOrder, marketPrice: number, isLiquidation = false): void {
    const { order } = entry
    const instrument = this.state.instruments[order.instrument] as InstrumentState
    const index = this.bars.index(order.instrument)
    const columns = this.bars.columns(order.instrument)
    const volume = columns.volume[Math.min(index, columns.count - 1)] as number
    const capped = this.#capped(order)
    if (capped === 0) return this.#end(order, 'order_cancelled', this.bars.startMs)
    const { slippage, commission, participationMax } = this.config
    const taken = this.#taken[order.instrument] as number
    const step = instrument.terms.quantityStep
    const quantity = isLiquidation
      ? capped
      : fillableQuantity(capped, volume, taken, participationMax, step, slippage)
    if (!(quantity > 0)) return
    const slipped = slippedPrice(slippage, order.side, marketPrice, quantity, volume, taken)
    const price = clipToLimit(order, slipped)
    this.#taken[order.instrument] = taken + quantity
    this.#hasTaken = true
    const { side } = order
    const { multiplier, assetClass } = instrument.terms
    const dayNumber = this.state.sessionDay
    const charged = { side, quantity, price, multiplier, dayNumber, assetClass }
    const fee = chargeFill(commission, charged, entry.charges)
    this.#lastFillPrice = price
    this.apply({
      type: 'order_filled',
      orderSequence: order.sequence,
      fillSequence: ++this.#fillCount,
      quantity,
      price,
      marketPrice,
      fee: toMicros(fee * instrument.fxRate),
      atMs: this.bars.startMs,
    })
    if (order.ocoGroup > 0) this.#drop((one) => isInGroupOf(one, order))
    const isCutShort = capped < remainingOf(order) + quantity && quantity === capped
    if (isCutShort && isOpen(order.state)) this.#end(order, 'order_cancelled', this.bars.startMs)
  }
}
