import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { PostgresQuotes } from '#adapters/quote_cache/postgres_quotes.js'
import { RedisQuotes } from '#adapters/quote_cache/redis_quotes.js'
import { findQuotes } from '#engine/market_data/live/find_quotes.js'
import { OutageDesk } from '#tests/support/outage_desk.js'
import { ace } from '#tests/support/process.js'
import { holds } from '#tests/support/reckoning_holds.js'
import { REDIS_ABSENT, RedisServer } from '#tests/support/redis_server.js'
import { SHARE } from '#tests/support/trading_account.js'

test.group('While orders are given Redis', (group) => {
  let desk: OutageDesk
  let redis: RedisServer
  group.each.setup(async () => {
    redis = await RedisServer.start()
    return async () => {
      await desk.close()
      await redis.remove()
    }
  })

  test('is killed and started again, put to sleep and woken: orders do not notice', async ({
    assert,
  }) => {
    desk = await OutageDesk.open('redis', { env: { REDIS_URL: redis.url } })
    const env = { ...desk.folder.environment, REDIS_URL: redis.url }
    const isOpen = async () => (await desk.incidents()).open.includes('redis:quotes')
    const fast = await RedisQuotes.open(redis.url)
    const durable = new PostgresQuotes(desk.database)
    const sharedBy = async () => (await findQuotes({ fast, durable }, [SHARE.symbol])).from
    desk.startOrdering()
    await desk.goesOn(5)
    assert.equal(await sharedBy(), 'redis')
    const status = await ace(['engine:status'], env)
    assert.include(status.stdout, 'latest quotes shared by redis')
    for (const [down, up] of [
      [() => redis.kill(), () => redis.start()],
      [async () => redis.sleep(), async () => redis.wake()],
    ] as const) {
      await down()
      while (!(await isOpen())) await sleep(50)
      // An order takes as long as ever: ten of them come every second.
      await desk.goesOn(20, 5_000)
      assert.equal(await sharedBy(), 'postgresql')
      await up()
      while (await isOpen()) await sleep(50)
      assert.equal(await sharedBy(), 'redis')
    }
    fast.close()
    holds(assert, await desk.reckon())
    assert.deepEqual(await desk.incidentsOver(), ['redis:quotes'])
    assert.notMatch(desk.said, /trading stopped/)
  })
    .timeout(120_000)
    .skip(REDIS_ABSENT !== false, String(REDIS_ABSENT))
})
