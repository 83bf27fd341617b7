import type { Transaction } from '../account/ledger.js'
import type { SignalJudged } from '../command.js'
import type { Fill } from '../order/fill.js'
import type { Order } from '../order/order.js'
import type { Trade } from '../position/trade.js'
import { Float64List } from './float64_list.js'

/** Everything that a simulation leaves behind. Columns have one value per instant of the run. */
export class SimulationRecord {
  readonly orders: Order[] = []
  readonly fills: Fill[] = []
  readonly trades: Trade[] = []
  readonly transactions: Transaction[] = []
  readonly judgements: SignalJudged[] = []
  /** Why trading was halted or reduced, with the instant. */
  readonly modeChanges: {
    readonly atMs: number
    readonly mode: string
    readonly reason: string
  }[] = []
  readonly startMs: Float64List
  readonly sessionDay: Float64List
  /** Equity and cash in micro-units of the account's currency. */
  readonly equity: Float64List
  readonly cash: Float64List
  /** Profit of each strategy in micro-units; kept when there is more than one. */
  readonly strategyProfit: Float64List[]
  /** Instants at which any position was open. */
  instantsInMarket = 0
  /** Sum of the values traded, in account currency units. */
  tradedValue = 0
  /** Lowest cash at the end of an instant, in micro-units: below zero when fills cost more than there was. */
  lowestCash = Infinity
  signalCount = 0

  constructor(
    strategies: number,
    /** Whether columns, transactions and trades are kept, or only what the order list needs. */
    readonly keepsAll: boolean,
    /** Instants that are expected. */
    instants: number
  ) {
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
}
