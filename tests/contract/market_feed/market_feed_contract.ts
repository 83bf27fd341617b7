import { test } from '@japa/runner'
import { barFault } from '#kernel/market/bar.js'
import { SymbolsNotServed, type MarketFeed, type Tick } from '#ports/market_feed.js'

/** A feed with something going on, and how to make it tell. */
export interface FeedBench {
  readonly feed: MarketFeed
  /** Two symbols that it has, and one that it does not have. */
  readonly symbols: readonly [string, string]
  readonly unknown: string
  /** Lets time pass: at least three ticks of each subscribed symbol are told. */
  goOn(): Promise<void>
}

/** What every market feed must keep to: the port's promises, each as a test. */
export function marketFeedContract(name: string, open: () => Promise<FeedBench>): void {
  test.group(`The contract of a market feed: ${name}`, (group) => {
    let bench: FeedBench
    group.each.setup(async () => {
      bench = await open()
      return () => bench.feed.close()
    })
    const hearing = () => {
      const ticks: Tick[] = []
      return { ticks, onTick: (tick: Tick) => void ticks.push(tick) }
    }

    test('tells of what was subscribed and of nothing else', async ({ assert }) => {
      const { ticks, onTick } = hearing()
      const [first] = bench.symbols
      await bench.feed.subscribe([first], onTick)
      await bench.goOn()
      assert.isAtLeast(ticks.length, 3)
      assert.isTrue(ticks.every(({ symbol }) => symbol === first))
    })

    test('tells nothing before anything was subscribed', async ({ assert }) => {
      const { ticks, onTick } = hearing()
      await bench.feed.subscribe([], onTick)
      await bench.goOn()
      assert.deepEqual(ticks, [])
    })

    test('tells each tick once, however often it was asked', async ({ assert }) => {
      const [first, second] = bench.symbols
      const one = hearing()
      const two = hearing()
      await bench.feed.subscribe([first, first], one.onTick)
      await Promise.all([
        bench.feed.subscribe([first, second], two.onTick),
        bench.feed.subscribe([second], two.onTick),
      ])
      await bench.goOn()
      const all = [...one.ticks, ...two.ticks].map((tick) => JSON.stringify(tick))
      assert.isAtLeast(all.length, 6)
      assert.equal(new Set(all).size, all.length)
    })

    test('rejects a symbol that it does not have, by name, and takes none of the others', async ({
      assert,
    }) => {
      const { ticks, onTick } = hearing()
      const failure = await bench.feed.subscribe([bench.symbols[0], bench.unknown], onTick).then(
        () => null,
        (error: unknown) => error
      )
      assert.instanceOf(failure, SymbolsNotServed)
      const { symbols, message } = failure as SymbolsNotServed
      assert.deepEqual(symbols, [bench.unknown])
      assert.include(message, bench.unknown)
      await bench.goOn()
      assert.deepEqual(ticks, [])
    })

    test('goes on with the others when one could not be had', async ({ assert }) => {
      const { ticks, onTick } = hearing()
      await bench.feed.subscribe([bench.symbols[0]], onTick)
      await assert.rejects(() => bench.feed.subscribe([bench.unknown], onTick))
      await bench.goOn()
      assert.isAtLeast(ticks.length, 3)
    })

    test('falls silent about what was unsubscribed, and tells it again when asked', async ({
      assert,
    }) => {
      const { ticks, onTick } = hearing()
      const [first, second] = bench.symbols
      await bench.feed.subscribe([first, second], onTick)
      await bench.goOn()
      await bench.feed.unsubscribe([first, bench.unknown])
      const before = ticks.length
      await bench.goOn()
      const after = ticks.slice(before)
      assert.isNotEmpty(after)
      assert.isTrue(after.every(({ symbol }) => symbol === second))
      await bench.feed.subscribe([first], onTick)
      await bench.goOn()
      assert.isTrue(ticks.slice(before).some(({ symbol }) => symbol === first))
    })

    test('tells nothing after it was closed, and cannot be subscribed any more', async ({
      assert,
    }) => {
      const { ticks, onTick } = hearing()
      await bench.feed.subscribe(bench.symbols, onTick)
      await bench.goOn()
      await bench.feed.close()
      const before = ticks.length
      await bench.goOn()
      assert.equal(ticks.length, before)
      await assert.rejects(() => bench.feed.subscribe(bench.symbols, onTick))
      await bench.feed.close()
    })

    test('may be told to stop in the middle of a tick', async ({ assert }) => {
      const [first, second] = bench.symbols
      const ticks: Tick[] = []
      await bench.feed.subscribe([first, second], (tick) => {
        ticks.push(tick)
        if (tick.symbol === first) void bench.feed.unsubscribe([first])
      })
      await bench.goOn()
      await bench.goOn()
      assert.lengthOf(
        ticks.filter(({ symbol }) => symbol === first),
        1
      )
      assert.isAtLeast(ticks.length, 4)
    })

    test('tells quotes and bars of sound shape, in the order of their time', async ({ assert }) => {
      const { ticks, onTick } = hearing()
      await bench.feed.subscribe(bench.symbols, onTick)
      await bench.goOn()
      const lastMs = new Map<string, number>()
      for (const tick of ticks) {
        const key = tick.type === 'quote' ? tick.symbol : `${tick.symbol} ${tick.timeframe}`
        const atMs = tick.type === 'quote' ? tick.atMs : tick.startMs
        assert.isTrue(atMs >= (lastMs.get(key) ?? -Infinity), key)
        lastMs.set(key, atMs)
        if (tick.type === 'bar') assert.isNull(barFault(tick))
        else assert.isTrue([tick.bid, tick.ask, tick.last].some((price) => price !== null))
      }
    })
  })
}
