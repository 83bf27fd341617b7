import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { test } from '@japa/runner'
import { systemClock } from '#adapters/clock/system_clock.js'
import { PostgresQuotes } from '#adapters/quote_cache/postgres_quotes.js'
import { RedisQuotes } from '#adapters/quote_cache/redis_quotes.js'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import { findQuotes } from '#engine/market_data/live/find_quotes.js'
import { QuotePublisher } from '#engine/market_data/live/quote_publisher.js'
import type { LatestQuote, SharedQuotes } from '#ports/shared_quotes.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { REDIS_ABSENT, RedisServer } from '#tests/support/redis_server.js'

function quoteOf(symbol: string, bid: number | null, atMs = 1_700_000_000_000.25): LatestQuote {
  const ask = bid === null ? null : bid + 0.01
  const sizes = { bidSize: 100, askSize: null, last: 0.1 + 0.2, lastSize: 5, volume: 1e15 }
  return { symbol, atMs, receivedMs: atMs + 3, bid, ask, ...sizes }
}

async function until<T>(read: () => Promise<T>, isSo: (value: T) => boolean): Promise<T> {
  for (let turn = 0; ; turn++) {
    const value = await read()
    if (isSo(value)) return value
    if (turn > 200) throw new Error(`it did not become so: ${JSON.stringify(value)}`)
    await sleep(50)
  }
}

test.group('Shared quotes', (group) => {
  const folder = new DataFolder()
  let database: OpenedDatabase
  let redis: RedisServer
  /** A program of others at the same Redis. */
  let other: Redis
  group.setup(async () => {
    database = await folder.open()
    if (!REDIS_ABSENT) {
      redis = await RedisServer.start()
      other = new Redis(redis.url).on('error', () => {})
    }
    return async () => {
      other?.disconnect()
      await redis?.remove()
      await database.close()
      folder.remove()
    }
  })
  group.each.setup(async () => {
    await other?.flushall()
    await database.withClient((client) => client.query('truncate latest_quotes'))
  })

  const PLACES = ['redis', 'postgresql'] as const
  for (const place of PLACES) {
    const open = async (): Promise<SharedQuotes & { close?(): void }> =>
      place === 'redis' ? RedisQuotes.open(redis.url) : new PostgresQuotes(database)

    test(`${place} gives back what was put, to the last digit, by symbol`, async ({ assert }) => {
      const quotes = await open()
      const [apple, tencent] = [quoteOf('US.AAPL', 123.456789012345), quoteOf('HK.00700', null)]
      await quotes.put([apple, tencent])
      assert.deepEqual(await quotes.find(null), [tencent, apple])
      assert.deepEqual(await quotes.find(['US.NONE', 'US.AAPL']), [apple])
      assert.deepEqual(await quotes.find([]), [])
      const newer = quoteOf('US.AAPL', 124)
      await quotes.put([newer])
      assert.deepEqual(await quotes.find(['US.AAPL']), [newer])
      await quotes.put([])
      quotes.close?.()
    }).skip(place === 'redis' && REDIS_ABSENT !== false, String(REDIS_ABSENT))
  }

  test('what others wrote into Redis is no quote', async ({ assert }) => {
    const quotes = await RedisQuotes.open(redis.url)
    await quotes.put([quoteOf('US.AAPL', 1)])
    await other.hset('aq:quotes', {
      'US.B': 'rubbish',
      'US.C': '{"symbol":"US.C"}',
      'US.D': 'null',
    })
    assert.deepEqual(
      (await quotes.find(null)).map(({ symbol }) => symbol),
      ['US.AAPL']
    )
    assert.deepEqual(await quotes.find(['US.B', 'US.C', 'US.D']), [])
    await other.del('aq:quotes')
    await other.set('aq:quotes', 'not a hash')
    await assert.rejects(() => quotes.find(null), /^Redis at 127.0.0.1:\d+: WRONGTYPE/)
    await assert.rejects(() => quotes.put([quoteOf('US.AAPL', 1)]), /WRONGTYPE|EXECABORT/)
    await other.del('aq:quotes')
    quotes.close()
  }).skip(REDIS_ABSENT !== false, String(REDIS_ABSENT))

  test('Redis is killed and comes back, sleeps and wakes: PostgreSQL takes its place meanwhile', async ({
    assert,
  }) => {
    const fast = await RedisQuotes.open(redis.url)
    const durable = new PostgresQuotes(database)
    const [told, over]: string[][] = [[], []]
    const alerts = {
      raise: ({ title }: { title: string }) => void told!.push(title),
      resolve: (key: string) => void over!.push(key),
    }
    let price = 100
    const latest = (symbol: string) => quoteOf(symbol, price, Date.now())
    const publisher = new QuotePublisher({ fast, durable, clock: systemClock, alerts, latest })
    const quoting = setInterval(() => {
      price += 0.01
      publisher.see('US.AAPL')
    }, 20)
    publisher.see('US.QUIET')
    const reader = await RedisQuotes.open(redis.url)
    const found = () => findQuotes({ fast: reader, durable }, null)
    const isFresh = (quotes: readonly LatestQuote[]) =>
      quotes.some(({ symbol, atMs }) => symbol === 'US.AAPL' && Date.now() - atMs < 2_500)

    const from = (place: string) =>
      until(found, ({ from: by, quotes }) => by === place && isFresh(quotes))
    await from('redis')
    for (const [down, up] of [
      [() => redis.kill(), () => redis.start()],
      [async () => redis.sleep(), async () => redis.wake()],
    ] as const) {
      await down()
      await until(
        async () => publisher.sharedBy,
        (by) => by === 'postgresql'
      )
      await from('postgresql')
      assert.equal(told!.splice(0).join(), 'Redis is away')
      assert.deepEqual(over, [])
      await up()
      const { quotes } = await from('redis')
      // What has not changed meanwhile is there again as well.
      assert.deepEqual(
        quotes.map(({ symbol }) => symbol),
        ['US.AAPL', 'US.QUIET']
      )
      await until(
        async () => publisher.sharedBy,
        (by) => by === 'redis'
      )
      assert.deepEqual(over!.splice(0), ['redis:quotes'])
    }
    clearInterval(quoting)
    await publisher.stop()
    const [left] = await durable.find(['US.AAPL'])
    assert.closeTo(left!.bid!, price, 1e-9)
    fast.close()
    reader.close()
  })
    .skip(REDIS_ABSENT !== false, String(REDIS_ABSENT))
    .timeout(60_000)

  test('a Redis that was never there costs two seconds at the start, and nothing else', async ({
    assert,
  }) => {
    const beginMs = Date.now()
    const fast = await RedisQuotes.open('redis://127.0.0.1:1')
    assert.isBelow(Date.now() - beginMs, 3_000)
    const durable = new PostgresQuotes(database)
    await durable.put([quoteOf('US.AAPL', 7)])
    await assert.rejects(() => fast.put([quoteOf('US.AAPL', 1)]), /there is no connection/)
    assert.containsSubset(await findQuotes({ fast, durable }, null), { from: 'postgresql' })
    fast.close()
  })
})
