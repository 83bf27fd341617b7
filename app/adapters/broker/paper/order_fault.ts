import { isSymbol, type Instrument } from '#kernel/instrument/instrument.js'
import type { OrderType } from '#kernel/order/order.js'
import { isPrice, roundToTick } from '#kernel/values/price.js'
import { isQuantity } from '#kernel/values/quantity.js'
import type { BrokerChange, BrokerOrder } from '#ports/broker.js'

const TYPES: readonly OrderType[] = ['market', 'limit', 'stop', 'stop_limit', 'trailing_stop']
const TIMES = ['day', 'gtc', 'ioc', 'gtd']

/** More units than any book of a market: keeps sums of quantities exact. */
const QUANTITY_MAX = 1e9

/** Whether a text can name an order: 1 to 100 visible characters. */
export function isClientOrderId(text: string): boolean {
  return /^[\x21-\x7e]{1,100}$/.test(text)
}

/**
 * What makes something no order at all, or `null`: it could not even be written down. Such a thing is
 * rejected and leaves no row.
 */
export function formFault(order: BrokerOrder): string | null {
  if (!isClientOrderId(order.clientOrderId)) {
    return 'the client order id must be 1 to 100 visible characters'
  }
  if (!isSymbol(order.symbol)) return `symbol "${order.symbol}" must look like US.AAPL`
  if (order.side !== 'buy' && order.side !== 'sell') {
    return `side "${String(order.side)}" is not known`
  }
  if (!TYPES.includes(order.type)) return `type "${String(order.type)}" is not known`
  if (!TIMES.includes(order.timeInForce)) {
    return `time in force "${String(order.timeInForce)}" is not known`
  }
  const { quantity, limitPrice, stopPrice, trail, goodTillMs } = order
  if (!(quantity > 0 && quantity <= QUANTITY_MAX)) {
    return `quantity must be above 0 and at most ${QUANTITY_MAX}, was ${quantity}`
  }
  for (const [name, price] of [
    ['limit price', limitPrice],
    ['stop price', stopPrice],
  ] as const) {
    if (price !== null && !isPrice(price)) return `the ${name} must be above 0, was ${price}`
  }
  if (trail !== null && !isTrail(trail)) return 'the trail must be above 0, a fraction below 1'
  if (goodTillMs !== null && !Number.isFinite(goodTillMs)) return 'its last moment is no time'
  return null
}

/** Why the venue rejects an order of these terms, or `null`. */
export function termsFault(order: Terms, instrument: Instrument | null): string | null {
  if (instrument === null) return `${order.symbol} is not traded here`
  const { type, limitPrice, stopPrice, trail, timeInForce, goodTillMs } = order
  const needs = (name: string, isNeeded: boolean, isGiven: boolean) => {
    if (isNeeded === isGiven) return null
    return `a ${type.replace('_', '-')} order ${isNeeded ? 'needs a' : 'takes no'} ${name}`
  }
  return (
    needs('limit price', type === 'limit' || type === 'stop_limit', limitPrice !== null) ??
    needs('stop price', type === 'stop' || type === 'stop_limit', stopPrice !== null) ??
    needs('trail', type === 'trailing_stop', trail !== null) ??
    (timeInForce === 'gtd' && goodTillMs === null ? 'a gtd order needs its last moment' : null) ??
    quantityFault(order.quantity, instrument) ??
    tickFault('limit price', limitPrice, instrument) ??
    tickFault('stop price', stopPrice, instrument)
  )
}

/** Why the venue refuses a change of a working order, or `null`. */
export function changeFault(
  change: BrokerChange,
  order: Terms & { readonly filled: number },
  instrument: Instrument | null
): string | null {
  const { quantity, limitPrice, stopPrice } = change
  if (!(quantity >= 0 && quantity <= QUANTITY_MAX)) return `quantity ${quantity} cannot be`
  const prices = [limitPrice, stopPrice]
  if (prices.some((price) => price !== null && !isPrice(price))) return 'prices must be above 0'
  // Nothing is left then, and the order ends: its size needs not fit the lot.
  const isEnd = quantity <= order.filled
  const changed = { ...order, limitPrice, stopPrice, quantity: isEnd ? order.quantity : quantity }
  return termsFault(changed, instrument)
}

/** What of an order the venue looks at. */
type Terms = Pick<
  BrokerOrder,
  | 'symbol'
  | 'type'
  | 'quantity'
  | 'limitPrice'
  | 'stopPrice'
  | 'trail'
  | 'timeInForce'
  | 'goodTillMs'
>

function quantityFault(quantity: number, { lotSize, quantityStep }: Instrument): string | null {
  if (isQuantity(quantity, quantityStep)) return null
  const isLot = quantityStep === lotSize
  return `quantity ${quantity} is not a multiple of ${isLot ? `the lot of ${lotSize}` : quantityStep}`
}

function tickFault(name: string, price: number | null, { tickSize }: Instrument): string | null {
  if (price === null || roundToTick(price, tickSize, 'nearest') === price) return null
  return `${name} ${price} is off the tick of ${tickSize}`
}

function isTrail(trail: { kind: string; value: number }): boolean {
  if (!isPrice(trail.value)) return false
  return trail.kind === 'amount' || (trail.kind === 'fraction' && trail.value < 1)
}
