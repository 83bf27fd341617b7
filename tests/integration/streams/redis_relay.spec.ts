import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { test } from '@japa/runner'
import { systemClock } from '#adapters/clock/system_clock.js'
import { RedisRelay } from '#adapters/stream/redis_relay.js'
import { personCalling } from '#engine/identity/caller.js'
import { channelOf } from '#engine/streams/channels.js'
import { relayedTo, sharedDesk, type StreamDesk } from '#engine/streams/shared_streams.js'
import { StreamHub } from '#engine/streams/stream_hub.js'
import type { User } from '#ports/identity.js'
import { REDIS_ABSENT, RedisServer } from '#tests/support/redis_server.js'

const USER: User = {
  id: 'usr_0123456789abcdef',
  name: 'Olga',
  role: 'owner',
  isEnabled: true,
  hasTotp: false,
  generation: 1,
  createdAtMs: 0,
  lastLoginMs: null,
}
const LOGIN = { caller: personCalling(USER, '127.0.0.1', 0), sessionId: 'one' }
const UID = 'a-stream-of-a-test'
const ORDERS = 'accounts/paper/orders'

interface Host {
  readonly desk: StreamDesk
  readonly relay: RedisRelay
  readonly hub: StreamHub
  /** What a client of this host was told of a channel. */
  told(channel: string): { seq: number; [name: string]: unknown }[]
}

test.group('streams of two hosts', (group) => {
  let redis: RedisServer
  const hosts: Host[] = []
  group.tap((one) => one.timeout(30_000))
  group.setup(async () => {
    if (REDIS_ABSENT) return () => {}
    redis = await RedisServer.start()
    return () => redis.remove()
  })
  group.each.teardown(() => {
    for (const { relay, hub } of hosts.splice(0)) {
      relay.close()
      hub.close()
    }
  })

  async function host(secret = 'of the installation'): Promise<Host> {
    const texts: string[] = []
    const hub = new StreamHub({
      clock: systemClock,
      epoch: String(hosts.length),
      info: () => {},
      warn: () => {},
    })
    const relay = RedisRelay.open({ url: redis.url, secret }, relayedTo(hub))
    const line = { waiting: 0, send: (text: string) => texts.push(text), end() {}, cut() {} }
    hub.open(UID, LOGIN, line)
    for (const name of [ORDERS, 'quotes', 'alerts']) hub.subscribe(UID, LOGIN, channelOf(name)!)
    const told = (channel: string) =>
      texts
        .map((text) => JSON.parse(text) as { channel: string; payload: { seq: number } })
        .filter((one) => one.channel === channel)
        .map(({ payload }) => payload)
    const made = { desk: sharedDesk(hub, relay), relay, hub, told }
    hosts.push(made)
    await until(() => relay.isOpen)
    return made
  }

  test('what one host does is told at both, once, in order, with the numbers of each', async ({
    assert,
  }) => {
    const [one, two] = [await host(), await host()]
    two.hub.publish(ORDERS, { items: [] })
    for (let n = 0; n < 200; n++) one.desk.publish(ORDERS, { items: [{ id: n }] })
    await until(() => two.told(ORDERS).length === 201)
    assert.lengthOf(one.told(ORDERS), 200)
    const items = two.told(ORDERS).slice(1)
    assert.deepEqual(
      items.map(({ seq, items: rows }) => [seq, rows]),
      Array.from({ length: 200 }, (_, n) => [n + 2, [{ id: n }]])
    )
    // Each host looks at alerts by itself.
    one.desk.publish('alerts', { items: [] })
    one.desk.publish('quotes', { items: [] })
    await until(() => two.told('quotes').length === 1)
    assert.lengthOf(two.told('alerts'), 0)
  }).skip(REDIS_ABSENT !== false, String(REDIS_ABSENT))

  test('what others write at the same Redis is not believed', async ({ assert }) => {
    const [one, two, foreign] = [await host(), await host(), await host('of another')]
    const other = new Redis(redis.url)
    const channels = (await other.pubsub('CHANNELS', 'aq:streams:*')) as string[]
    assert.lengthOf(channels, 2)
    const body = { items: [{ id: 'forged' }] }
    const forged = JSON.stringify({ from: 'x', atMs: Date.now(), channel: ORDERS, body })
    for (const channel of channels) {
      for (const text of ['', forged, `${'0'.repeat(64)}${forged}`, `${'ü'.repeat(64)}${forged}`]) {
        await other.publish(channel, text)
      }
    }
    other.disconnect()
    foreign.desk.publish(ORDERS, body)
    one.desk.publish(ORDERS, { items: [{ id: 'true' }] })
    await until(() => two.told(ORDERS).length > 0)
    await sleep(50)
    assert.deepEqual(two.told(ORDERS), [{ seq: 1, items: [{ id: 'true' }] }])
  }).skip(REDIS_ABSENT !== false, String(REDIS_ABSENT))

  test('Redis dies and comes back: each host goes on alone, then snapshots are fetched', async ({
    assert,
  }) => {
    const [one, two] = [await host(), await host()]
    await redis.kill()
    await until(() => !one.relay.isOpen && !two.relay.isOpen)
    for (let n = 0; n < 5_000; n++) one.desk.publish(ORDERS, { items: [{ id: n }] })
    assert.lengthOf(one.told(ORDERS), 5_000)
    assert.lengthOf(two.told(ORDERS), 0)
    await redis.start()
    await until(() => one.relay.isOpen && two.relay.isOpen)
    await until(() => two.told(ORDERS).length > 0)
    assert.deepEqual(two.told(ORDERS), [{ seq: 1, refetch: true }])
    one.desk.publish(ORDERS, { items: [{ id: 'next' }] })
    await until(() => two.told(ORDERS).length === 2)
    assert.deepEqual(two.told(ORDERS)[1], { seq: 2, items: [{ id: 'next' }] })
  }).skip(REDIS_ABSENT !== false, String(REDIS_ABSENT))

  test('a Redis that is asleep holds nobody up, and what waits for it is bounded', async ({
    assert,
  }) => {
    const one = await host()
    redis.sleep()
    const begunMs = performance.now()
    for (let n = 0; n < 20_000; n++) one.desk.publish(ORDERS, { items: [{ id: n }] })
    assert.isBelow(performance.now() - begunMs, 5_000)
    assert.lengthOf(one.told(ORDERS), 20_000)
    redis.wake()
  }).skip(REDIS_ABSENT !== false, String(REDIS_ABSENT))
})

async function until(isSo: () => boolean): Promise<void> {
  for (let n = 0; !isSo(); n++) {
    if (n > 1_000) throw new Error('it did not become so')
    await sleep(10)
  }
}
