import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { RedisRelay } from '#adapters/stream/redis_relay.js'
import { becomeOwner } from '#tests/support/api_caller.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { EventReader } from '#tests/support/event_source.js'
import { startServer } from '#tests/support/process.js'
import { REDIS_ABSENT, RedisServer } from '#tests/support/redis_server.js'

const ORDERS = 'accounts/paper/orders'

test.group('streams of a server with Redis', (group) => {
  group.tap((one) => one.timeout(90_000))

  test('a client hears what another host did, and that host what was done here', async ({
    assert,
    cleanup,
  }) => {
    const folder = new DataFolder()
    cleanup(() => folder.remove())
    const redis = await RedisServer.start()
    cleanup(() => redis.remove())
    const environment = { ...folder.environment, AQ_FIRST_ACCOUNT: 'true', REDIS_URL: redis.url }
    const server = await startServer({ ...environment, AQ_REPLAY_BAR_MS: '400' })
    cleanup(async () => {
      server.child.kill('SIGTERM')
      await server.ended
    })
    const owner = await becomeOwner(server, { name: 'Olga', password: 'correct horse battery' })
    while ((await owner.get('/engine')).body.tradedBy === null) await sleep(100)
    const reader = await EventReader.open(owner)
    cleanup(() => reader.close())
    await reader.until(({ channel }) => channel === '$$transmit/hello')
    assert.equal((await reader.subscribe(ORDERS)).status, 200)

    const heard: string[] = []
    const secret = readFileSync(join(folder.path, 'app_key'), 'utf8').trim()
    const other = RedisRelay.open(
      { url: redis.url, secret },
      {
        told: (channel, body) => heard.push(`${channel} ${JSON.stringify(body)}`),
        missed: () => {},
      }
    )
    cleanup(() => other.close())
    while (!other.isOpen) await sleep(20)
    other.tell(ORDERS, { items: [{ id: 'ord_of_another_host' }] })
    await reader.until(({ payload }) => JSON.stringify(payload).includes('ord_of_another_host'))

    const wish = { symbol: 'US.AAPL', side: 'buy', quantity: '1', limitPrice: '1.05' }
    const key = { 'idempotency-key': 'one' }
    const placed = await owner.call('POST', '/accounts/paper/orders', wish, key)
    const [order] = placed.body.orders as string[]
    await reader.until(({ payload }) => JSON.stringify(payload).includes(order!))
    for (let n = 0; n < 100 && !heard.some((one) => one.includes(order!)); n++) await sleep(20)
    assert.isTrue(heard.some((one) => one.startsWith(ORDERS) && one.includes(order!)))
  }).skip(REDIS_ABSENT !== false, String(REDIS_ABSENT))
})
