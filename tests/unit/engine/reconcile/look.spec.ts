import { test } from '@japa/runner'
import type { BrokerSession } from '#ports/broker.js'
import type { OwnFill, ReconcileRecords } from '#ports/reconcile_records.js'
import { NO_ALERTS } from '#ports/alerts.js'
import type { Sequencer } from '#engine/trading/sequencer.js'
import { Looker } from '#engine/reconcile/look.js'
import { RECONCILE_DEFAULTS } from '#engine/reconcile/reconcile_settings.js'
import { add, executed, placed, pricedBook } from '../trading/book.js'

const NOW = 1_700_000_000_000
const DAY = 86_400_000
const MINUTE = 60_000

/** Ten shares bought at 100, at one time by the broker's clock and at another in our books. */
function looker({ brokersMs, oursMs }: { brokersMs: number; oursMs: number }, heardMs?: number) {
  const book = pricedBook()
  placed(book)
  if (heardMs !== undefined) book.brokerMs = heardMs
  const fill = executed(1, { quantity: 10, fee: 0, atMs: brokersMs })
  const { quantity, price, brokerFillId, symbol, side } = fill
  const facts = { quantity, price, marketPrice: price, fee: 0 as never, atMs: oursMs }
  add(book, { type: 'order_filled', orderSequence: 1, fillSequence: 1, ...facts, brokerFillId })
  const broker: Partial<BrokerSession> = {
    onReport: () => {},
    orders: async () => ({ complete: true, orders: [] }),
    fills: async (sinceMs) => [fill].filter(({ atMs }) => atMs >= sinceMs),
    positions: async () => [{ symbol, quantity, averageCost: price }],
    account: async () => ({ cash: { USD: 100_000 - 1_000 } }),
  }
  const own: OwnFill = { brokerFillId, symbol, side, quantity, price, atMs: oursMs }
  const records: Partial<ReconcileRecords> = {
    ownFills: async (_account, sinceMs) => [own].filter(({ atMs }) => atMs >= sinceMs),
  }
  const desk = {
    broker: broker as BrokerSession,
    clock: { nowMs: () => NOW, setTimer: () => () => {} },
    sequencer: { book, settled: async () => {} } as unknown as Sequencer,
    alerts: NO_ALERTS,
    settle: async () => {},
    dispatch: () => {},
    sleep: async () => {},
  }
  return new Looker(desk, records as ReconcileRecords, RECONCILE_DEFAULTS)
}

test.group('a look at both sets of books', () => {
  test('an execution that our clock put elsewhere is not missing', async ({ assert }) => {
    const times = { brokersMs: NOW - 60_000, oursMs: NOW - DAY }
    const sighting = await looker(times).compare(NOW - 3_600_000, async () => {})
    assert.lengthOf(sighting.first.differences, 1)
    assert.equal(sighting.first.differences[0]!.kind, 'missing_local')
    assert.deepEqual(sighting.lasting, [])
  })

  test('what was booked before the host was away is not missing after it', async ({ assert }) => {
    const bookedMs = NOW - 90 * MINUTE
    const times = { brokersMs: bookedMs, oursMs: bookedMs }
    const { first } = await looker(times, NOW - 80 * MINUTE).compare(
      NOW - 20 * MINUTE,
      async () => {}
    )
    assert.deepEqual(first.differences, [])
    assert.lengthOf(first.brokers.fills, 1)
  })
})
