import { test } from '@japa/runner'
import { VirtualClock } from '#adapters/clock/virtual_clock.js'
import { RECORDER, TickRecorder } from '#engine/market_data/live/tick_recorder.js'
import type { Alert } from '#ports/alerts.js'
import type { TickBatch } from '#ports/tick_store.js'
import { quote } from '#tests/support/ticks.js'

const NOW = Date.parse('2026-03-04T12:00Z')

/** A recorder over a store that fails for as long as it is told to. */
function recording() {
  const clock = new VirtualClock(NOW)
  const written: TickBatch[] = []
  const alerts: string[] = []
  const state = { isDown: false }
  const recorder = new TickRecorder(
    {
      clock,
      alerts: {
        raise: ({ key, body }: Alert) => alerts.push(`${key}: ${body}`),
        resolve: (key) => alerts.push(`${key} over`),
      },
      store: {
        write: async (batch) => {
          if (state.isDown) throw new Error('the disk is full')
          written.push(batch)
        },
        forget: async () => {},
        lastQuotes: async () => [],
      },
    },
    { ...RECORDER, feed: 'manual', quotesMax: 3 }
  )
  const wait = async (seconds: number) => {
    for (let k = 0; k < seconds; k++) {
      clock.advanceTo(clock.nowMs() + 1_000)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  const take = (price: number) => recorder.take(quote('US.AAPL', clock.nowMs(), price))
  const prices = () =>
    written.splice(0).map(({ quotes }) => quotes.map(({ tick }) => tick.last).join(' '))
  return { recorder, wait, take, prices, alerts, state }
}

test.group('The recorder of ticks', () => {
  test('keeps what could not be stored, in order, up to its bound', async ({ assert }) => {
    const { recorder, wait, take, prices, state } = recording()
    state.isDown = true
    take(1)
    take(2)
    await wait(1)
    assert.containsSubset(recorder.state, { waiting: 2, failure: 'the disk is full' })
    take(3)
    take(4)
    await wait(1)
    assert.containsSubset(recorder.state, { waiting: 3, dropped: 1 })
    state.isDown = false
    await wait(1)
    assert.deepEqual(prices(), ['1 2 3'])
    assert.deepEqual(recorder.state, { waiting: 0, written: 3, dropped: 1, failure: null })
  })

  test('one failure is a hiccup, three are an incident, which ends by itself', async ({
    assert,
  }) => {
    const { wait, take, alerts, state } = recording()
    state.isDown = true
    take(1)
    await wait(1)
    state.isDown = false
    await wait(1)
    assert.deepEqual(alerts, [])
    state.isDown = true
    take(2)
    await wait(8)
    assert.lengthOf(alerts, 1)
    assert.match(alerts[0]!, /^market:recording: the disk is full\. Trading goes on/)
    state.isDown = false
    await wait(2)
    assert.deepEqual(alerts.slice(1), ['market:recording over'])
  })

  test('what comes while a write hangs is bounded', async ({ assert }) => {
    const { recorder, wait, take } = recording()
    for (let k = 0; k < 10; k++) take(k)
    assert.containsSubset(recorder.state, { waiting: 3, dropped: 7 })
    await wait(1)
    assert.containsSubset(recorder.state, { waiting: 0, written: 3 })
  })
})
