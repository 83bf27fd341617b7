import { test } from '@japa/runner'
import { feeOf, scheduleFee, type FeeSchedule } from '#kernel/matching/schedules/fee_schedule'
import { FUTU_HK } from '#kernel/matching/schedules/futu_hk'
import { FUTU_US } from '#kernel/matching/schedules/futu_us'
import type { AssetClass } from '#kernel/instrument/instrument'
import type { Side } from '#kernel/order/order'
import { dayNumberOf } from '#kernel/values/instant'

/** Every fee that is charged on an order, by name. */
function lines(
  schedule: FeeSchedule,
  side: Side,
  quantity: number,
  price: number,
  date: string,
  assetClass: AssetClass = 'equity'
): Record<string, number> {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  const dayNumber = dayNumberOf(year, month, day)
  const order = { side, quantity, value: quantity * price, dayNumber, assetClass }
  const charged = schedule.fees
    .map((fee) => [fee.name, feeOf(fee, order)] as const)
    .filter(([, amount]) => amount !== 0)
  const sum = charged.reduce((total, [, amount]) => total + amount, 0)
  return { ...Object.fromEntries(charged), total: sumTo(sum, scheduleFee(schedule, order)) }
}

/** The schedule's total, after a check that it is the sum of its lines. */
function sumTo(sum: number, total: number): number {
  if (Math.abs(sum - total) > 1e-9) throw new Error(`lines add up to ${sum}, total is ${total}`)
  return total
}

test.group('Futu US', () => {
  test('a buy pays commission, platform and settlement, with their minimums', ({ assert }) => {
    assert.deepEqual(lines(FUTU_US, 'buy', 100, 190, '2024-06-03'), {
      'commission': 0.99,
      'platform fee': 1,
      'settlement fee': 0.3,
      'total': 2.29,
    })
    assert.deepEqual(lines(FUTU_US, 'buy', 1000, 190, '2024-06-03'), {
      'commission': 4.9,
      'platform fee': 5,
      'settlement fee': 3,
      'total': 12.9,
    })
  })

  test('a sale pays the regulators as well, rounded up to the cent', ({ assert }) => {
    // 190,000 x 27.80 per million = 5.282; 1000 x 0.000166 = 0.166.
    assert.deepEqual(lines(FUTU_US, 'sell', 1000, 190, '2024-06-03'), {
      'commission': 4.9,
      'platform fee': 5,
      'settlement fee': 3,
      'SEC fee': 5.29,
      'trading activity fee': 0.17,
      'total': 18.36,
    })
  })

  test('the SEC fee follows the trade date', ({ assert }) => {
    const fee = (date: string) => lines(FUTU_US, 'sell', 10_000, 100, date)['SEC fee'] ?? 0
    const table: [string, number][] = [
      ['2014-03-17', 17.4],
      ['2014-03-18', 22.1],
      ['2018-05-21', 23.1],
      ['2018-05-22', 13],
      ['2019-04-16', 20.7],
      ['2020-02-18', 22.1],
      ['2021-02-24', 22.1],
      ['2021-02-25', 5.1],
      ['2024-05-21', 8],
      ['2024-05-22', 27.8],
      ['2025-05-13', 27.8],
      ['2025-05-14', 0],
      ['2026-04-03', 0],
      ['2026-04-04', 20.6],
    ]
    for (const [date, expected] of table) assert.closeTo(fee(date), expected, 1e-9, date)
  })

  test('the trading activity fee is capped and has a holiday at the end of 2026', ({ assert }) => {
    const fee = (date: string, quantity: number) =>
      lines(FUTU_US, 'sell', quantity, 10, date)['trading activity fee'] ?? 0
    assert.equal(fee('2024-01-02', 100_000), 8.3)
    assert.equal(fee('2026-01-02', 50_000), 9.75)
    assert.equal(fee('2026-01-02', 60_000), 9.79)
    assert.equal(fee('2026-10-01', 60_000), 0)
    assert.equal(fee('2027-01-04', 100_000), 11.61)
    assert.equal(fee('2024-01-02', 1), 0.01)
  })

  test('commission and platform fee are at most 0.5 % of the amount, each, minimum first', ({
    assert,
  }) => {
    // The broker's own examples: 5000 shares at 0.59, and 50 shares at 0.20.
    assert.equal(lines(FUTU_US, 'buy', 5000, 0.59, '2024-06-03')['commission'], 14.75)
    assert.equal(lines(FUTU_US, 'buy', 50, 0.2, '2024-06-03')['commission'], 0.99)
  })

  test('before its first date the first terms hold', ({ assert }) => {
    assert.closeTo(lines(FUTU_US, 'sell', 10_000, 100, '2005-01-03')['SEC fee']!, 22.4, 1e-9)
  })
})

test.group('Futu Hong Kong', () => {
  test('200 shares of 0700 at 380 in 2024', ({ assert }) => {
    assert.deepEqual(lines(FUTU_HK, 'buy', 200, 380, '2024-06-03'), {
      'commission': 22.8,
      'platform fee': 15,
      'settlement fee': 2,
      'stamp duty': 76,
      'trading fee': 4.29,
      'SFC levy': 2.05,
      'AFRC levy': 0.11,
      'total': 122.25,
    })
  })

  test('both sides pay the same', ({ assert }) => {
    assert.deepEqual(
      lines(FUTU_HK, 'sell', 200, 380, '2024-06-03'),
      lines(FUTU_HK, 'buy', 200, 380, '2024-06-03')
    )
  })

  test('stamp duty follows the date, rounded up to the dollar', ({ assert }) => {
    const duty = (date: string) => lines(FUTU_HK, 'buy', 100, 20.1, date)['stamp duty']
    assert.equal(duty('2021-07-30'), 3) // 2.01
    assert.equal(duty('2021-08-02'), 3) // 2.613
    assert.equal(duty('2023-11-16'), 3)
    assert.equal(duty('2023-11-17'), 3) // 2.01
    assert.equal(lines(FUTU_HK, 'buy', 1000, 100, '2023-11-16')['stamp duty'], 130)
    assert.equal(lines(FUTU_HK, 'buy', 1000, 100, '2023-11-17')['stamp duty'], 100)
  })

  test('funds pay no stamp duty', ({ assert }) => {
    assert.isUndefined(lines(FUTU_HK, 'buy', 500, 25, '2024-06-03', 'etf')['stamp duty'])
  })

  test('settlement loses its bounds on 2025-06-30', ({ assert }) => {
    const fee = (value: number, date: string) =>
      lines(FUTU_HK, 'buy', value, 1, date)['settlement fee']
    assert.equal(fee(1000, '2025-06-27'), 2)
    assert.equal(fee(1000, '2025-06-30'), 0.04)
    assert.equal(fee(10_000_000, '2025-06-27'), 100)
    assert.equal(fee(10_000_000, '2025-06-30'), 420)
  })

  test('the tariff ended and the trading fee rose in 2023', ({ assert }) => {
    const before = lines(FUTU_HK, 'buy', 1000, 100, '2022-12-30')
    const after = lines(FUTU_HK, 'buy', 1000, 100, '2023-01-03')
    assert.equal(before['trading tariff'], 0.5)
    assert.equal(before['trading fee'], 5)
    assert.isUndefined(after['trading tariff'])
    assert.equal(after['trading fee'], 5.65)
  })

  test('the levies follow the date', ({ assert }) => {
    assert.equal(lines(FUTU_HK, 'buy', 10_000, 100, '2014-10-31')['SFC levy'], 30)
    assert.equal(lines(FUTU_HK, 'buy', 10_000, 100, '2014-11-03')['SFC levy'], 27)
    assert.isUndefined(lines(FUTU_HK, 'buy', 10_000, 100, '2021-12-31')['AFRC levy'])
    assert.equal(lines(FUTU_HK, 'buy', 10_000, 100, '2022-01-03')['AFRC levy'], 1.5)
  })
})
