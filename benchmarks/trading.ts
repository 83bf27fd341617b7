import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
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
} from './trading_desk.js'
import { startFigures } from './trading_start.js'
import { openStrategyHouse, type StrategyHouse } from './trading_strategies.js'

/** Orders whose way is timed, and the time between two of them: a strategy may order 20 times a second. */
const ORDERS = 300
const GAP_MS = 55
/** Strategies that order beside each other, and how often each is told something. */
const STRATEGIES = 20
const TURNS = 100
const TURN_MS = 60
/** `AQ_BENCH_QUOTES_S=600` is the ten minutes that are promised. */
const QUOTES_MS = Number(process.env.AQ_BENCH_QUOTES_S ?? 15) * 1_000
const QUOTES_A_SECOND = 2_000
const INSTRUMENTS = 100
const WORKING = 100
const MIB = 2 ** 20

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

interface Stage {
  readonly database: OpenDatabase
  readonly lease: TradingLease
  readonly house: StrategyHouse
}

/** The way of orders and quotes through engine, strategies and paper broker, with the database's disk. */
export async function run(): Promise<Figure[]> {
  return withDatabase(async (database, dataDir) => {
    const lease = await takeLease(database)
    const house = await openStrategyHouse(database, dataDir)
    const stage = { database, lease, house }
    const figures = [
      ...(await latency(stage)),
      ...(await rate(stage)),
      ...(await quotes(stage)),
      ...(await halt(stage)),
    ]
    await house.close()
    figures.push(...(await startFigures(database, lease)))
    await lease.release()
    return figures
  })
}

async function latency({ database, lease, house }: Stage): Promise<Figure[]> {
  await openAccount(database, 'latency', { instruments: 1, strategies: 0 })
  const desk = await openDesk(database, 'latency', lease, house.hosting)
  await house.run('latency', 'one', { instruments: [0], isActing: true })
  const begun: number[] = []
  for (let n = 0; n < ORDERS; n++) {
    begun.push(performance.now())
    desk.quote(0, 100 + (n % 7) / 100)
    await sleep(GAP_MS)
  }
  await until(() => desk.asked.taken.size === ORDERS, 'every order handed over')
  const since = (when: ReadonlyMap<string, number>) =>
    begun.map((at, n) => when.get(clientOrderId('latency', n + 1))! - at)
  const sent = since(desk.asked.sent)
  const taken = since(desk.asked.taken)
  await desk.stop()
  const ms = { unit: 'ms', isUpperBound: true }
  return [
    {
      name: 'quote to strategy to durable order, median',
      value: quantile(sent, 0.5),
      target: null,
    },
    { name: '... 99 of 100 within', value: quantile(sent, 0.99), target: null },
    { name: '... and in the books of the broker, median', value: quantile(taken, 0.5), target: 8 },
    { name: '... 99 of 100 within', value: quantile(taken, 0.99), target: 25 },
  ].map((one) => ({ ...one, ...ms }))
}

async function rate({ database, lease, house }: Stage): Promise<Figure[]> {
  await openAccount(database, 'rate', { instruments: STRATEGIES, strategies: 0 })
  const desk = await openDesk(database, 'rate', lease, house.hosting)
  for (let at = 0; at < STRATEGIES; at++) {
    await house.run('rate', `one-${at}`, { instruments: [at], isActing: true })
  }
  const from = performance.now()
  for (let turn = 0; turn < TURNS; turn++) {
    for (let at = 0; at < STRATEGIES; at++) desk.quote(at, 100 + (turn % 7) / 100)
    await sleep(Math.max(0, from + (turn + 1) * TURN_MS - performance.now()))
  }
  await desk.engine.strategies?.settled()
  const isQuiet = () => stateOf(desk.engine.sequencer.book).orders.length === 0
  await until(isQuiet, 'every order filled')
  await desk.engine.sequencer.settled()
  const value = (desk.asked.taken.size / (performance.now() - from)) * 1_000
  await desk.stop()
  const name = `orders of ${STRATEGIES} strategies, from quote to fill`
  return [{ name, value, unit: '/s', target: 200 }]
}

async function quotes({ database, lease, house }: Stage): Promise<Figure[]> {
  await openAccount(database, 'quotes', { instruments: INSTRUMENTS, strategies: 0 })
  const desk = await openDesk(database, 'quotes', lease, house.hosting)
  const share = INSTRUMENTS / STRATEGIES
  for (let at = 0; at < STRATEGIES; at++) {
    const instruments = Array.from({ length: share }, (_, k) => at * share + k)
    await house.run('quotes', `one-${at}`, { instruments, isActing: false })
  }
  const { sequencer } = desk.engine
  let early: number | null = null
  const cpu = process.cpuUsage()
  const from = performance.now()
  let told = 0
  let waiting = 0
  while (performance.now() - from < QUOTES_MS) {
    const due = ((performance.now() - from) / 1_000) * QUOTES_A_SECOND
    for (; told < due; told++) desk.quote(told % INSTRUMENTS, 100 + (told % 11) / 100)
    waiting = Math.max(waiting, desk.waiting())
    if (performance.now() - from > QUOTES_MS / 3) early ??= liveMemory()
    await sleep(2)
  }
  await desk.engine.strategies?.settled()
  await sequencer.settled()
  const spentMs = performance.now() - from
  const { user, system } = process.cpuUsage(cpu)
  const growth = liveMemory() - (early ?? 0)
  await desk.stop()
  const upper = { isUpperBound: true }
  return [
    {
      name: `quotes of ${INSTRUMENTS} instruments to ${STRATEGIES} strategies`,
      value: (told / spentMs) * 1_000,
      unit: '/s',
      target: 0.99 * QUOTES_A_SECOND,
    },
    {
      name: '... most that waited: quotes, arrivals and prices',
      value: waiting,
      unit: '',
      target: 2 * INSTRUMENTS,
      ...upper,
    },
    {
      name: '... growth of memory in two thirds of the time',
      value: growth,
      unit: 'MB',
      target: 10,
      ...upper,
    },
    {
      name: '... processor of the host, of one core',
      value: (user + system) / 10 / spentMs,
      unit: '%',
      target: null,
    },
  ]
}

async function halt({ database, lease }: Stage): Promise<Figure[]> {
  await openAccount(database, 'halt', { instruments: 1, strategies: 1 })
  const desk = await openDesk(database, 'halt', lease)
  desk.quote(0, 100)
  for (let n = 1; n <= WORKING; n++) {
    const place = { strategy: 1, instrument: 0, reference: n, side: 'buy' } as const
    const signal = signalOf({ ...place, quantity: 1, limitPrice: 50 + n / 100 })
    desk.engine.sequencer.offer({ type: 'signal', signal, pluginVerdicts: [] })
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

/** What this process still uses once the garbage is collected, MB. */
function liveMemory(): number {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / MIB
}
