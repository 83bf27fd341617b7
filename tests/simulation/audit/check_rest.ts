import { rebuild } from '#engine/trading/rebuild.js'
import { rowsDiffer } from '#engine/trading/compare_orders.js'
import { ACCOUNT, INSTRUMENTS, STARTING_CASH } from '../world/terms.js'
import type { World } from '../world/world.js'
import { isOpenRecord } from './check_orders.js'
import type { DurableAccount } from './durable_account.js'
import { holds } from './violation.js'

/** Why an account is not at rest yet, or not flat where it should be; `null` when it is. */
export function restlessness(world: World, isFlat = false): string | null {
  const { audit, broker, inbox, host } = world
  const { account } = audit
  if (host === null || host.engine === null) return 'nobody trades'
  for (const { brokerFillId, clientOrderId } of broker.books.executions) {
    if (!account.booked.has(brokerFillId)) {
      return `${brokerFillId} of ${clientOrderId} is not booked`
    }
  }
  for (const record of account.orders.values()) {
    if (!isOpenRecord(record)) continue
    const { clientOrderId, state, order } = record
    const known = broker.books.orders.get(clientOrderId)
    // Where the lists of a broker prove nothing, only a person can say that it has no such order.
    if (known === undefined && !broker.traits.isFencing && state === 'unknown') continue
    if (known?.status !== 'working') return `${clientOrderId} is ${state}, there ${known?.status}`
    if (known.quantity !== order.quantity || known.limitPrice !== order.limitPrice) {
      return `${clientOrderId} has other terms at the broker`
    }
    if (record.remark !== null) return `${clientOrderId} is to be cancelled: ${record.remark}`
    const mustGo = account.mode === 'halted' && order.role === 'entry'
    if (mustGo) return `${clientOrderId} is an entry and works while halted`
  }
  const held = [...account.held].find(
    ([place, units]) => units !== 0 && !hasDoubt(account, place.split(' ')[1]!)
  )
  if (isFlat && held !== undefined) return `${held[1]} ${held[0]} are still held`
  const standing = world.comparisons.open[0]
  if (standing !== undefined && broker.traits.isFencing) return standing.sentence
  const paused = host.engine.sequencer.book.state?.instruments.find(
    ({ pausedBecause }) => pausedBecause !== null
  )
  if (paused !== undefined && broker.traits.isFencing) {
    return `${paused.terms.symbol} is paused: ${paused.pausedBecause}`
  }
  const waiting = inbox.waiting()[0]
  if (waiting !== undefined) return `the command ${waiting.id} waits`
  return null
}

/** Cash of each currency is the broker's, to the millionth. */
function checkCash({ host, broker }: World): void {
  const { cash } = host!.engine!.sequencer.book
  for (const [currency, start] of [
    ['USD', STARTING_CASH * 100],
    ['HKD', 0],
  ] as const) {
    const there = (start + (broker.books.cashCents.get(currency) ?? 0)) * 10_000
    const here = cash[currency] ?? 0
    holds(
      here === there,
      'at rest cash agrees',
      () => `${here} millionths ${currency}, ${there} there`
    )
  }
}

/** Whether nobody knows about an order in a symbol: a close that may be on its way is not sent twice. */
function hasDoubt(account: DurableAccount, symbol: string): boolean {
  return [...account.orders.values()].some(
    (record) => record.symbol === symbol && record.state === 'unknown'
  )
}

/** At rest both sides agree, and a replay of the journal gives the account. */
export async function checkAtRest(world: World): Promise<void> {
  const { audit, broker, journal } = world
  const { account } = audit
  for (const { symbol } of INSTRUMENTS) {
    const [here, there] = [account.netOf(symbol), broker.books.positions.get(symbol) ?? 0]
    holds(
      here === there,
      'at rest positions agree',
      () => `${symbol}: ${here} here, ${there} there`
    )
  }
  for (const [id, { status }] of broker.books.orders) {
    const record = account.orders.get(Number(id.split('_').at(-1)))
    const isHere = record !== undefined && isOpenRecord(record)
    const isThere = status === 'working'
    holds(isHere === isThere, 'at rest orders agree', () => `${id}: ${record?.state}, ${status}`)
  }
  checkCash(world)
  const whole = await rebuild(journal, ACCOUNT, { isWhole: true })
  holds(whole.difference === null, 'a replay gives the same', () => whole.difference ?? '')
  const rows = rowsDiffer(whole.book, await journal.openOrders())
  holds(rows === null, 'a replay gives the rows', () => rows ?? '')
  const short = await rebuild(journal, ACCOUNT)
  const [one, other] = [JSON.stringify(whole.book), JSON.stringify(short.book)]
  holds(one === other, 'a snapshot gives what the rows give', () => `${one} is not ${other}`)
}
