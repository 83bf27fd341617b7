import { test } from '@japa/runner'
import { VirtualClock } from '#adapters/clock/virtual_clock.js'
import { ManualFeed } from '#adapters/market_feed/manual/manual_feed.js'
import { SessionFeed } from '#engine/market_data/live/session_feed.js'
import type { Alert } from '#ports/alerts.js'
import type { Tick } from '#ports/market_feed.js'

const turns = () => new Promise((resolve) => setImmediate(resolve))

function keeping(from: string) {
  const clock = new VirtualClock(Date.parse(from))
  const inner = new ManualFeed(['US.AAPL', 'HK.00700'])
  const alerts: string[] = []
  const fault: { error: Error | null } = { error: null }
  const faulty = {
    name: inner.name,
    subscribe: async (symbols: readonly string[], onTick: (tick: Tick) => void) => {
      if (fault.error !== null) throw fault.error
      await inner.subscribe(symbols, onTick)
    },
    unsubscribe: (symbols: readonly string[]) => inner.unsubscribe(symbols),
    close: () => inner.close(),
  }
  const feed = new SessionFeed(faulty, clock, {
    raise: ({ key, body }: Alert) => void alerts.push(`${key}: ${body}`),
    resolve: (key) => void alerts.push(`${key} over`),
  })
  /** The symbols that the feed is asked for at an instant. */
  const at = async (to: string) => {
    clock.advanceTo(Date.parse(to))
    await turns()
    return inner.subscribed.join(' ')
  }
  return { clock, feed, at, alerts, fault }
}

test.group('A feed that keeps market hours', () => {
  test('is asked from the opening to a minute after the close, lunch included', async ({
    assert,
  }) => {
    const { feed, at, clock } = keeping('2024-07-02T01:00Z')
    await feed.subscribe(['US.AAPL', 'HK.00700'], () => {})
    assert.equal(await at('2024-07-02T01:29:59Z'), '')
    assert.equal(await at('2024-07-02T01:30Z'), 'HK.00700')
    assert.equal(await at('2024-07-02T04:30Z'), 'HK.00700')
    assert.equal(await at('2024-07-02T08:00:59Z'), 'HK.00700')
    assert.equal(await at('2024-07-02T08:01Z'), '')
    assert.equal(await at('2024-07-02T13:30Z'), 'US.AAPL')
    assert.equal(await at('2024-07-02T20:01Z'), '')
    // The day before the holiday is a half day, the holiday is none.
    assert.equal(await at('2024-07-03T16:59Z'), 'US.AAPL')
    assert.equal(await at('2024-07-03T17:01Z'), '')
    assert.equal(await at('2024-07-04T14:00Z'), '')
    assert.equal(await at('2024-07-05T14:00Z'), 'US.AAPL')
    await feed.close()
    assert.isNull(clock.nextTimerMs)
  })

  test('refuses at night what it will not have in the morning', async ({ assert }) => {
    const { feed, at } = keeping('2024-07-02T01:00Z')
    await assert.rejects(() => feed.subscribe(['US.NONE'], () => {}), 'there is no US.NONE here')
    assert.equal(await at('2024-07-02T14:00Z'), '')
  })

  test('forgets what nobody wants, by day and by night', async ({ assert }) => {
    const { feed, at } = keeping('2024-07-02T12:00Z')
    await feed.subscribe(['US.AAPL', 'HK.00700'], () => {})
    await feed.unsubscribe(['US.AAPL'])
    assert.equal(await at('2024-07-02T14:00Z'), '')
    await feed.subscribe(['US.AAPL'], () => {})
    assert.equal(await at('2024-07-02T14:01Z'), 'US.AAPL')
    await feed.unsubscribe(['US.AAPL'])
    assert.equal(await at('2024-07-02T14:02Z'), '')
  })

  test('a feed that does not work at the opening is asked again, and it is told', async ({
    assert,
  }) => {
    const { feed, at, alerts, fault } = keeping('2024-07-02T12:00Z')
    await feed.subscribe(['US.AAPL'], () => {})
    fault.error = new Error('the line is dead')
    assert.equal(await at('2024-07-02T13:30Z'), '')
    assert.deepEqual(alerts, ['market:opening:US: manual: the line is dead. It is asked again.'])
    await at('2024-07-02T13:30:05Z')
    fault.error = null
    assert.equal(await at('2024-07-02T13:30:10Z'), 'US.AAPL')
    assert.equal(alerts.at(-1), 'market:opening:US over')
  })
})
