import { expect, it } from 'vitest'
import type { Fill } from '../../shared/types/portfolio'
import { meanSlippage, slippagePoints } from '../../app/utils/slippage_points'

const fill = (
  sequence: number,
  side: 'buy' | 'sell',
  price: string,
  marketPrice: string,
  quantity = '10'
) =>
  ({ sequence, side, price, marketPrice, quantity, at: `2026-03-04T12:00:0${sequence}Z` }) as Fill

it('tells how much worse than the market executions were, oldest first', () => {
  const points = slippagePoints([
    fill(3, 'sell', '99.9', '100'),
    fill(2, 'buy', '99.95', '100', '30'),
    fill(1, 'buy', '100.1', '100'),
    fill(4, 'buy', '100', '0'),
  ])
  expect(points.map(({ key, bps }) => [key, Math.round(bps * 100) / 100])).toEqual([
    ['1', 10],
    ['2', -5],
    ['3', 10],
  ])
  expect(meanSlippage(points)).toBeCloseTo(1, 6)
  expect(meanSlippage([])).toBeNull()
})
