import type { Order as KernelOrder } from '../../../../app/kernel/order/order.js'
import type { Trade as KernelTrade } from '../../../../app/kernel/position/trade.js'
import { decodeSignal, FIELD, RECORD_LENGTH } from '../../../../app/kernel/signal/signal_record.js'
import type { Signal } from '../../../../app/kernel/signal/signal.js'
import { EVIDENCE_LENGTH } from '../../../../app/kernel/simulation/evidence.js'
import type { Simulation } from '../../../../app/kernel/simulation/simulation.js'
import { equityOf } from '../../../../app/kernel/state.js'
import type { Fill, Order } from '../strategy/order.js'

const MICROS = 1e6

/** An order with how it ended. */
export interface RunOrder extends Order {
  /** Mean price of its fills, 0 without any. */
  readonly averagePrice: number
  readonly createdMs: number
  readonly reason: string | null
}

/** From flat to flat, or still open at the end. Money in account currency. */
export interface RunTrade {
  readonly symbol: string
  readonly side: 'long' | 'short'
  readonly quantity: number
  readonly entryMs: number
  readonly entryPrice: number
  /** `null` while open. */
  readonly exitMs: number | null
  readonly exitPrice: number | null
  /** Net of fees. */
  readonly profit: number
  readonly fees: number
  readonly barsHeld: number
  readonly reason: string | null
  readonly exitReason: string | null
}

/** What a strategy asked for, whether it was granted or not, warm-up included. */
export type RunSignal = Signal & { readonly symbol: string }

/** What a risk rule or a check said against a signal. */
export interface RunDenial {
  readonly symbol: string
  readonly code: string
  readonly text: string
  /** Units asked for and units let through. */
  readonly asked: number
  readonly quantity: number
}

/** What came of a test run. Money in units of the account's currency. */
export interface RunResult {
  readonly orders: readonly RunOrder[]
  readonly fills: readonly Fill[]
  readonly trades: readonly RunTrade[]
  readonly signals: readonly RunSignal[]
  readonly denials: readonly RunDenial[]
  /** Start of each moment of the run, and equity and cash after it. */
  readonly startMs: readonly number[]
  readonly equity: readonly number[]
  readonly cash: readonly number[]
  readonly finalEquity: number
  /** Units held at the end. */
  quantityOf(symbol: string): number
  readonly logs: readonly string[]
  /** What the strategy's `state()` said at the end. */
  readonly state: unknown
}

/** Reads a finished simulation of one strategy. */
export function runResultOf(
  simulation: Simulation,
  said: { logs: string[]; state: unknown }
): RunResult {
  const { record, state, config } = simulation
  const symbols = config.instruments.map((terms) => terms.symbol)
  const symbolAt = (instrument: number): string => symbols[instrument] as string
  const orders = record.orders.map((order) => runOrderOf(order, symbolAt(order.instrument)))
  const references = new Map(orders.map((order) => [order.sequence, order.reference]))
  return {
    orders,
    fills: record.fills.map(({ orderSequence, instrument, side, quantity, price, fee, atMs }) => ({
      symbol: symbolAt(instrument),
      side,
      quantity,
      price,
      commission: fee / MICROS,
      atMs,
      reference: references.get(orderSequence) ?? 0,
      sequence: orderSequence,
    })),
    trades: record.trades.map((trade) => runTradeOf(trade, symbolAt(trade.instrument))),
    signals: signalsOf(simulation, symbolAt),
    denials: record.judgements.map(({ signal, code, reason, asked, quantity }) => ({
      symbol: symbolAt(signal.instrument),
      code,
      text: reason,
      asked,
      quantity,
    })),
    startMs: [...record.startMs.toArray()],
    equity: [...record.equity.toArray()].map((amount) => amount / MICROS),
    cash: [...record.cash.toArray()].map((amount) => amount / MICROS),
    finalEquity: equityOf(state) / MICROS,
    quantityOf: (symbol) => {
      const index = symbols.indexOf(symbol)
      if (index < 0) {
        throw new RangeError(`${symbol} is not in this run; it has ${symbols.join(', ')}`)
      }
      return state.positions[symbols.length + index]?.quantity ?? 0
    },
    ...said,
  }
}

function runOrderOf(order: KernelOrder, symbol: string): RunOrder {
  const { sequence, reference, side, type, role, quantity, filled, limitPrice, stopPrice } = order
  const { averagePrice, createdMs, reason, state } = order
  return {
    ...{
      sequence,
      reference,
      symbol,
      side,
      type,
      role,
      state,
      quantity,
      filled,
      limitPrice,
      stopPrice,
    },
    ...{ averagePrice, createdMs, reason },
  }
}

function runTradeOf(trade: KernelTrade, symbol: string): RunTrade {
  const { side, quantity, entryMs, entryPrice, exitMs, exitPrice, barsHeld, reason, exitReason } =
    trade
  const profit = trade.profit / MICROS
  const fees = trade.fees / MICROS
  return {
    symbol,
    side,
    quantity,
    entryMs,
    entryPrice,
    exitMs,
    exitPrice,
    profit,
    fees,
    barsHeld,
    reason,
    exitReason,
  }
}

function signalsOf(simulation: Simulation, symbolAt: (instrument: number) => string): RunSignal[] {
  const { evidence, config } = simulation
  if (evidence === null) return []
  const rows = evidence.rows.toArray()
  let reasons = 0
  return Array.from({ length: evidence.count }, (_, index) => {
    const start = index * EVIDENCE_LENGTH + 2
    const row = rows.slice(start, start + RECORD_LENGTH)
    const reason = row[FIELD.hasReason] === 1 ? (evidence.reasons[reasons++] ?? null) : null
    const signal = decodeSignal(row, 0, {
      strategy: 1,
      instruments: config.instruments.length,
      reason,
    })
    if (typeof signal === 'string') throw new Error(signal)
    return { ...signal, symbol: symbolAt(signal.instrument) }
  })
}
