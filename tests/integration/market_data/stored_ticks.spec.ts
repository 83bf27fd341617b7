import { test } from '@japa/runner'
import { systemClock } from '#adapters/clock/system_clock.js'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import { PostgresTickStore } from '#adapters/tick_store/postgres_tick_store.js'
import { TickRecorder } from '#engine/market_data/live/tick_recorder.js'
import { DAY_MS } from '#kernel/values/instant.js'
import { NO_ALERTS } from '#ports/alerts.js'
import type { BarTick, QuoteTick } from '#ports/market_feed.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { quote } from '#tests/support/ticks.js'

const NOON = Date.parse('2026-03-04T12:00Z')
const BAR: BarTick = {
  type: 'bar',
  symbol: 'US.AAPL',
  timeframe: '1d',
  startMs: Date.parse('2013-01-07T00:00Z'),
  open: 1.1,
  high: 1.3,
  low: 1,
  close: 1.2,
  volume: 0.5,
}

test.group('Stored ticks', (group) => {
  const folder = new DataFolder()
  let database: OpenedDatabase
  let store: PostgresTickStore
  const rows = async (text: string) =>
    (await database.withClient((client) => client.query(text))).rows as Record<string, unknown>[]
  const received = (tick: QuoteTick, receivedMs = tick.atMs + 2) => ({ tick, receivedMs })
  group.setup(async () => {
    database = await folder.open()
    return async () => {
      await database.close()
      folder.remove()
    }
  })
  group.each.setup(async () => {
    store = new PostgresTickStore(database)
    await database.withClient((client) => client.query('truncate quotes, told_bars'))
  })

  test('come back to the last digit, the oldest first', async ({ assert }) => {
    const first = quote('US.AAPL', NOON, 0.1 + 0.2, { volume: 1e15, bidSize: 1 / 3 })
    const nothing = { bid: null, ask: null, bidSize: null, askSize: null, lastSize: null }
    const second = quote('US.AAPL', NOON + 1, 5e-7, nothing)
    const other = quote('HK.00700', NOON + 2, 400)
    await store.write({
      feed: 'replay',
      quotes: [received(first), received(second), received(other)],
      bars: [{ tick: BAR, receivedMs: NOON }],
    })
    assert.deepEqual(await store.lastQuotes('US.AAPL', 10), [received(first), received(second)])
    assert.deepEqual(await store.lastQuotes('US.AAPL', 1), [received(second)])
    assert.deepEqual(await store.lastQuotes('US.NONE', 1), [])
    const [bar] = await rows('select * from told_bars')
    assert.containsSubset(bar, { feed: 'replay', symbol: 'US.AAPL', timeframe: '1d', volume: 0.5 })
    assert.equal((bar!.ts as Date).getTime(), BAR.startMs)
  })

  test('names with signs that mean something to COPY are names', async ({ assert }) => {
    const symbol = 'US.A\\N\t\n\r'
    await store.write({ feed: 'a\tb', quotes: [received(quote(symbol, NOON, 1))], bars: [] })
    assert.lengthOf(await store.lastQuotes(symbol, 1), 1)
    assert.deepEqual(await rows('select distinct feed from quotes'), [{ feed: 'a\tb' }])
  })

  test('a batch that cannot be stored leaves nothing behind', async ({ assert }) => {
    const good = received(quote('US.AAPL', NOON, 1))
    const bars = [{ tick: { ...BAR, symbol: 'US.\0' }, receivedMs: NOON }]
    await assert.rejects(() => store.write({ feed: 'replay', quotes: [good], bars }))
    assert.deepEqual(await rows('select 1 from quotes'), [])
    await store.write({ feed: 'replay', quotes: [good], bars: [] })
    assert.lengthOf(await rows('select 1 from quotes'), 1)
  })

  test('old days go as a whole, and quotes of such a day can come again', async ({ assert }) => {
    const days = [0, 1, 2].map((day) => received(quote('US.AAPL', NOON + day * DAY_MS, day + 1)))
    const bars = days.map(({ receivedMs }) => ({ tick: BAR, receivedMs }))
    await store.write({ feed: 'replay', quotes: days, bars })
    await store.forget({ quotesBeforeMs: NOON + 2 * DAY_MS, barsBeforeMs: NOON + 2 * DAY_MS })
    const left = await store.lastQuotes('US.AAPL', 10)
    assert.deepEqual(left, [days[2]])
    assert.lengthOf(await rows('select 1 from told_bars'), 1)
    await store.write({ feed: 'replay', quotes: [days[0]!], bars: [] })
    assert.deepEqual(await store.lastQuotes('US.AAPL', 10), [days[0], days[2]])
    await store.forget({ quotesBeforeMs: null, barsBeforeMs: null })
    assert.lengthOf(await store.lastQuotes('US.AAPL', 10), 2)
  })

  test('20,000 quotes are stored in one go, in less than three seconds', async ({ assert }) => {
    const quotes = Array.from({ length: 20_000 }, (_, k) =>
      received(quote(`US.S${k % 100}`, NOON + k, 100 + k / 1_000))
    )
    const beginMs = performance.now()
    await store.write({ feed: 'replay', quotes, bars: [] })
    assert.isBelow(performance.now() - beginMs, 3_000)
    assert.deepEqual(await rows('select count(*)::int as n from quotes'), [{ n: 20_000 }])
  })

  test('the recorder stores what it takes, the rest when it ends', async ({ assert }) => {
    const ports = { store, clock: systemClock, alerts: NO_ALERTS }
    const settings = { feed: 'replay', storesQuotes: true, everyMs: 20, quotesMax: 100, barsMax: 9 }
    const recorder = new TickRecorder(ports, settings)
    recorder.take(quote('US.AAPL', Date.now(), 1))
    while (recorder.state.written < 1) await new Promise((resolve) => setTimeout(resolve, 10))
    recorder.take(quote('US.AAPL', Date.now(), 2))
    recorder.take(BAR)
    await recorder.stop()
    recorder.take(BAR)
    assert.deepEqual(recorder.state, { waiting: 0, written: 3, dropped: 0, failure: null })
    assert.lengthOf(await store.lastQuotes('US.AAPL', 10), 2)
  })
})
