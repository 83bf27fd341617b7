import { test } from '@japa/runner'
import type { OwnBooks } from '#engine/reconcile/books.js'
import { severityOf } from '#engine/reconcile/judge.js'
import { RECONCILE_DEFAULTS } from '#engine/reconcile/reconcile_settings.js'
import type { Difference } from '#ports/reconcile_records.js'

const OURS: OwnBooks = {
  account: 'paper',
  sequence: 10,
  positions: new Map(),
  symbols: new Set(),
  cash: new Map(),
  orders: new Map(),
  orderCount: 0,
  fills: [],
  refusedFills: new Set(),
  equity: 10_000,
  rates: { HKD: 0.125, GBP: 1.25 },
}

function cash(subject: string, ours: string, brokers: string): Difference {
  const sentence = `we have ${ours} ${subject}, the broker says ${brokers}`
  return { kind: 'cash_difference', about: 'cash', subject, symbol: null, ours, brokers, sentence }
}

test.group(
  'how grave it is that cash differs, with 10,000 USD of which a hundredth is grave',
  () => {
    for (const [difference, severity] of [
      [cash('USD', '500.00', '599.00'), 'warning'],
      [cash('USD', '500.00', '601.00'), 'critical'],
      [cash('HKD', '0.00', '790.00'), 'warning'],
      [cash('HKD', '0.00', '810.00'), 'critical'],
      [cash('GBP', '79.00', '0.00'), 'warning'],
      [cash('GBP', '81.00', '0.00'), 'critical'],
      [cash('JPY', '0.00', '150.00'), 'critical'],
    ] as const) {
      test(`${difference.sentence}: ${severity}`, ({ assert }) => {
        assert.equal(severityOf(difference, { ours: OURS }, RECONCILE_DEFAULTS), severity)
      })
    }
  }
)
