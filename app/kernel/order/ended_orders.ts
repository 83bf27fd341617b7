import type { TradingState } from '../state.js'
import type { Order } from './order.js'

/** Orders that have ended and are kept for executions that come late. */
export const ENDED_KEPT = 100

/** Keeps an order that ended without being filled whole, and forgets the oldest. */
export function keepEnded(state: TradingState, order: Order): void {
  if (state.settings.isLive !== true || order.state === 'filled') return
  state.ended.push(order)
  if (state.ended.length > ENDED_KEPT) state.ended.shift()
}

/** An order that ended not long ago, `null` for one that was filled whole or is forgotten. */
export function endedOrder(state: TradingState, sequence: number): Order | null {
  return state.ended.find((order) => order.sequence === sequence) ?? null
}
