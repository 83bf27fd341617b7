import { test } from '@japa/runner'
import { systemClock } from '#adapters/clock/system_clock.js'
import type { BarTick, Tick } from '#ports/market_feed.js'
import { barsOf } from '#kernel/market/columns.js'
import { DAY_MS } from '#kernel/values/instant.js'
import { NO_ALERTS } from '#ports/alerts.js'
import { createLiveMarket } from '#providers/live_market.js'
import { openMarketData, type MarketDataBench } from './open_market_data.js'

const SETTINGS = {
  replayBarMs: 20,
  spreadBps: 2,
  staleAfterMs: 15_000,
  tickDays: { quoteDays: 1, barDays: 1 },
  hours: 'always',
  redisUrl: null,
} as const
const DAYS = ['2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05']

test.group('The market of this installation', (group) => {
  let bench: MarketDataBench
  group.setup(async () => {
    bench = await openMarketData()
    for (const symbol of ['US.AAPL', 'US.IBM']) {
      const instrument = {
        symbol,
        venue: 'US',
        assetClass: 'equity',
        currency: 'USD',
        tickSize: 0.01,
        lotSize: 1,
        quantityStep: 1,
        multiplier: 1,
        sector: null,
      } as const
      const prices = Float64Array.from(DAYS, (_, index) => 100 + index)
      const columns = {
        count: DAYS.length,
        startMs: Float64Array.from(DAYS, (day) => Date.parse(day)),
        open: prices,
        high: prices.map((price) => price + 2),
        low: prices.map((price) => price - 2),
        close: prices.map((price) => price + 1),
        volume: prices.map(() => 1_000),
      }
      const request = {
        instrument,
        name: null,
        timeframe: '1d',
        source: null,
        licence: null,
      } as const
      await bench.ports.store.importBars(
        { ...request, onConflict: 'fail' },
        (async function* () {
          yield columns
        })()
      )
    }
    return () => bench.close()
  })

  const openMarket = () => {
    const { database, ports } = bench
    const around = { database, store: ports.store, clock: systemClock, alerts: NO_ALERTS }
    return createLiveMarket(around, SETTINGS)
  }

  test('tells the stored days of all symbols, one after the other and over again', async ({
    assert,
  }) => {
    const { market } = openMarket()
    const ticks: Tick[] = []
    const faults: Error[] = []
    const done = new Promise<void>((resolve) => {
      void market.listen({
        name: 'test',
        symbols: ['US.AAPL', 'US.IBM'],
        wantsQuotes: true,
        timeframes: ['1d'],
        take: (taken) => {
          ticks.push(...taken)
          if (ticks.filter(({ type }) => type === 'bar').length >= 12) resolve()
        },
        onFault: (error) => faults.push(error),
      })
    })
    await done
    assert.equal(market.freshness('US.AAPL'), 'fresh')
    await market.close()
    const bars = ticks.filter((tick): tick is BarTick => tick.type === 'bar').slice(0, 10)
    const days = [...DAYS, '2024-01-09']
    assert.deepEqual(
      bars.map(
        ({ symbol, startMs }) => `${symbol} ${new Date(startMs).toISOString().slice(0, 10)}`
      ),
      days.flatMap((day) => [`US.AAPL ${day}`, `US.IBM ${day}`])
    )
    assert.containsSubset(bars[0], { open: 100, high: 102, low: 98, close: 101, volume: 1_000 })
    const quotes = ticks.filter(({ type, symbol }) => type === 'quote' && symbol === 'US.AAPL')
    assert.deepEqual(
      quotes.slice(0, 5).map((tick) => tick.type === 'quote' && tick.last),
      [100, 98, 102, 101, 101]
    )
    assert.deepEqual([market.status().refused, faults], [{}, []])
  }).timeout(20_000)

  test('takes the splits out of stored prices', async ({ assert }) => {
    const split = {
      type: 'split',
      exDay: Date.parse(`${DAYS[2]}T00:00Z`) / DAY_MS,
      ratio: 2,
    } as const
    await bench.ports.store.importActions('US.AAPL', [split], 'test')
    const { market, history } = openMarket()
    const heard = Promise.withResolvers<void>()
    const hearing = await market.listen({
      name: 'test',
      symbols: ['US.AAPL'],
      wantsQuotes: true,
      timeframes: ['1d'],
      take: (ticks) => void (ticks.some(({ type }) => type === 'bar') && heard.resolve()),
      onFault: () => {},
    })
    await heard.promise
    const bars = barsOf(await history.last('US.AAPL', '1d', 4, Infinity))
    await hearing.close()
    await market.close()
    assert.deepEqual(
      bars.slice(0, 3).map(({ open, volume }) => [open, volume]),
      [
        [50, 2_000],
        [50.5, 2_000],
        [102, 1_000],
      ]
    )
  }).timeout(20_000)

  test('refuses a symbol without daily bars, by name', async ({ assert }) => {
    const { market } = openMarket()
    const listening = market.listen({
      name: 'test',
      symbols: ['US.AAPL', 'US.NONE'],
      wantsQuotes: true,
      timeframes: [],
      take: () => {},
      onFault: () => {},
    })
    await assert.rejects(() => listening, 'there are no 1d bars of US.NONE to replay')
    await market.close()
  })
})
