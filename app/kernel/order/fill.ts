import type { Micros } from '../values/micros.js'
import type { Side } from './order.js'

/** An execution of an order, or of part of one. */
export interface Fill {
  /** Number of the fill within its account, from 1. */
  readonly sequence: number
  readonly orderSequence: number
  readonly strategy: number
  readonly instrument: number
  readonly side: Side
  /** Units, above zero. */
  readonly quantity: number
  /** In the instrument's currency. */
  readonly price: number
  /** The market's price before slippage, for the measurement of slippage; equal to `price` when unknown. */
  readonly marketPrice: number
  /** All fees of the fill in account currency. */
  readonly fee: Micros
  readonly atMs: number
}
