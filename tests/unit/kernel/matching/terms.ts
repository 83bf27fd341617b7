import type { Side, Trail, WorkingTerms } from '#kernel/order/order'

/** Working terms for hand-made bars: a market order unless told otherwise. */
export function terms(side: Side, change: Partial<WorkingTerms> = {}): WorkingTerms {
  return {
    side,
    type: 'market',
    limitPrice: null,
    stopPrice: null,
    trail: null,
    trailBest: null,
    triggered: false,
    ...change,
  }
}

/** A limit order. */
export function limit(side: Side, price: number): WorkingTerms {
  return terms(side, { type: 'limit', limitPrice: price })
}

/** A stop order. */
export function stop(side: Side, price: number): WorkingTerms {
  return terms(side, { type: 'stop', stopPrice: price })
}

/** A stop-limit order. */
export function stopLimit(side: Side, stopPrice: number, limitPrice: number): WorkingTerms {
  return terms(side, { type: 'stop_limit', stopPrice, limitPrice })
}

/** A trailing stop with its best price so far. */
export function trailing(side: Side, trail: Trail, trailBest: number | null): WorkingTerms {
  return terms(side, { type: 'trailing_stop', trail, trailBest })
}

/** Open, high, low, close. */
export type Ohlc = readonly [open: number, high: number, low: number, close: number]
