import { shown, sliceText, toJson, TypeFault } from '../guest/intrinsics.js'
import { CAPS } from './caps.js'
import { name, numberJson, record, text } from './reading.js'

const ENDED = ['accepted', 'cancelled', 'expired', 'rejected', 'filled']

/** What a broker says of an order as the JSON text of an effect, or a TypeError that names the field. */
export function orderEventJson(event: unknown): string {
  const given = record(event, 'orderEvent')
  const type = choice(given.type, ENDED, 'orderEvent: type')
  const order = toJson(name(given.orderId, 'orderEvent: orderId', CAPS.name))
  const theirs = toJson(name(given.brokerOrderId, 'orderEvent: brokerOrderId', CAPS.name))
  const atMs = numberJson(given.atMs, 'orderEvent: atMs', 0)
  const shared = `"type":"order_event","event":"${type}","orderId":${order},"brokerOrderId":${theirs},"eventMs":${atMs}`
  if (type === 'rejected') {
    const reason = sliceText(text(given.reason, 'orderEvent: reason', Infinity), 0, CAPS.reason)
    return `{${shared},"reason":${toJson(reason)}}`
  }
  if (type !== 'filled') return `{${shared}}`
  const trade = toJson(name(given.tradeId, 'orderEvent: tradeId', CAPS.name))
  const quantity = numberJson(given.quantity, 'orderEvent: quantity', 5e-324)
  const price = numberJson(given.price, 'orderEvent: price')
  const fee = given.fee === null ? 'null' : numberJson(given.fee, 'orderEvent: fee')
  return `{${shared},"tradeId":${trade},"quantity":${quantity},"price":${price},"fee":${fee}}`
}

/** What a broker says of the account as the JSON text of an effect, or a TypeError that names the field. */
export function accountEventJson(event: unknown): string {
  const given = record(event, 'accountEvent')
  const type = choice(given.type, ['cash', 'position', 'session'], 'accountEvent: type')
  const shared = `"type":"account_event","event":"${type}"`
  if (type === 'cash') {
    const currency = toJson(name(given.currency, 'accountEvent: currency', 3))
    const cash = numberJson(given.cash, 'accountEvent: cash')
    const power = numberJson(given.buyingPower, 'accountEvent: buyingPower')
    return `{${shared},"currency":${currency},"cash":${cash},"buyingPower":${power}}`
  }
  if (type === 'position') {
    const symbol = toJson(name(given.symbol, 'accountEvent: symbol', CAPS.name))
    const quantity = numberJson(given.quantity, 'accountEvent: quantity')
    const cost = numberJson(given.averageCost, 'accountEvent: averageCost')
    return `{${shared},"symbol":${symbol},"quantity":${quantity},"averageCost":${cost}}`
  }
  const state = choice(given.state, ['ready', 'connecting', 'closed'], 'accountEvent: state')
  const reason = sliceText(text(given.reason, 'accountEvent: reason', Infinity), 0, CAPS.reason)
  return `{${shared},"state":"${state}","reason":${toJson(reason)}}`
}

/** One of the words, as it is in the list: never the author's own value. */
function choice(value: unknown, words: readonly string[], what: string): string {
  for (let at = 0; at < words.length; at += 1) {
    if (words[at] === value) return words[at] as string
  }
  let all = ''
  for (let at = 0; at < words.length; at += 1) all += (at === 0 ? '' : ', ') + words[at]
  throw new TypeFault(`${what} must be one of ${all}, was ${shown(value)}`)
}
