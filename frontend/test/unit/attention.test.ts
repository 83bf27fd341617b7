import { expect, it } from 'vitest'
import type { Alert, Order, Position } from '../../shared/types/api'
import { byMoneyAtRisk, causeOf } from '../../app/utils/attention'

let ids = 0
const alert = (over: Partial<Alert>) =>
  ({
    id: ++ids,
    severity: 'warning',
    account: 'paper',
    subject: null,
    lastAt: '2026-03-04T12:00:00Z',
    ...over,
  }) as Alert
const position = (strategy: string, symbol: string, value: string) =>
  ({ strategy, symbol, value, price: '100' }) as Position
const STAKE = {
  account: 'paper',
  positions: [
    position('quick', 'US.AAPL', '3000.5'),
    position('quick', 'US.MSFT', '-1000'),
    position('manual', 'US.AAPL', '500'),
  ],
  working: [
    {
      id: 'ord_paper_4',
      symbol: 'US.AAPL',
      quantity: '30',
      filled: '10',
      limitPrice: null,
      stopPrice: null,
    } as Order,
  ],
}

it('sorts alerts by the money at risk, then by gravity, then by time', () => {
  const strategy = alert({ subject: 'strategy:quick' })
  const symbol = alert({ subject: 'symbol:US.AAPL' })
  const order = alert({ subject: 'order:ord_paper_4' })
  const plugin = alert({ subject: 'plugin:quick', severity: 'critical' })
  const newer = alert({ subject: 'plugin:other', lastAt: '2026-03-04T13:00:00Z' })
  const account = alert({ severity: 'critical' })
  const other = alert({ account: 'other', lastAt: '2026-03-04T11:00:00Z' })
  const sorted = byMoneyAtRisk([other, newer, plugin, order, symbol, strategy, account], STAKE)
  expect(sorted.map(({ alert: { id }, money }) => [id, money])).toEqual([
    [account.id, '4500.5'],
    [strategy.id, '4000.5'],
    [symbol.id, '3500.5'],
    [order.id, '2000'],
    [plugin.id, '0'],
    [newer.id, '0'],
    [other.id, '0'],
  ])
})

it('leads to the cause of an alert where there is a page of it', () => {
  expect(
    ['strategy:quick', 'order:ord_1', 'plugin:p', 'symbol:US.AAPL', 'registry:https', null].map(
      (subject) => causeOf({ subject })
    )
  ).toEqual([
    '/strategies/quick',
    '/orders/ord_1',
    '/plugins/p',
    '/orders?symbol=US.AAPL',
    null,
    null,
  ])
})
