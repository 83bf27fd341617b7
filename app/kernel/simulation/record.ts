import type { Transaction } from '../account/ledger.js'
import type { SignalJudged } from '../command.js'
import type { Fill } from '../order/fill.js'
import type { Order } from '../order/order.js'
import { OrderRows } from '../order/order_list.js'
import { profitOf } from '../position/position.js'
import type { Trade } from '../position/trade.js'
import { equityOf, positionOf, type TradingState } from '../state.js'
import type { Micros } from '../values/micros.js'
import { Float64List } from './float64_list.js'

/** Everything that a simulation leaves behind. Columns have one value per instant of the run. */
export class SimulationRecord {
  /** Orders and fills; empty where only their rows are kept. */
  readonly orders: Order[] = []
  readonly fills: Fill[] = []
  /** Rows of the orders and fills where the objects are not kept: an order's, once it has ended. */
  readonly rows: OrderRows | null
  readonly trades: Trade[] = []
  readonly transactions: Transaction[] = []
  readonly judgements: SignalJudged[] = []
  /** Why trading was halted or reduced, with the instant. */
  readonly modeChanges: {
    readonly atMs: number
    readonly mode: string
    readonly reason: string
  }[] = []
  /** Per plugin rule: orders it was asked about, and those it made smaller or refused. */
  readonly rules: { asked: number; reduced: number; denied: number }[]
  /** What agents said of the risk bias, whenever one said something new, and the bias in force after it. */
  readonly biasChanges: {
    readonly atMs: number
    readonly agent: number
    readonly bias: number
    readonly inForce: number
    readonly reason: string
  }[] = []
  readonly startMs: Float64List
  readonly sessionDay: Float64List
  /** Equity and cash in micro-units of the account's currency. */
  readonly equity: Float64List
  readonly cash: Float64List
  /** Profit of each strategy in micro-units; kept when there is more than one. */
  readonly strategyProfit: Float64List[]
  /** Lowest cash at the end of an instant, in micro-units: below zero when fills cost more than there was; where all is kept. */
  lowestCash = Infinity
  signalCount = 0

  constructor(
    strategies: number,
    /** Whether columns, transactions and trades are kept, or only what the order list needs. */
    readonly keepsAll: boolean,
    /** Instants that are expected. */
    instants: number,
    rules = 0
  ) {
    this.rules = Array.from({ length: rules }, () => ({ asked: 0, reduced: 0, denied: 0 }))
    this.rows = keepsAll ? null : new OrderRows()
    const column = () => new Float64List(keepsAll ? instants : 0)
    this.startMs = column()
    this.sessionDay = column()
    this.equity = column()
    this.cash = column()
    this.strategyProfit = Array.from(
      { length: strategies },
      () => new Float64List(strategies > 1 && keepsAll ? instants : 0)
    )
  }

  /** Takes note of the cash with which the account begins: the ledger's first row. */
  begin(cash: Micros): void {
    this.lowestCash = cash
    if (!this.keepsAll) return
    this.transactions.push({
      sequence: 1,
      atMs: 0,
      type: 'deposit',
      amount: cash,
      balance: cash,
      strategy: null,
      instrument: null,
      quantity: null,
      price: null,
      fxRate: 1,
    })
  }

  /** Keeps what there is to keep at the end of an instant of the run. */
  keepInstant(state: TradingState, startMs: number): void {
    if (!this.keepsAll) return
    if (state.cash < this.lowestCash) this.lowestCash = state.cash
    this.startMs.push(startMs)
    this.sessionDay.push(state.sessionDay)
    this.equity.push(equityOf(state))
    this.cash.push(state.cash)
    this.#keepProfits(state)
  }

  /** Writes the last instant's figures again, after fills at its close or at the end of the run. */
  amendInstant(state: TradingState): void {
    if (!this.keepsAll || this.equity.length === 0) return
    this.equity.replaceLast(equityOf(state))
    this.cash.replaceLast(state.cash)
    this.#amendProfits(state)
  }

  /** Keeps the profit of each of several strategies. */
  #keepProfits(state: TradingState): void {
    if (this.strategyProfit.length < 2) return
    for (const [s, column] of this.strategyProfit.entries()) {
      column.push(strategyProfitOf(state, s + 1))
    }
  }

  /** Writes the last of them again. */
  #amendProfits(state: TradingState): void {
    if (this.strategyProfit.length < 2) return
    for (const [s, column] of this.strategyProfit.entries()) {
      column.replaceLast(strategyProfitOf(state, s + 1))
    }
  }

  /** Takes an order that was submitted; its row is written when it ends. */
  addOrder(order: Order): void {
    if (this.rows === null) this.orders.push(order)
  }

  /** Takes note of an order that can trade no more. */
  endOrder(order: Order): void {
    if (this.rows !== null) this.rows.putOrder(order)
  }

  /** Takes an execution. */
  addFill(fill: Fill): void {
    if (this.rows === null) this.fills.push(fill)
    else this.rows.putFill(fill)
  }
}

function strategyProfitOf(state: TradingState, strategy: number): number {
  let profit = 0
  for (let i = 0; i < state.instruments.length; i++) {
    profit += profitOf(positionOf(state, strategy, i))
  }
  return profit
}
