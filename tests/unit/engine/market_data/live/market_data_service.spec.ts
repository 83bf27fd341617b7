import { test } from '@japa/runner'
import { ManualFeed } from '#adapters/market_feed/manual/manual_feed.js'
import { VirtualClock } from '#adapters/clock/virtual_clock.js'
import { feedView } from '#engine/market_data/live/feed_view.js'
import {
  MARKET_DATA,
  MarketDataService,
  type Listening,
} from '#engine/market_data/live/market_data_service.js'
import type { Tick } from '#ports/market_feed.js'
import { quote } from '#tests/support/ticks.js'

const OPEN = Date.parse('2024-07-02T15:00Z')

function opening(settings: Partial<typeof MARKET_DATA> = {}, symbols: string[] = []) {
  const clock = new VirtualClock(OPEN)
  const feed = new ManualFeed(symbols)
  const service = new MarketDataService(feed, clock, { ...MARKET_DATA, ...settings })
  const heard: Tick[] = []
  const faults: string[] = []
  const wish = (other: Partial<Listening> = {}): Listening => ({
    name: 'test',
    symbols: ['US.AAPL'],
    wantsQuotes: true,
    timeframes: [],
    take: (ticks) => void heard.push(...ticks),
    onFault: (error) => faults.push(error.message),
    ...other,
  })
  const tell = (symbol: string, price: number) =>
    feed.tell(quote(symbol, clock.nowMs(), price, { lastSize: 1 }))
  return { clock, feed, service, heard, faults, wish, tell }
}
const prices = (ticks: readonly Tick[]) =>
  ticks.map((tick) => (tick.type === 'bar' ? `bar ${tick.close}` : tick.last))

test.group('Market data for everyone', () => {
  test('asks the feed once for what several want, and lets go with the last', async ({
    assert,
  }) => {
    const { feed, service, wish } = opening()
    const one = await service.listen(wish({ symbols: ['US.AAPL', 'US.SPY'] }))
    const two = await service.listen(wish({ symbols: ['US.AAPL'] }))
    assert.deepEqual(feed.subscribed, ['US.AAPL', 'US.SPY'])
    await one.close()
    assert.deepEqual(feed.subscribed, ['US.AAPL'])
    await two.remove(['US.AAPL', 'US.AAPL', 'US.NEVER'])
    assert.deepEqual(feed.subscribed, [])
    await two.add(['US.SPY'])
    assert.deepEqual(feed.subscribed, ['US.SPY'])
    await two.close()
    await two.close()
    assert.deepEqual(feed.subscribed, [])
  })

  test('many who come and go at once leave exactly what is wanted', async ({ assert }) => {
    const { feed, service, wish } = opening()
    const symbols = ['US.A', 'US.B', 'US.C']
    const hearings = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        service.listen(wish({ symbols: [symbols[index % 3]!] }))
      )
    )
    await Promise.all(hearings.slice(0, 29).map((hearing) => hearing.close()))
    assert.deepEqual(feed.subscribed, ['US.C'])
  })

  test('an instrument that the feed does not have changes nothing', async ({ assert }) => {
    const { feed, service, wish, tell, heard } = opening({}, ['US.AAPL'])
    const hearing = await service.listen(wish())
    await assert.rejects(() => hearing.add(['US.NONE']), 'there is no US.NONE here')
    await assert.rejects(() => service.listen(wish({ symbols: ['US.AAPL', 'US.NONE'] })))
    assert.deepEqual(feed.subscribed, ['US.AAPL'])
    assert.lengthOf(service.status().listeners, 1)
    tell('US.AAPL', 10)
    assert.lengthOf(heard, 1)
  })

  test('what is refused reaches nobody and is counted', async ({ assert }) => {
    const { feed, service, wish, heard, clock } = opening()
    await service.listen(wish())
    const at = clock.nowMs()
    feed.tell(quote('US.AAPL', at, 10, { bid: 11, ask: 10 }))
    feed.tell(quote('US.AAPL', at, Number.NaN))
    feed.tell(quote('US.AAPL', at, 10))
    assert.deepEqual(prices(heard), [10])
    assert.deepEqual(service.status().refused, { crossed: 1, not_a_number: 1 })
  })

  test('keeps the latest of each instrument while someone wants it', async ({ assert }) => {
    const { feed, service, wish, clock } = opening()
    const hearing = await service.listen(wish())
    const at = clock.nowMs()
    assert.isNull(service.latest('US.AAPL'))
    feed.tell(quote('US.AAPL', at, 10, { volume: 500 }))
    // A trade alone leaves bid and ask, a quote alone the trade.
    feed.tell(quote('US.AAPL', at, 11, { bid: null, ask: null, bidSize: null, askSize: null }))
    feed.tell(quote('US.AAPL', at, 12, { last: null, lastSize: null, ask: null, askSize: null }))
    assert.containsSubset(service.latest('US.AAPL'), {
      bid: 11.995,
      ask: null,
      askSize: null,
      last: 11,
      lastSize: 10,
      volume: 500,
    })
    await hearing.close()
    assert.isNull(service.latest('US.AAPL'))
  })

  test('quotes go to who wants quotes, bars to who wants bars of that length', async ({
    assert,
  }) => {
    const { service, wish, tell, clock } = opening()
    const heard: Record<string, Tick[]> = { quotes: [], minutes: [], fives: [] }
    const listen = (name: string, timeframes: Listening['timeframes']) =>
      service.listen(
        wish({
          name,
          wantsQuotes: name === 'quotes',
          timeframes,
          take: (ticks) => void heard[name]!.push(...ticks),
        })
      )
    await listen('quotes', [])
    await listen('minutes', ['1m'])
    await listen('fives', ['5m'])
    for (let minute = 0; minute < 6; minute++) {
      tell('US.AAPL', 10 + minute)
      clock.advanceTo(clock.nowMs() + 60_000)
    }
    assert.deepEqual(prices(heard.quotes!), [10, 11, 12, 13, 14, 15])
    assert.deepEqual(prices(heard.minutes!), ['bar 10', 'bar 11', 'bar 12', 'bar 13', 'bar 14'])
    assert.deepEqual(prices(heard.fives!), ['bar 14'])
  })

  test('a slow listener loses old quotes, a quick one none, and no one a bar', async ({
    assert,
  }) => {
    const { service, wish, tell, clock, heard } = opening({ quotesMax: 3 })
    await service.listen(wish({ name: 'quick' }))
    const slow: Tick[] = []
    let release: () => void = () => {}
    await service.listen(
      wish({
        name: 'slow',
        timeframes: ['1m'],
        take: (ticks) => {
          slow.push(...ticks)
          return new Promise((resolve) => (release = resolve))
        },
      })
    )
    for (let tick = 0; tick < 10; tick++) {
      tell('US.AAPL', 10 + tick / 10)
      clock.advanceTo(clock.nowMs() + 30_000)
    }
    assert.lengthOf(heard, 10)
    const status = service.status().listeners.find(({ name }) => name === 'slow')
    assert.deepEqual(status, { name: 'slow', waiting: 7, dropped: 6 })
    release()
    await new Promise((resolve) => setImmediate(resolve))
    assert.deepEqual(prices(slow), [
      10,
      'bar 10.1',
      'bar 10.3',
      'bar 10.5',
      10.7,
      'bar 10.7',
      10.8,
      10.9,
    ])
  })

  test('a listener that fails is let go, the others go on', async ({ assert }) => {
    const { service, wish, tell, heard, faults, feed } = opening()
    await service.listen(wish())
    const broken = wish({
      symbols: ['US.AAPL', 'US.SPY'],
      take: () => {
        throw new Error('broken')
      },
    })
    await service.listen(broken)
    tell('US.AAPL', 10)
    tell('US.AAPL', 11)
    await new Promise((resolve) => setImmediate(resolve))
    assert.deepEqual([prices(heard), faults], [[10, 11], ['broken']])
    assert.deepEqual(feed.subscribed, ['US.AAPL'])
  })

  test('freshness follows the market: {0}')
    .with([
      ['fresh after a quote', 0, 'fresh'],
      ['fresh for a quarter of a minute', 15_000, 'fresh'],
      ['stale after that', 15_001, 'stale'],
      ['closed in the evening', 6 * 3_600_000, 'closed'],
    ] as const)
    .run(async ({ assert }, [, laterMs, expected]) => {
      const { service, wish, tell, clock } = opening()
      await service.listen(wish())
      assert.equal(service.freshness('US.AAPL'), 'stale')
      tell('US.AAPL', 10)
      clock.advanceTo(clock.nowMs() + laterMs)
      assert.equal(service.freshness('US.AAPL'), expected)
      assert.equal(service.freshness('US.OTHER'), 'stale')
    })

  test('bars shorter than those of the feed can not be had', async ({ assert }) => {
    const { service, wish, feed } = opening({ bars: '5m' })
    await assert.rejects(
      () => service.listen(wish({ timeframes: ['1m'] })),
      '1m bars cannot be built of 5m bars'
    )
    assert.deepEqual(feed.subscribed, [])
  })

  test('closed, it is silent, and the feed is', async ({ assert }) => {
    const { service, wish, tell, feed, heard } = opening()
    await service.listen(wish())
    await service.close()
    assert.isFalse(tell('US.AAPL', 10))
    assert.deepEqual([heard, feed.subscribed], [[], []])
    await assert.rejects(() => service.listen(wish()), 'market data is closed')
  })

  test('views of it are feeds of their own: one that closes closes no other', async ({
    assert,
  }) => {
    const { service, tell, feed } = opening()
    const onFault = (error: Error) => assert.fail(error.message)
    const one = feedView(service, 'one', { timeframes: [], onFault })
    const two = feedView(service, 'two', { timeframes: [], onFault })
    const heard: string[] = []
    await one.subscribe(['US.AAPL'], () => heard.push('one'))
    await two.subscribe(['US.AAPL'], () => heard.push('two'))
    tell('US.AAPL', 10)
    await one.close()
    tell('US.AAPL', 10)
    assert.deepEqual(heard, ['one', 'two', 'two'])
    assert.deepEqual(feed.subscribed, ['US.AAPL'])
  })
})
