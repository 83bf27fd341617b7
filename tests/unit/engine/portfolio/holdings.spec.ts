import { test } from '@japa/runner'
import { sessionProfits } from '#engine/portfolio/holdings.js'
import { toMicros, ZERO, type Micros } from '#kernel/values/micros.js'
import type { PortfolioDay, PortfolioPosition } from '#ports/portfolio_records.js'

/** What a strategy had earned in all at a close, in currency units. */
type Earned = Readonly<Record<string, number>>

function closeOf(day: number, earned: Earned): PortfolioDay {
  const positions = Object.entries(earned).map(([strategy, amount]): PortfolioPosition => ({
    ...{ strategy, symbol: 'US.AAPL', quantity: 0, averageCost: 0, price: 0 },
    ...{ value: ZERO, basis: ZERO, fees: ZERO, income: ZERO },
    realised: toMicros(amount),
  }))
  return { day, positions } as unknown as PortfolioDay
}
const units = (amounts: Readonly<Record<string, Micros>>) =>
  Object.fromEntries(Object.entries(amounts).map(([name, one]) => [name, one / 1_000_000]))

test.group('what was earned from close to close', () => {
  test('each session has the difference, by strategy, and no strategy that stood still', ({
    assert,
  }) => {
    const profits = sessionProfits([
      closeOf(1, { manual: 10 }),
      closeOf(2, { manual: 10, momentum: -4 }),
      closeOf(3, { manual: 7.5, momentum: 1 }),
    ])
    assert.deepEqual(
      profits.map(({ day, profit, byStrategy }) => [day, profit / 1_000_000, units(byStrategy)]),
      [
        [1, 10, { manual: 10 }],
        [2, -4, { momentum: -4 }],
        [3, 2.5, { manual: -2.5, momentum: 5 }],
      ]
    )
  })
  test('no close, no profit', ({ assert }) => assert.deepEqual(sessionProfits([]), []))
})
