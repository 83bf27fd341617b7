import type { Bar } from '#kernel/market/bar.js'
import { isDaily, type Timeframe } from '#kernel/market/timeframe.js'
import { matchAtOpen, matchWithin } from '#kernel/matching/bar_match.js'
import { chargeFill } from '#kernel/matching/commission.js'
import {
  advanceTrailOfChild,
  compareExits,
  entryApproachOf,
  isProtective,
  matchChildWithin,
} from '#kernel/matching/exit_match.js'
import type { CommissionModel, SlippageModel } from '#kernel/matching/models.js'
import { fillableQuantity } from '#kernel/matching/participation.js'
import { clipToLimit, slippedPrice } from '#kernel/matching/slippage.js'
import { advanceTrail, seedTrail } from '#kernel/matching/trailing.js'
import type { Instrument } from '#kernel/instrument/instrument.js'
import type { BrokerOrder } from '#ports/broker.js'
import { barOrder, isAttached, leftOf, splitBarOrder, type BarOrder } from './bar_order.js'

/** What executions cost, and how much of a bar they may take: as in a backtest. */
export interface BarModels {
  readonly slippage: SlippageModel
  readonly commission: CommissionModel
  /** Most of a bar's volume that our orders may take together, 0..1; `null` for no bound. */
  readonly participationMax: number | null
}

/** The bars of one instant, by symbol, and the session to which they belong. */
export interface Instant {
  readonly startMs: number
  readonly day: number
  readonly bars: ReadonlyMap<string, Bar>
}

/** An execution before it has a number. */
export interface BarFill {
  readonly order: BarOrder
  readonly quantity: number
  readonly price: number
  readonly marketPrice: number
  readonly fee: number
  readonly atMs: number
}

/** What the venue tells and asks. Each is awaited: what follows from it is there before the next match. */
export interface VenuePorts {
  readonly timeframe: Timeframe
  readonly models: BarModels
  termsOf(symbol: string): Instrument
  /** Units that the account holds, signed. */
  held(symbol: string): number
  filled(fill: BarFill): Promise<void>
  ended(order: BarOrder, status: 'cancelled' | 'expired', reason: string): Promise<void>
}

/**
 * A market whose every moment is a bar: holds orders and fills them by the kernel's rules of matching, in
 * the sequence of a backtest (see `kernel/simulation/market_venue`): opens in the order in which orders
 * came, then what happened within the bars, stops before limits. After each execution it waits until the
 * account has answered, because what it answers (exits, cancels, changes) takes part in the same bar.
 */
export class BarVenue {
  #resting: BarOrder[] = []
  readonly #taken = new Map<string, number>()
  readonly #closes = new Map<string, number>()
  #born: BarOrder[] = []
  #phase: 'between' | 'open' | 'within' = 'between'
  #instant = 0
  #current: Instant = { startMs: 0, day: 0, bars: new Map() }
  #lastFillPrice = 0
  #count = 0

  constructor(private readonly ports: VenuePorts) {}

  /** Takes an order in: it can fill from the next bar on, or within this one where it protects a new position. */
  accept(sent: BrokerOrder, atMs: number): BarOrder {
    const isExit = (sent.attachedTo ?? null) !== null
    const isNow = this.#phase !== 'between'
    const fillsFrom = isNow && isExit ? this.#instant : this.#instant + 1
    const order = barOrder(sent, { number: ++this.#count, atMs, fillsFrom })
    if (order.type === 'trailing_stop') {
      seedTrail(order, isExit ? this.#lastFillPrice : this.lastClose(sent.symbol))
    }
    this.#resting.push(order)
    if (this.#phase === 'within' && isExit) this.#born.push(order)
    return order
  }

  /** Executes what the bars of an instant execute. */
  async trade(instant: Instant): Promise<void> {
    this.#current = instant
    this.#instant++
    this.#taken.clear()
    await this.#expire(instant)
    this.#phase = 'open'
    for (const order of [...this.#resting]) await this.#matchOpen(order)
    this.#phase = 'within'
    // Exits that are made within these bars are judged when they are made, not again here.
    const resting = [...this.#resting]
    for (const order of resting) if (isProtective(order)) await this.#matchWithin(order)
    for (const order of resting) if (!isProtective(order)) await this.#matchWithin(order)
    this.#phase = 'between'
    await this.#afterBars()
    this.#resting = this.#resting.filter(isWorking)
    for (const [symbol, { close }] of instant.bars) this.#closes.set(symbol, close)
  }

  /** Puts what waits into the units and prices after a split. */
  split(symbol: string, ratio: number): void {
    const close = this.#closes.get(symbol)
    if (close !== undefined) this.#closes.set(symbol, close / ratio)
    for (const order of this.#resting) {
      if (order.sent.symbol === symbol) splitBarOrder(order, ratio)
    }
  }

  /** The close before the bars that are to come; 0 before the first. */
  lastClose(symbol: string): number {
    return this.#closes.get(symbol) ?? 0
  }

  /** Ends every order that still works: there are no more bars. */
  async endAll(): Promise<void> {
    for (const order of this.#resting.filter(isWorking)) {
      await this.ports.ended(order, 'expired', 'there are no more bars')
    }
    this.#resting = []
  }

  async #expire({ day, startMs, bars }: Instant): Promise<void> {
    for (const order of [...this.#resting]) {
      if (!isWorking(order) || !bars.has(order.sent.symbol)) continue
      const { timeInForce, goodTillMs } = order.sent
      const isPastDay = timeInForce === 'day' && order.firstDay >= 0 && day > order.firstDay
      const isPastDate = goodTillMs !== null && startMs >= goodTillMs
      if (isPastDay || isPastDate) await this.ports.ended(order, 'expired', 'its time is over')
    }
  }

  /** The bar on which an order can fill now. */
  #barOf(order: BarOrder): Bar | null {
    if (!isWorking(order) || order.fillsFrom > this.#instant) return null
    return this.#current.bars.get(order.sent.symbol) ?? null
  }

  async #matchOpen(order: BarOrder): Promise<void> {
    const bar = this.#barOf(order)
    if (bar === null) return
    if (order.firstDay < 0) order.firstDay = this.#current.day
    const price = matchAtOpen(order, bar.open)
    if (price > 0) await this.#fill(order, bar, price)
  }

  async #matchWithin(order: BarOrder): Promise<void> {
    const bar = this.#barOf(order)
    if (bar === null) return
    const { open, high, low, close } = bar
    const price = matchWithin(order, open, high, low, close)
    if (price === 0) {
      if (order.trail !== null) advanceTrail(order, high, low)
      return
    }
    if (isAttached(order) && isProtective(order)) {
      await this.#fillNearerGuard(order)
      if (!isWorking(order)) return
    }
    const approach = entryApproachOf(order, price, open)
    this.#born = []
    await this.#fill(order, bar, price)
    const exits = this.#born
    this.#born = []
    for (const exit of exits.sort(compareExits)) {
      if (!isWorking(exit)) continue
      const exitPrice = matchChildWithin(exit, approach, price, high, low, close)
      if (exitPrice > 0) await this.#fill(exit, bar, exitPrice)
      else advanceTrailOfChild(exit, approach, high, low, close)
    }
  }

  /** Lets the nearer of two guards of one entry go first: the price passes it on its way. */
  async #fillNearerGuard(order: BarOrder): Promise<void> {
    for (const other of this.#resting) {
      if (other === order || other.sent.attachedTo !== order.sent.attachedTo) continue
      if (!isProtective(other) || !isWorking(other)) continue
      if (compareExits(other, order) < 0) return this.#matchWithin(other)
    }
  }

  /** What is left once the bars are over: immediate orders and, on daily bars, the day's orders. */
  async #afterBars(): Promise<void> {
    for (const order of [...this.#resting]) {
      if (!isWorking(order) || order.firstDay < 0) continue
      const { timeInForce } = order.sent
      if (timeInForce === 'ioc') await this.ports.ended(order, 'cancelled', 'not filled at once')
      if (timeInForce === 'day' && isDaily(this.ports.timeframe)) {
        await this.ports.ended(order, 'expired', 'the day is over')
      }
    }
  }

  /** What an order may fill without turning a position that it only may shrink. */
  #capped(order: BarOrder): number {
    if (order.sent.isReduceOnly !== true) return leftOf(order)
    const held = this.ports.held(order.sent.symbol)
    return Math.max(0, Math.min(leftOf(order), order.side === 'sell' ? held : -held))
  }

  async #fill(order: BarOrder, bar: Bar, marketPrice: number): Promise<void> {
    const { symbol } = order.sent
    const { quantityStep, multiplier, assetClass } = this.ports.termsOf(symbol)
    const { slippage, commission, participationMax } = this.ports.models
    const left = leftOf(order)
    const capped = this.#capped(order)
    if (capped === 0) return this.ports.ended(order, 'cancelled', 'there is nothing to close')
    const taken = this.#taken.get(symbol) ?? 0
    const { volume } = bar
    const share = [volume, taken, participationMax, quantityStep, slippage] as const
    const quantity = fillableQuantity(capped, ...share)
    if (!(quantity > 0)) return
    const slipped = slippedPrice(slippage, order.side, marketPrice, quantity, volume, taken)
    const price = clipToLimit(order, slipped)
    this.#taken.set(symbol, taken + quantity)
    const { day, startMs } = this.#current
    const { side } = order
    const charged = { side, quantity, price, multiplier, dayNumber: day, assetClass }
    const fee = chargeFill(commission, charged, order.charges)
    this.#lastFillPrice = price
    await this.ports.filled({ order, quantity, price, marketPrice, fee, atMs: startMs })
    const isCutShort = capped < left && quantity === capped
    if (isCutShort && isWorking(order)) {
      await this.ports.ended(order, 'cancelled', 'there is nothing left to close')
    }
  }
}

function isWorking({ status }: BarOrder): boolean {
  return status === 'working'
}
