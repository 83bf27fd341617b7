import { setTimeout as sleep } from 'node:timers/promises'
import { PostgresInbox } from '#adapters/journal/postgres/postgres_inbox.js'
import { stateOf } from '#engine/trading/account_book.js'
import { clientOrderId } from '#engine/trading/client_order.js'
import type { OpenDatabase } from '#ports/database.js'
import type { TradingLease } from '#ports/trading_lease.js'
import type { Figure } from './figure.js'
import {
  openAccount,
  openDesk,
  quantile,
  signalOf,
  takeLease,
  until,
  withDatabase,
  type Desk,
} from './trading_desk.js'
import { startFigures } from './trading_start.js'

const ORDERS = 300
const GAP_MS = 20
const IN_FLIGHT = 64
const RATE_MS = 5_000
const QUOTES_MS = 8_000
const QUOTES_A_SECOND = 2_000
const WORKING = 100

/** The way of an order and of quotes through the engine, with the database and its disk. */
export async function run(): Promise<Figure[]> {
  return withDatabase(async (database) => {
    const lease = await takeLease(database)
    const figures = [
      ...(await latency(database, lease)),
      ...(await rate(database, lease)),
      ...(await quotes(database, lease)),
      ...(await halt(database, lease)),
      ...(await startFigures(database, lease)),
    ]
    await lease.release()
    return figures
  })
}

async function latency(database: OpenDatabase, lease: TradingLease): Promise<Figure[]> {
  await openAccount(database, 'latency', { instruments: 1, strategies: 1 })
  const desk = await openDesk(database, 'latency', lease)
  const begun: number[] = []
  for (let n = 0; n < ORDERS; n++) {
    begun.push(performance.now())
    desk.quote(0, 100 + (n % 7) / 100)
    const side = n % 2 === 0 ? 'buy' : 'sell'
    order(desk, { strategy: 1, instrument: 0, reference: n + 1, side, quantity: 1 })
    await sleep(GAP_MS)
  }
  await until(() => desk.asked.taken.size === ORDERS, 'every order handed over')
  const since = (when: Map<string, number>) =>
    begun.map((at, n) => when.get(clientOrderId('latency', n + 1))! - at)
  const sent = since(desk.asked.sent)
  const taken = since(desk.asked.taken)
  await desk.stop()
  const ms = { unit: 'ms', isUpperBound: true }
  return [
    { name: 'quote to the call of the broker, median', value: quantile(sent, 0.5), target: null },
    {
      name: 'quote to the call of the broker, 99 of 100',
      value: quantile(sent, 0.99),
      target: null,
    },
    {
      name: 'quote to an order in the broker’s books, median',
      value: quantile(taken, 0.5),
      target: 8,
    },
    {
      name: 'quote to an order in the broker’s books, 99 of 100',
      value: quantile(taken, 0.99),
      target: 25,
    },
  ].map((one) => ({ ...one, ...ms }))
}

function order(desk: Desk, terms: Parameters<typeof signalOf>[0]): void {
  desk.engine.sequencer.offer({ type: 'signal', signal: signalOf(terms), pluginVerdicts: [] })
}

async function rate(database: OpenDatabase, lease: TradingLease): Promise<Figure[]> {
  await openAccount(database, 'rate', { instruments: 10, strategies: 1 })
  const desk = await openDesk(database, 'rate', lease)
  const { sequencer } = desk.engine
  for (let at = 0; at < 10; at++) desk.quote(at, 100)
  const from = performance.now()
  let given = 0
  while (performance.now() - from < RATE_MS) {
    while (given - desk.asked.taken.size < IN_FLIGHT) {
      given++
      const side = given % 2 === 0 ? 'buy' : 'sell'
      order(desk, { strategy: 1, instrument: given % 10, reference: given, side, quantity: 1 })
    }
    desk.quote(given % 10, 100)
    await sleep(1)
  }
  await until(() => stateOf(sequencer.book).orders.length === 0, 'every order filled')
  await sequencer.settled()
  const value = (given / (performance.now() - from)) * 1_000
  await desk.stop()
  return [{ name: 'orders, from signal to fill', value, unit: '/s', target: 200 }]
}

async function quotes(database: OpenDatabase, lease: TradingLease): Promise<Figure[]> {
  await openAccount(database, 'quotes', { instruments: 100, strategies: 20 })
  const desk = await openDesk(database, 'quotes', lease)
  const { sequencer } = desk.engine
  const cpu = process.cpuUsage()
  const from = performance.now()
  let told = 0
  let waiting = 0
  while (performance.now() - from < QUOTES_MS) {
    const due = ((performance.now() - from) / 1_000) * QUOTES_A_SECOND
    for (; told < due; told++) desk.quote(told % 100, 100 + (told % 11) / 100)
    waiting = Math.max(waiting, sequencer.waiting)
    await sleep(2)
  }
  await sequencer.settled()
  const spentMs = performance.now() - from
  const { user, system } = process.cpuUsage(cpu)
  await desk.stop()
  return [
    {
      name: 'quotes of 100 instruments',
      value: (told / spentMs) * 1_000,
      unit: '/s',
      target: 1_990,
    },
    { name: 'most arrivals that waited', value: waiting, unit: '', target: null },
    {
      name: 'processor of the host',
      value: (user + system) / 10 / spentMs,
      unit: '%',
      target: null,
    },
  ]
}

async function halt(database: OpenDatabase, lease: TradingLease): Promise<Figure[]> {
  await openAccount(database, 'halt', { instruments: 1, strategies: 1 })
  const desk = await openDesk(database, 'halt', lease)
  desk.quote(0, 100)
  for (let n = 1; n <= WORKING; n++) {
    const place = { strategy: 1, instrument: 0, reference: n, side: 'buy' } as const
    order(desk, { ...place, quantity: 1, limitPrice: 50 + n / 100 })
  }
  await until(() => desk.asked.taken.size === WORKING, 'every order handed over')
  await sleep(200)
  const from = performance.now()
  await new PostgresInbox(database).write({
    id: 'halt',
    account: 'halt',
    kind: 'halt',
    body: { reason: 'benchmark' },
    actor: 'benchmark',
    expiresMs: null,
  })
  await until(() => desk.asked.cancelled.size === WORKING, 'every order cancelled')
  const last = Math.max(...desk.asked.cancelled.values()) - from
  await desk.stop()
  const name = `halt command to the last of ${WORKING} cancels`
  return [{ name, value: last, unit: 'ms', target: 500, isUpperBound: true }]
}
