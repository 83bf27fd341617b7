import { test } from '@japa/runner'
import type { BrokerFill, BrokerOrderState } from '#ports/broker.js'
import type { BrokerBooks, OwnBooks } from '#engine/reconcile/books.js'
import { compareBooks } from '#engine/reconcile/compare_books.js'
import { RECONCILE_DEFAULTS } from '#engine/reconcile/reconcile_settings.js'

const OURS: OwnBooks = {
  account: 'paper',
  sequence: 10,
  positions: new Map([['US.AAPL', 10]]),
  symbols: new Set(['US.AAPL', 'US.MSFT']),
  cash: new Map([['USD', 1_000]]),
  orders: new Map(),
  orderCount: 3,
  fills: [fill('f1')],
  refusedFills: new Set(),
  equity: 2_000,
  rates: {},
}

const BROKERS: BrokerBooks = {
  positions: new Map([['US.AAPL', 10]]),
  cash: new Map([['USD', 1_000]]),
  orders: [],
  isComplete: true,
  fills: [fill('f1')],
  isMoving: new Set(),
}

function fill(brokerFillId: string, over: Partial<BrokerFill> = {}): BrokerFill {
  const traded = { symbol: 'US.AAPL', side: 'buy', quantity: 10, price: 100, fee: 0 } as const
  const ids = { brokerFillId, clientOrderId: 'ord_paper_1', brokerOrderId: 'b1' }
  return { ...ids, ...traded, atMs: 1_000, ...over }
}

function order(over: Partial<BrokerOrderState> = {}): BrokerOrderState {
  return {
    clientOrderId: 'ord_paper_2',
    brokerOrderId: 'b2',
    symbol: 'US.AAPL',
    side: 'buy',
    status: 'working',
    quantity: 5,
    filled: 0,
    limitPrice: 90,
    stopPrice: null,
    reason: null,
    atMs: 1_000,
    ...over,
  }
}

const OPEN = { sequence: 2, symbol: 'US.AAPL', state: 'submitted', quantity: 5, filled: 0 } as const
const OPEN_ORDERS = new Map([['ord_paper_2', { ...OPEN, isSent: true }]])

function kinds(ours: Partial<OwnBooks>, brokers: Partial<BrokerBooks>): string[] {
  const window = { ownSinceMs: 500, untilMs: 2_000 }
  const given = { window, settings: RECONCILE_DEFAULTS }
  return compareBooks({ ...OURS, ...ours }, { ...BROKERS, ...brokers }, given).map(
    ({ kind, about, subject }) => `${kind} ${about} ${subject}`
  )
}

test.group('two sets of books', () => {
  test('that say the same', ({ assert }) => {
    assert.deepEqual(kinds({}, {}), [])
    assert.deepEqual(kinds({ orders: OPEN_ORDERS }, { orders: [order()] }), [])
  })

  test('executions', ({ assert }) => {
    const more = [fill('f1'), fill('f2')]
    assert.deepEqual(kinds({}, { fills: more }), ['missing_local fill f2'])
    assert.deepEqual(kinds({ refusedFills: new Set(['f2']) }, { fills: more }), [])
    assert.deepEqual(kinds({ fills: more }, {}), ['phantom_local fill f2'])
    for (const over of [{ quantity: 9 }, { price: 99 }, { side: 'sell' }, { symbol: 'US.MSFT' }]) {
      const other = fill('f1', over as Partial<BrokerFill>)
      assert.deepEqual(kinds({}, { fills: [other] }), ['quantity_mismatch fill f1'])
    }
  })

  test('executions of ours that the list of the broker does not reach', ({ assert }) => {
    const old = fill('f0', { atMs: 100 })
    const young = fill('f9', { atMs: 2_500 })
    const adjusted = fill('adj_paper_1_0')
    assert.deepEqual(kinds({ fills: [fill('f1'), old, young, adjusted] }, {}), [])
  })

  test('orders', ({ assert }) => {
    const strange = order({ clientOrderId: null, brokerOrderId: 'b9' })
    assert.deepEqual(kinds({}, { orders: [strange] }), ['unknown_order order b9'])
    assert.deepEqual(kinds({}, { orders: [{ ...strange, status: 'filled' }] }), [])
    const later = order({ clientOrderId: 'ord_paper_4', brokerOrderId: 'b4' })
    assert.deepEqual(kinds({}, { orders: [later] }), ['unknown_order order b4'])
    assert.deepEqual(kinds({}, { orders: [order()] }), ['missing_local order ord_paper_2'])
    const orders = OPEN_ORDERS
    const cancelled = order({ status: 'cancelled' })
    assert.deepEqual(kinds({ orders }, { orders: [cancelled] }), [
      'missing_local order ord_paper_2',
    ])
    assert.deepEqual(kinds({ orders }, { orders: [order({ quantity: 4 })] }), [
      'quantity_mismatch order ord_paper_2',
    ])
    assert.deepEqual(kinds({ orders }, {}), ['phantom_local order ord_paper_2'])
    assert.deepEqual(kinds({ orders }, { isComplete: false }), [])
    const unsent = new Map([['ord_paper_2', { ...OPEN, isSent: false }]])
    assert.deepEqual(kinds({ orders: unsent }, {}), [])
  })

  test('positions', ({ assert }) => {
    assert.deepEqual(kinds({}, { positions: new Map([['US.AAPL', 11]]) }), [
      'quantity_mismatch position US.AAPL',
    ])
    assert.deepEqual(kinds({}, { positions: new Map() }), ['phantom_local position US.AAPL'])
    assert.deepEqual(kinds({ positions: new Map() }, {}), ['quantity_mismatch position US.AAPL'])
    const foreign = new Map([
      ['US.AAPL', 10],
      ['US.TSLA', 1],
    ])
    assert.deepEqual(kinds({}, { positions: foreign }), ['missing_local position US.TSLA'])
    const isMoving = new Set(['US.AAPL'])
    assert.deepEqual(kinds({}, { positions: new Map(), isMoving }), [])
  })

  test('cash, to the tolerance', ({ assert }) => {
    assert.deepEqual(kinds({}, { cash: new Map([['USD', 1_000.009]]) }), [])
    assert.deepEqual(kinds({}, { cash: new Map([['USD', 1_000.02]]) }), [
      'cash_difference cash USD',
    ])
    const both = new Map([
      ['USD', 1_000],
      ['HKD', -5],
    ])
    assert.deepEqual(kinds({}, { cash: both }), ['cash_difference cash HKD'])
    const isMoving = new Set(['US.MSFT'])
    assert.deepEqual(kinds({}, { cash: both, isMoving }), [])
  })
})
