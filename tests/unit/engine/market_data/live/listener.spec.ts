import { test } from '@japa/runner'
import { Listener } from '#engine/market_data/live/listener.js'
import { TickQueue } from '#engine/market_data/live/tick_queue.js'
import type { BarTick, Tick } from '#ports/market_feed.js'
import { quote } from '#tests/support/ticks.js'

const bar = (symbol: string, startMs: number): BarTick => ({
  type: 'bar',
  symbol,
  timeframe: '1m',
  startMs,
  open: 1,
  high: 1,
  low: 1,
  close: 1,
  volume: 0,
})
const names = (ticks: readonly Tick[]) =>
  ticks.map((tick) => `${tick.symbol} ${tick.type === 'bar' ? `bar ${tick.startMs}` : tick.atMs}`)

test.group('What waits for a listener', () => {
  test('the oldest quote of the same instrument makes room, never a bar', ({ assert }) => {
    const queue = new TickQueue(3)
    queue.push(quote('US.A', 1, 10))
    queue.push(quote('US.B', 2, 10))
    queue.push(bar('US.A', 3))
    queue.push(quote('US.A', 4, 10))
    queue.push(quote('US.A', 5, 10))
    queue.push(bar('US.A', 6))
    assert.equal(queue.dropped, 1)
    assert.deepEqual(names(queue.takeAll()), [
      'US.B 2',
      'US.A bar 3',
      'US.A 4',
      'US.A 5',
      'US.A bar 6',
    ])
    assert.equal(queue.length, 0)
  })

  test('an instrument that has nothing waiting takes the room of the oldest quote', ({
    assert,
  }) => {
    const queue = new TickQueue(2)
    queue.push(quote('US.A', 1, 10))
    queue.push(quote('US.B', 2, 10))
    queue.push(quote('US.C', 3, 10))
    assert.deepEqual(names(queue.takeAll()), ['US.B 2', 'US.C 3'])
  })

  test('a hundred thousand quotes to a listener that sleeps leave the newest', ({ assert }) => {
    const queue = new TickQueue(10)
    for (let at = 1; at <= 100_000; at++) queue.push(quote(`US.${at % 2}`, at, 10))
    assert.equal(queue.length, 10)
    assert.equal(queue.dropped, 99_990)
    assert.deepEqual(
      queue.takeAll().map((tick) => tick.type === 'quote' && tick.atMs),
      Array.from({ length: 10 }, (_, index) => 99_991 + index)
    )
  })
})

test.group('A listener', () => {
  const wait = () => new Promise((resolve) => setImmediate(resolve))

  test('gets the next ticks when it has taken the last ones, all in order', async ({ assert }) => {
    const taken: string[][] = []
    const resolvers: (() => void)[] = []
    const listener = new Listener(
      {
        name: 'slow',
        take: (ticks) => {
          taken.push(names(ticks))
          return new Promise((resolve) => resolvers.push(resolve))
        },
        onFault: (error) => assert.fail(error.message),
      },
      2
    )
    for (const at of [1, 2, 3, 4]) listener.offer(quote('US.A', at, 10))
    listener.offer(bar('US.A', 5))
    assert.deepEqual([taken, listener.waiting, listener.dropped], [[['US.A 1']], 3, 1])
    resolvers.shift()!()
    await wait()
    assert.deepEqual(taken[1], ['US.A 3', 'US.A 4', 'US.A bar 5'])
    assert.equal(listener.waiting, 0)
  })

  test('that fails is told so once and hears nothing more, at once or later', async ({
    assert,
  }) => {
    for (const take of [
      () => {
        throw new Error('broken')
      },
      async () => {
        throw new Error('broken')
      },
    ]) {
      const faults: string[] = []
      let calls = 0
      const listener = new Listener(
        {
          name: 'broken',
          take: () => {
            calls++
            return take()
          },
          onFault: (error) => faults.push(error.message),
        },
        10
      )
      listener.offer(quote('US.A', 1, 10))
      await wait()
      listener.offer(quote('US.A', 2, 10))
      await wait()
      assert.deepEqual([calls, faults], [1, ['broken']])
    }
  })

  test('for which bars pile up counts as dead', ({ assert }) => {
    const faults: string[] = []
    const listener = new Listener(
      { name: 'asleep', take: () => new Promise(() => {}), onFault: (e) => faults.push(e.message) },
      10
    )
    for (let at = 0; at < 10_002; at++) listener.offer(bar('US.A', at))
    assert.deepEqual(faults, ['asleep has not taken 10000 bars'])
    assert.equal(listener.waiting, 0)
  })

  test('that is closed hears nothing, not even what waited', async ({ assert }) => {
    const taken: Tick[] = []
    let resolve: () => void = () => {}
    const listener = new Listener(
      {
        name: 'closed',
        take: (ticks) => {
          taken.push(...ticks)
          return new Promise((done) => (resolve = done))
        },
        onFault: () => assert.fail(),
      },
      10
    )
    listener.offer(quote('US.A', 1, 10))
    listener.offer(quote('US.A', 2, 10))
    listener.close()
    resolve()
    await wait()
    assert.lengthOf(taken, 1)
  })
})
