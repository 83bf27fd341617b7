import { test } from '@japa/runner'
import {
  chargeFill,
  commissionCurrencyFault,
  commissionFault,
  estimateCommission,
  noCharges,
  type ChargedFill,
} from '#kernel/matching/commission'
import { formatCommission, parseCommission } from '#kernel/matching/commission_text'
import type { CommissionModel } from '#kernel/matching/models'

/** A buy of so many shares at a price on one day. */
function fill(quantity: number, price: number, change: Partial<ChargedFill> = {}): ChargedFill {
  const terms = { multiplier: 1, dayNumber: 17_000, assetClass: 'equity' } as const
  return { side: 'buy', quantity, price, ...terms, ...change }
}

/** What each fill of one order is charged. */
function charges(model: CommissionModel, fills: readonly ChargedFill[]): number[] {
  const account = noCharges()
  return fills.map((one) => chargeFill(model, one, account))
}

const PER_SHARE: CommissionModel = {
  type: 'per_share',
  rate: 0.005,
  minimum: 1,
  maximumFraction: 0.01,
}
const PERCENT: CommissionModel = { type: 'percent', fraction: 0.001, minimum: 5 }
const TIERED: CommissionModel = {
  type: 'tiered',
  tiers: [
    { upTo: 10_000, fraction: 0.001 },
    { upTo: null, fraction: 0.0005 },
  ],
  minimum: 2,
}

test.group('commission of an order that fills at once', () => {
  const cases: [string, CommissionModel, number, number, number][] = [
    ['nothing', { type: 'none' }, 100, 50, 0],
    ['1 an order', { type: 'per_order', amount: 1 }, 100, 50, 1],
    ['0.005 a share of 697', PER_SHARE, 697, 144.78, 3.485],
    ['the minimum of 1 for 100 shares', PER_SHARE, 100, 50, 1],
    ['at most 1 % of the value: 2000 shares of 0.20', PER_SHARE, 2000, 0.2, 4],
    ['the cap before the minimum: 100 shares of 0.50', PER_SHARE, 100, 0.5, 0.5],
    ['0.1 % of 20,000', PERCENT, 200, 100, 20],
    ['the minimum of 5 for 1,000', PERCENT, 10, 100, 5],
    ['the rate of the first tier up to its bound', TIERED, 100, 100, 10],
    ['the lower rate on the whole value above it', TIERED, 100, 120, 6],
    ['the minimum of the tiers', TIERED, 1, 100, 2],
  ]
  for (const [title, model, quantity, price, expected] of cases) {
    test(`charges ${title}`, ({ assert }) => {
      assert.closeTo(charges(model, [fill(quantity, price)])[0]!, expected, 1e-9)
      assert.closeTo(estimateCommission(model, fill(quantity, price)), expected, 1e-9)
    })
  }

  test('counts the multiplier in the value', ({ assert }) => {
    assert.equal(estimateCommission(PERCENT, fill(2, 4000, { multiplier: 50 })), 400)
  })
})

test.group('commission of an order that fills in parts', () => {
  test('charges the fee of an order once', ({ assert }) => {
    const model: CommissionModel = { type: 'per_order', amount: 1 }
    assert.deepEqual(charges(model, [fill(10, 50), fill(20, 50), fill(70, 50)]), [1, 0, 0])
  })

  test('charges a minimum once and then what goes beyond it', ({ assert }) => {
    const [first, second, third] = charges(PER_SHARE, [fill(100, 50), fill(100, 50), fill(100, 50)])
    assert.equal(first, 1)
    assert.equal(second, 0)
    assert.closeTo(third!, 0.5, 1e-12)
  })

  test('pays nothing back when a cheaper tier is reached', ({ assert }) => {
    const model: CommissionModel = { ...TIERED, minimum: 0 }
    assert.deepEqual(charges(model, [fill(100, 100), fill(20, 100)]), [10, 0])
  })

  test('with a schedule begins anew on the next trading day', ({ assert }) => {
    const model: CommissionModel = { type: 'schedule', name: 'futu_us' }
    const parts = charges(model, [
      fill(100, 50),
      fill(100, 50),
      fill(100, 50, { dayNumber: 17_001 }),
    ])
    assert.closeTo(parts[0]!, 0.99 + 1 + 0.3, 1e-9)
    assert.closeTo(parts[1]!, 0.3, 1e-9)
    assert.closeTo(parts[2]!, 0.99 + 1 + 0.3, 1e-9)
  })

  test('without a schedule is one order however many days it takes', ({ assert }) => {
    const model: CommissionModel = { type: 'per_order', amount: 1 }
    assert.deepEqual(charges(model, [fill(1, 50), fill(1, 50, { dayNumber: 17_001 })]), [1, 0])
  })
})

test.group('commission as typed', () => {
  const good: [string, CommissionModel, string][] = [
    ['none', { type: 'none' }, 'none'],
    ['per-order:1', { type: 'per_order', amount: 1 }, '1 an order'],
    [
      'per-share:0.005',
      { type: 'per_share', rate: 0.005, minimum: 0, maximumFraction: null },
      '0.005 a share',
    ],
    [
      'per-share:0.005:1:1%',
      PER_SHARE,
      '0.005 a share, at least 1 an order, at most 1 % of the value',
    ],
    ['percent:0.001:5', PERCENT, '0.1 % of the value, at least 5 an order'],
    ['percent:0.1%', { type: 'percent', fraction: 0.001, minimum: 0 }, '0.1 % of the value'],
    [
      'tiered:10000=0.001,*=0.0005:2',
      TIERED,
      "by the order's value: 0.1 % up to 10000, 0.05 % above, at least 2 an order",
    ],
    ['futu-us', { type: 'schedule', name: 'futu_us' }, 'Futu US shares and ETFs, fixed plan'],
    [
      'futu-hk',
      { type: 'schedule', name: 'futu_hk' },
      'Futu Hong Kong shares and ETFs, fixed plan',
    ],
  ]
  for (const [text, model, words] of good) {
    test(`reads ${text}`, ({ assert }) => {
      assert.deepEqual(parseCommission(text), { ok: true, value: model })
      assert.equal(formatCommission(model), words)
    })
  }

  const bad: [string, RegExp][] = [
    ['', /is not known: write one of none, per-order:1/],
    ['futu', /is not known/],
    ['per-order', /is not known/],
    ['per-order:1:2', /is not known/],
    ['per-order:-1', /amount must be 0 or more, was not a number/],
    ['per-share:x:1', /rate must be 0 or more, was not a number/],
    ['per-share:0.005:1:2', /maximumFraction must be from 0 to below 1/],
    ['per-share:0.005:1:0.01:9', /is not known/],
    ['percent:5', /fraction must be from 0 to below 1 \(0.001 is 0.1 %\), was 5/],
    ['tiered:10000=0.001', /tiers\[0\].upTo must be null: the last tier has no bound/],
    ['tiered:*=0.001,10000=0.001', /tiers\[0\].upTo must be a number/],
    ['tiered:10000=0.001,5000=0.001,*=0', /tiers\[1\].upTo must be above 10000/],
    ['tiered:10000=0.001=3,*=0', /tiers\[0\].fraction .* was not a number/],
  ]
  for (const [text, message] of bad) {
    test(`refuses "${text}"`, ({ assert }) => {
      const result = parseCommission(text)
      assert.isFalse(result.ok)
      if (!result.ok) assert.match(result.failure, message)
    })
  }

  test('a model that a file may carry is checked as well', ({ assert }) => {
    assert.match(commissionFault({ type: 'free' } as never) ?? '', /type "free" is not known/)
    assert.match(
      commissionFault({ type: 'schedule', name: 'ib' } as never) ?? '',
      /futu_us or futu_hk/
    )
    assert.match(
      commissionFault({ type: 'tiered', tiers: [], minimum: 0 }) ?? '',
      /at least one tier/
    )
    assert.isNull(commissionFault({ type: 'none' }))
  })

  test('a schedule charges instruments of its own currency only', ({ assert }) => {
    const futu: CommissionModel = { type: 'schedule', name: 'futu_us' }
    assert.isNull(commissionCurrencyFault(futu, 'USD'))
    assert.match(
      commissionCurrencyFault(futu, 'HKD') ?? '',
      /is in USD and cannot charge a trade in HKD/
    )
    assert.isNull(commissionCurrencyFault(PERCENT, 'HKD'))
  })
})
