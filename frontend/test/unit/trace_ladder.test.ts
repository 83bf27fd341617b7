import { describe, expect, test } from 'vitest'
import type { Trace, TraceOrder, TraceSpan } from '#shared/types/traces'
import { placeOfId } from '../../app/utils/ids'
import { ladderOf } from '../../app/utils/trace_ladder'

const order: TraceOrder = {
  ...{
    id: 'ord_paper_1',
    sequence: 1,
    parent: 0,
    strategy: 'manual',
    symbol: 'US.AAPL',
    side: 'buy',
  },
  ...{
    type: 'market',
    role: 'entry',
    state: 'filled',
    quantity: 10,
    filled: 10,
    averagePrice: 100,
  },
  ...{ limitPrice: null, stopPrice: null, timeInForce: 'day', brokerOrderId: 'b1', remark: null },
  ...{ createdMs: 1_010, slippage: null },
}
const span = (
  id: string,
  name: TraceSpan['name'],
  startMs: number,
  endMs: number | null
): TraceSpan => ({
  ...{ id, parent: null, name, startMs, endMs, text: '', steps: [] },
})
const fill = {
  ...{ sequence: 7, orderId: order.id, brokerFillId: 'f', quantity: 10, price: 100 },
  ...{ marketPrice: 100, fee: '1', atMs: 1_100 },
}
const whole: Trace = {
  ...{ id: 'trc_paper_4', account: 'paper', row: 4, cause: 'signal_proposed', strategy: 'manual' },
  ...{
    symbol: 'US.AAPL',
    startMs: 1_000,
    endMs: 1_100,
    isOver: true,
    wish: 'buy',
    outcome: 'filled',
  },
  ...{ seen: null, decisions: [], orders: [order], fills: [fill] },
  spans: [
    span('signal', 'signal', 1_000, 1_000),
    span('risk', 'risk', 1_000, 1_005),
    span('order:1', 'order', 1_010, 1_100),
    span('broker:1', 'broker', 1_020, 1_060),
    span('fill:7', 'fill', 1_090, 1_100),
  ],
}
const without = (id: string): Trace => ({
  ...whole,
  spans: whole.spans.filter((one) => one.id !== id),
})
const told = (trace: Trace) =>
  ladderOf(trace).map(({ fact }) => (fact.kind === 'missing' ? `missing ${fact.what}` : fact.kind))

describe('a trace as a ladder', () => {
  test('in the order of time, with what lies between', () => {
    expect(told(whole)).toEqual(['signal', 'risk', 'order', 'broker', 'fill'])
    expect(ladderOf(whole).map(({ sinceMs }) => sinceMs)).toEqual([null, 5, 5, 10, 80])
  })
  test('what is not written down is a gap, and no time is told across it', () => {
    expect(told(without('risk'))).toEqual(['signal', 'missing risk', 'order', 'broker', 'fill'])
    expect(ladderOf(without('risk')).map(({ sinceMs }) => sinceMs)).toEqual([
      null,
      null,
      null,
      10,
      80,
    ])
    expect(told(without('broker:1'))).toContain('missing hand_over')
    expect(told({ ...whole, fills: [{ ...fill, quantity: 4 }] })).toContain('missing fill')
  })
  test('an order that works waits for the broker; one that was denied never went there', () => {
    const open = span('broker:1', 'broker', 1_020, null)
    const spans = [...without('broker:1').spans, open]
    const working = { ...order, state: 'submitted', filled: 0 }
    expect(told({ ...whole, spans, orders: [working], fills: [] })).toContain('waiting')
    const denied = { ...order, state: 'denied', filled: 0 }
    expect(told({ ...without('broker:1'), orders: [denied], fills: [] })).not.toContain(
      'missing hand_over'
    )
  })
  test('of one order only what is about it', () => {
    expect(ladderOf(whole, 'ord_paper_2').map(({ fact }) => fact.kind)).toEqual(['signal', 'risk'])
  })
})

test('ids lead to their pages, and nothing else does', () => {
  expect(placeOfId(' trc_paper_12 ', 'paper')).toBe('/traces/trc_paper_12')
  expect(placeOfId('ord_my-2_4', 'paper')).toBe('/orders/ord_my-2_4')
  expect(placeOfId('12', 'paper')).toBe('/traces/trc_paper_12')
  for (const odd of ['', '0', 'trc_', 'ord_a/../b_1', '//evil.example', 'TRC_paper_1']) {
    expect(placeOfId(odd, 'paper')).toBeNull()
  }
})
