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

/** Ten shares bought at 100, in our books with the time of a clock that was a day behind. */
function looker(): Looker {
  const book = pricedBook()
  placed(book)
  const fill = executed(1, { quantity: 10, fee: 0, atMs: NOW - 60_000 })
  const { quantity, price, brokerFillId, symbol, side } = fill
  const facts = { quantity, price, marketPrice: price, fee: 0 as never, atMs: NOW - DAY }
  add(book, { type: 'order_filled', orderSequence: 1, fillSequence: 1, ...facts, brokerFillId })
  const broker: Partial<BrokerSession> = {
    onReport: () => {},
    orders: async () => ({ complete: true, orders: [] }),
    fills: async (sinceMs) => [fill].filter(({ atMs }) => atMs >= sinceMs),
    positions: async () => [{ symbol, quantity, averageCost: price }],
    account: async () => ({ cash: { USD: 100_000 - 1_000 } }),
  }
  const own: OwnFill = { brokerFillId, symbol, side, quantity, price, atMs: NOW - DAY }
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
    const sighting = await looker().compare(NOW - 3_600_000, async () => {})
    assert.lengthOf(sighting.first.differences, 1)
    assert.equal(sighting.first.differences[0]!.kind, 'missing_local')
    assert.deepEqual(sighting.lasting, [])
  })
})
