import type { Micros } from '../values/micros.js'

/**
 * A trade is the life of a position from flat to flat. Turning a position around ends one trade and
 * begins the next; the costs of that fill are shared by quantity.
 */
export interface TradeInProgress {
  readonly sequence: number
  readonly side: 'long' | 'short'
  readonly entryMs: number
  readonly entryBar: number
  /** Units bought (or sold short) in all. */
  entered: number
  /** Sum of quantity × price of the entries, instrument currency; likewise of the exits. */
  enteredValue: number
  exited: number
  exitedValue: number
  /** What the entries cost in account currency, without fees. */
  cost: Micros
  /** Profit of what was closed, before fees and income. */
  realised: Micros
  fees: Micros
  income: Micros
  /** Why the strategy entered, if it said so. */
  readonly reason: string | null
}

/** A trade that has ended, or with `exitMs: null` one that was still open when the run ended. */
export interface Trade {
  readonly sequence: number
  readonly strategy: number
  readonly instrument: number
  readonly side: 'long' | 'short'
  readonly quantity: number
  readonly entryMs: number
  readonly exitMs: number | null
  /** Mean prices in the instrument's currency. */
  readonly entryPrice: number
  readonly exitPrice: number | null
  /** Net profit in account currency: realised (and for an open trade unrealised) + income - fees. */
  readonly profit: Micros
  readonly fees: Micros
  /** Net profit as a fraction of what the entries cost. */
  readonly returnFraction: number
  readonly barsHeld: number
  readonly reason: string | null
  readonly exitReason: string | null
}

/** Sums up a trade. `unrealised` is 0 for one that has ended. */
export function sumUpTrade(
  trade: TradeInProgress,
  place: { strategy: number; instrument: number },
  end: { atMs: number | null; bar: number; unrealised: number; reason: string | null }
): Trade {
  const profit = (trade.realised + trade.income - trade.fees + end.unrealised) as Micros
  return {
    sequence: trade.sequence,
    strategy: place.strategy,
    instrument: place.instrument,
    side: trade.side,
    quantity: trade.entered,
    entryMs: trade.entryMs,
    exitMs: end.atMs,
    entryPrice: trade.enteredValue / trade.entered,
    exitPrice: trade.exited > 0 ? trade.exitedValue / trade.exited : null,
    profit,
    fees: trade.fees,
    returnFraction: trade.cost === 0 ? 0 : profit / Math.abs(trade.cost),
    barsHeld: end.bar - trade.entryBar,
    reason: trade.reason,
    exitReason: end.reason,
  }
}
