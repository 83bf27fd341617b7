import { test } from '@japa/runner'
import { VirtualClock } from '#adapters/clock/virtual_clock.js'
import { ManualFeed } from '#adapters/market_feed/manual/manual_feed.js'
import { MARKET_DATA, MarketDataService } from '#engine/market_data/live/market_data_service.js'
import { MarketWatch } from '#engine/market_data/live/market_watch.js'
import { MissingPrices } from '#engine/market_data/live/missing_prices.js'
import { patientFeed } from '#engine/market_data/live/patient_feed.js'
import type { Alert } from '#ports/alerts.js'
import type { Tick } from '#ports/market_feed.js'
import { quote } from '#tests/support/ticks.js'

const OPEN = Date.parse('2024-07-02T15:00Z')

function alerting() {
  const told: string[] = []
  const alerts = {
    raise: ({ key, severity }: Alert) => void told.push(`${severity} ${key}`),
    resolve: (key: string) => void told.push(`${key} over`),
  }
  return { alerts, take: () => told.splice(0) }
}

async function watching(settings: Partial<typeof MARKET_DATA> = {}) {
  const clock = new VirtualClock(OPEN)
  const feed = new ManualFeed()
  const service = new MarketDataService(feed, clock, { ...MARKET_DATA, ...settings })
  const { alerts, take } = alerting()
  const watch = new MarketWatch(alerts)
  const listening = { wantsQuotes: true, timeframes: [], onFault: () => {} }
  const symbols = ['US.AAPL', 'US.SPY']
  await service.listen({ name: 'test', symbols, take: () => {}, ...listening })
  const pass = (seconds: number, ...quoted: readonly string[]) => {
    for (let at = 0; at < seconds; at += 2) {
      clock.advanceTo(clock.nowMs() + 2_000)
      for (const symbol of quoted) feed.tell(quote(symbol, clock.nowMs(), 100))
      watch.look(service.status())
    }
    return take()
  }
  return { clock, feed, service, pass, watch, take }
}

test.group('The watch over live prices', () => {
  test('one old price is a warning, told once, and over with the next', async ({ assert }) => {
    const { pass } = await watching()
    assert.deepEqual(pass(20, 'US.AAPL', 'US.SPY'), [])
    assert.deepEqual(pass(60, 'US.AAPL'), ['warning market:stale:US.SPY'])
    assert.deepEqual(pass(4, 'US.AAPL', 'US.SPY'), ['market:stale:US.SPY over'])
  })

  test('a feed that is silent altogether is one critical incident', async ({ assert }) => {
    const { pass } = await watching()
    pass(20, 'US.AAPL', 'US.SPY')
    assert.deepEqual(pass(60), ['critical market:feed'])
    assert.deepEqual(pass(2, 'US.AAPL'), ['warning market:stale:US.SPY', 'market:feed over'])
  })

  test('a closed market is not stale', async ({ assert }) => {
    const { clock, pass } = await watching()
    pass(20, 'US.AAPL', 'US.SPY')
    clock.advanceTo(Date.parse('2024-07-02T20:00Z'))
    assert.deepEqual(pass(120), [])
  })

  test('crossed and zero prices are named with their symbol, once a look', async ({ assert }) => {
    const { clock, feed, pass, service } = await watching()
    pass(2, 'US.AAPL', 'US.SPY')
    const at = clock.nowMs()
    feed.tell(quote('US.AAPL', at, 100, { bid: 101, ask: 100 }))
    feed.tell(quote('US.AAPL', at, 100, { bid: 0 }))
    feed.tell(quote('US.AAPL', at, 100, { last: -1 }))
    feed.tell(quote('US.SPY', at - 5_000, 100))
    assert.deepEqual(pass(4, 'US.AAPL', 'US.SPY'), ['warning market:refused:US.AAPL'])
    const [apple, spy] = service.status().instruments
    assert.deepEqual(apple!.refused, { crossed: 1, not_positive: 2 })
    assert.deepEqual(spy!.refused, { out_of_order: 1 })
  })
})

test.group('A clock that is set', () => {
  test('back an hour does not silence the market till then', async ({ assert }) => {
    let nowMs = OPEN
    const clock = { nowMs: () => nowMs, setTimer: () => () => {} }
    const feed = new ManualFeed()
    const service = new MarketDataService(feed, clock, { ...MARKET_DATA, isAlwaysOpen: true })
    const heard: Tick[] = []
    await service.listen({
      name: 'test',
      symbols: ['US.AAPL'],
      wantsQuotes: true,
      timeframes: [],
      take: (ticks) => void heard.push(...ticks),
      onFault: () => {},
    })
    const tell = () => void feed.tell(quote('US.AAPL', nowMs, 100))
    tell()
    nowMs -= 3_600_000
    assert.equal(service.freshness('US.AAPL'), 'stale')
    tell()
    assert.equal(service.freshness('US.AAPL'), 'fresh')
    nowMs += 7_200_000
    tell()
    nowMs -= 100
    tell()
    assert.lengthOf(heard, 3)
    assert.deepEqual(service.status().refused, { out_of_order: 1 })
  })
})

test.group('A feed that lacks an instrument', () => {
  test('tells the others, and the missing one when it has it', async ({ assert }) => {
    const clock = new VirtualClock(OPEN)
    const known = ['US.AAPL']
    const inner = new ManualFeed(known)
    const { alerts, take } = alerting()
    const missing = new MissingPrices(alerts)
    const feed = patientFeed(inner, {
      clock,
      againMs: 30_000,
      onMissing: (symbol) => missing.add(symbol, 'manual'),
      onSettled: (symbol) => missing.remove(symbol),
    })
    const heard: string[] = []
    const onTick = ({ symbol }: Tick) => void heard.push(symbol)
    await feed.subscribe(['US.NEW', 'US.AAPL', 'US.NEVER'], onTick)
    assert.deepEqual([...inner.subscribed, ...missing.symbols], ['US.AAPL', 'US.NEVER', 'US.NEW'])
    assert.deepEqual(take(), ['warning market:missing:US.NEW', 'warning market:missing:US.NEVER'])
    known.push('US.NEW')
    clock.advanceTo(OPEN + 30_000)
    await new Promise((resolve) => setImmediate(resolve))
    inner.tell(quote('US.NEW', OPEN, 1))
    assert.deepEqual(heard, ['US.NEW'])
    assert.deepEqual(take(), ['market:missing:US.NEW over'])
    await feed.unsubscribe(['US.NEVER'])
    assert.deepEqual([missing.symbols, take()], [[], ['market:missing:US.NEVER over']])
    await feed.close()
    assert.isNull(clock.nextTimerMs)
  })

  test('fails when the feed itself does not work', async ({ assert }) => {
    const clock = new VirtualClock(OPEN)
    const inner = new ManualFeed()
    const nothing = () => {}
    const patience = { clock, againMs: 1_000, onMissing: nothing, onSettled: nothing }
    const feed = patientFeed(inner, patience)
    await inner.close()
    await assert.rejects(() => feed.subscribe(['US.AAPL'], nothing), 'the feed is closed')
  })
})
