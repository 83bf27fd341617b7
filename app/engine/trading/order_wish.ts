import { isSymbol } from '#kernel/instrument/instrument.js'
import type { OrderType, Side, TimeInForce } from '#kernel/order/order.js'
import { ok, err, type Result } from '#kernel/values/result.js'
import { readExits, type ExitWish } from './exit_wish.js'

/** An order that a person wants placed: the body of a `place_order` command. */
export interface OrderWish extends ExitWish {
  readonly symbol: string
  readonly side: Side
  /** Units, above zero. */
  readonly quantity: number
  readonly limitPrice: number | null
  readonly stopPrice: number | null
  readonly timeInForce: TimeInForce
  readonly goodTillMs: number | null
  readonly reason: string | null
}

const SIDES: readonly Side[] = ['buy', 'sell']
const TIMES: readonly TimeInForce[] = ['day', 'gtc', 'ioc', 'gtd']
const REASON_LENGTH_MAX = 200

/** Reads a wish; fails with a sentence that names the field, what it was and what would be right. */
export function readOrderWish(body: unknown): Result<OrderWish, string> {
  if (typeof body !== 'object' || body === null) return err('an order must be an object')
  const given = body as Record<string, unknown>
  const { symbol, side, quantity, timeInForce = 'day', reason = null } = given
  if (typeof symbol !== 'string' || !isSymbol(symbol)) {
    return err(`symbol must look like US.AAPL or HK.00700, was ${shown(symbol)}`)
  }
  const wantedSide = SIDES.find((one) => one === side)
  if (wantedSide === undefined) return err(`side must be buy or sell, was ${shown(side)}`)
  if (!isPositive(quantity)) return err(`quantity must be above 0, was ${shown(quantity)}`)
  for (const name of ['limitPrice', 'stopPrice', 'goodTillMs'] as const) {
    const value = given[name] ?? null
    if (value !== null && !isPositive(value)) {
      return err(`${name} must be above 0, was ${shown(value)}`)
    }
  }
  const force = TIMES.find((one) => one === timeInForce)
  if (force === undefined) {
    return err(`timeInForce must be one of ${TIMES.join(', ')}, was ${shown(timeInForce)}`)
  }
  if (reason !== null && (typeof reason !== 'string' || reason.length > REASON_LENGTH_MAX)) {
    return err(`reason must be a text of at most ${REASON_LENGTH_MAX} characters`)
  }
  const exits = readExits(given)
  if (!exits.ok) return exits
  const numberOf = (name: string) => (given[name] as number | undefined) ?? null
  return ok({
    symbol,
    side: wantedSide,
    quantity,
    limitPrice: numberOf('limitPrice'),
    stopPrice: numberOf('stopPrice'),
    timeInForce: force,
    goodTillMs: numberOf('goodTillMs'),
    reason,
    ...exits.value,
  })
}

/** The type that the prices of an order make it. */
export function orderTypeOf(wish: OrderWish): OrderType {
  if (wish.stopPrice !== null) return wish.limitPrice === null ? 'stop' : 'stop_limit'
  return wish.limitPrice === null ? 'market' : 'limit'
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value < Infinity
}

function shown(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 60) ?? 'nothing'
}
