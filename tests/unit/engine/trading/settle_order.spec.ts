import { test } from '@japa/runner'
import type { Order } from '#kernel/order/order.js'
import { freshNotes, type OrderNotes } from '#engine/trading/account_book.js'
import { settleOrder, type OrderEvidence } from '#engine/trading/settle_order.js'
import { placed, pricedBook } from './book.js'

const NOTES: OrderNotes = freshNotes()
const NOWHERE: OrderEvidence = {
  atBroker: null,
  isComplete: true,
  absences: 1,
  refusesDuplicates: true,
}

function order(over: Partial<Order> = {}): Order {
  return { ...placed(pricedBook()), state: 'unknown', ...over }
}

function settled(over: {
  order?: Partial<Order>
  notes?: Partial<OrderNotes>
  evidence?: Partial<OrderEvidence>
}): string {
  const notes = { ...NOTES, ...over.notes }
  return settleOrder(order(over.order), notes, { ...NOWHERE, ...over.evidence }).type
}

test.group('an order whose fate is not in the journal', () => {
  test('what the broker has is taken over', ({ assert }) => {
    const atBroker = {
      clientOrderId: 'ord_unit_1',
      brokerOrderId: 'b-1',
      symbol: 'US.AAPL',
      side: 'buy',
      status: 'working',
      quantity: 10,
      filled: 0,
      limitPrice: null,
      stopPrice: null,
      reason: null,
      atMs: 1,
    } as const
    assert.equal(settled({ evidence: { atBroker } }), 'adopt')
  })

  test('missing once it is in doubt, missing twice an entry ends', ({ assert }) => {
    assert.equal(settled({ order: { state: 'submitted' }, evidence: { absences: 0 } }), 'doubt')
    assert.equal(settled({ evidence: { absences: 0 } }), 'wait')
    assert.equal(settled({}), 'end')
  })

  test('an exit is sent again, to a broker that refuses duplicates, unless it was withdrawn', ({
    assert,
  }) => {
    const exit: Partial<Order> = { role: 'stop_loss' }
    assert.equal(settled({ order: exit }), 'send')
    assert.equal(settled({ order: exit, evidence: { refusesDuplicates: false } }), 'end')
    assert.equal(settled({ order: exit, notes: { cancelReason: 'withdrawn' } }), 'end')
  })

  test('unknown is not rejected: without evidence it stays in doubt', ({ assert }) => {
    assert.equal(settled({ evidence: { isComplete: false, absences: 9 } }), 'wait')
    assert.equal(settled({ notes: { brokerOrderId: 'b-1' }, evidence: { absences: 9 } }), 'wait')
    assert.equal(settled({ order: { filled: 3 }, evidence: { absences: 9 } }), 'wait')
  })
})
