import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { systemClock } from '#adapters/clock/system_clock.js'
import { openTransmitLine } from '#adapters/stream/transmit_line.js'
import { clientOrderId } from '#engine/trading/client_order.js'
import { personCalling } from '#engine/identity/caller.js'
import { channelOf } from '#engine/streams/channels.js'
import { STREAM_BOUNDS, StreamHub } from '#engine/streams/stream_hub.js'
import { openTransmit } from '#tests/support/open_transmit.js'
import type { Figure } from './figure.js'
import {
  openAccount,
  openDesk,
  quantile,
  takeLease,
  until,
  withDatabase,
  type Desk,
} from './trading_desk.js'
import { openStrategyHouse } from './trading_strategies.js'

/** Clients, and messages that each is told in a second. */
const CLIENTS = 500
const MESSAGES_A_SECOND = 50
/** `AQ_BENCH_STREAMS_S=1800` watches memory for half an hour. */
const STREAMS_MS = Number(process.env.AQ_BENCH_STREAMS_S ?? 15) * 1_000
/** Between two orders whose way is timed. */
const GAP_MS = 55
const MIB = 2 ** 20
const QUOTES = channelOf('quotes')!
/** Two quotes: what a message about prices has. */
const BODY = {
  items: ['US.AAPL', 'US.MSFT'].map((symbol) => ({
    symbol,
    bid: '187.12',
    ask: '187.14',
    bidSize: '10000',
    askSize: '10000',
    last: '187.13',
    lastSize: '100',
    volume: null,
    at: '2026-01-05T15:00:00.000Z',
    receivedAt: '2026-01-05T15:00:00.004Z',
  })),
}
const USER = {
  id: 'usr_0123456789abcdef',
  name: 'bench',
  role: 'owner',
  isEnabled: true,
  hasTotp: false,
  generation: 1,
  createdAtMs: 0,
  lastLoginMs: null,
} as const
const LOGIN = { caller: personCalling(USER, '127.0.0.1', 0), sessionId: 'bench' }

/** Streams to many clients beside the way of orders, in one process as in the server. */
export async function run(): Promise<Figure[]> {
  return withDatabase(async (database, dataDir) => {
    const lease = await takeLease(database)
    const house = await openStrategyHouse(database, dataDir)
    await openAccount(database, 'streams', { instruments: 1, strategies: 0 })
    const desk = await openDesk(database, 'streams', lease, house.hosting)
    await house.run('streams', 'one', { instruments: [0], isActing: true })
    const alone = await orders(desk, 0, STREAMS_MS)
    const crowd = await openCrowd()
    const [beside, told] = await Promise.all([
      orders(desk, alone.length, STREAMS_MS),
      crowd.tell(STREAMS_MS),
    ])
    await crowd.close()
    await desk.stop()
    await house.close()
    await lease.release()
    const [before, after] = [quantile(alone, 0.99), quantile(beside, 0.99)]
    return [
      {
        name: `events to ${CLIENTS} clients`,
        value: told.rate,
        unit: '/s',
        target: 0.99 * CLIENTS * MESSAGES_A_SECOND,
      },
      {
        name: '... clients that were cut off',
        value: told.lost,
        unit: '',
        target: 0,
        isUpperBound: true,
      },
      {
        name: '... memory of the host beyond before',
        value: told.growth,
        unit: 'MiB',
        target: 150,
        isUpperBound: true,
      },
      { name: '... one core', value: told.core, unit: '%', target: null },
      {
        name: 'quote to the books of the broker, 99 of 100, alone',
        value: before,
        unit: 'ms',
        target: null,
      },
      { name: '... beside the clients', value: after, unit: 'ms', target: null },
      {
        name: '... so many times as long',
        value: after / before,
        unit: '',
        target: 2,
        isUpperBound: true,
      },
    ]
  })
}

/** Times of the ways of orders, ms, each begun when the one before is over; `from` have been before. */
async function orders(desk: Desk, from: number, forMs: number): Promise<number[]> {
  const took: number[] = []
  const { taken } = desk.asked
  const end = performance.now() + forMs
  while (performance.now() < end) {
    const order = from + took.length + 1
    const begunMs = performance.now()
    desk.quote(0, 100 + (order % 7) / 100)
    await until(() => taken.size >= order, 'the order handed over')
    took.push(taken.get(clientOrderId('streams', order))! - begunMs)
    await sleep(Math.max(0, begunMs + GAP_MS - performance.now()))
  }
  return took
}

/** A server as the real one is behind its rules, and clients of it in another process. */
async function openCrowd() {
  const hub = new StreamHub(
    { clock: systemClock, epoch: '0'.repeat(16), info: () => {}, warn: () => {} },
    { ...STREAM_BOUNDS, clientsOfLogin: CLIENTS }
  )
  const transmit = await openTransmit()
  const server = createServer((request, response) => {
    const uid = request.url!.slice(1)
    const wish = { uid, context: null, request, response, headers: {} }
    const line = openTransmitLine(transmit, wish, (ended) => hub.leave(uid, ended))
    hub.open(uid, LOGIN, line)
    hub.subscribe(uid, LOGIN, QUOTES)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const clients = startClients(server)
  await until(() => hub.clients.length === CLIENTS, 'every client connected')
  return {
    tell: (forMs: number) => tell(hub, clients, forMs),
    async close() {
      hub.close()
      server.closeAllConnections()
      server.close()
      clients.child.stdin!.end()
      await once(clients.child, 'exit')
    },
  }
}

interface Clients {
  readonly child: ChildProcess
  /** What they were told so far. */
  heard(): Promise<{ events: number; ended: number }>
}

function startClients(server: Server): Clients {
  const { port } = server.address() as AddressInfo
  const script = fileURLToPath(new URL('streams_clients.ts', import.meta.url))
  const args = ['--import=./bin/typescript.mjs', script, String(port), String(CLIENTS)]
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface(child.stdout)
  return {
    child,
    async heard() {
      const line = once(lines, 'line')
      child.stdin.write('?\n')
      const [text] = (await line) as [string]
      return JSON.parse(text) as { events: number; ended: number }
    },
  }
}

async function tell(hub: StreamHub, clients: Clients, forMs: number) {
  const before = await clients.heard()
  const memory = process.memoryUsage.rss()
  const cpu = process.cpuUsage()
  const from = performance.now()
  let most = memory
  let told = 0
  while (performance.now() - from < forMs) {
    const due = ((performance.now() - from) / 1_000) * MESSAGES_A_SECOND
    for (; told < due; told++) hub.publish(QUOTES.name, BODY)
    most = Math.max(most, process.memoryUsage.rss())
    await sleep(5)
  }
  const spentMs = performance.now() - from
  const { user, system } = process.cpuUsage(cpu)
  const after = await clients.heard()
  return {
    rate: ((after.events - before.events) / spentMs) * 1_000,
    lost: after.ended,
    growth: (most - memory) / MIB,
    core: ((user + system) / 1_000 / spentMs) * 100,
  }
}
