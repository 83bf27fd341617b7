import { test } from '@japa/runner'
import { isRunDue } from '#engine/reconcile/next_run.js'
import { RECONCILE_DEFAULTS, reconcileSettingsFault } from '#engine/reconcile/reconcile_settings.js'

const MINUTE_MS = 60_000
/** Wednesday 10 January 2024, 10:00 in New York, and 23:00. */
const OPEN_MS = Date.UTC(2024, 0, 10, 15)
const CLOSED_MS = Date.UTC(2024, 0, 11, 4)
const US = { venues: ['US'] } as const

test.group('the time of the next comparison', () => {
  test('every quarter of an hour while a market is open', ({ assert }) => {
    const due = (minutes: number) =>
      isRunDue(OPEN_MS, { nowMs: OPEN_MS + minutes * MINUTE_MS, ...US }, RECONCILE_DEFAULTS)
    assert.isFalse(due(14.9))
    assert.isTrue(due(15))
  })

  test('every hour while all are closed', ({ assert }) => {
    const due = (minutes: number) =>
      isRunDue(CLOSED_MS, { nowMs: CLOSED_MS + minutes * MINUTE_MS, ...US }, RECONCILE_DEFAULTS)
    assert.isFalse(due(59.9))
    assert.isTrue(due(60))
  })

  test('Hong Kong is open in the night of New York', ({ assert }) => {
    const nowMs = CLOSED_MS + 15 * MINUTE_MS
    const venues = ['US', 'HK'] as const
    // 12:15 in Hong Kong is lunch, 11:15 is not.
    assert.isFalse(isRunDue(CLOSED_MS, { nowMs, venues }, RECONCILE_DEFAULTS))
    const beforeMs = CLOSED_MS - 60 * MINUTE_MS
    assert.isTrue(
      isRunDue(beforeMs, { nowMs: beforeMs + 15 * MINUTE_MS, venues }, RECONCILE_DEFAULTS)
    )
  })

  test('the first one, and a clock that was set back', ({ assert }) => {
    assert.isTrue(isRunDue(-Infinity, { nowMs: CLOSED_MS, ...US }, RECONCILE_DEFAULTS))
    assert.isTrue(isRunDue(OPEN_MS, { nowMs: OPEN_MS - 1, ...US }, RECONCILE_DEFAULTS))
  })

  test('settings that make no sense are named', ({ assert }) => {
    assert.isNull(reconcileSettingsFault(RECONCILE_DEFAULTS))
    for (const [over, word] of [
      [{ openEveryMs: 0 }, 'openEveryMs'],
      [{ lookBackMs: NaN }, 'lookBackMs'],
      [{ cashTolerance: -1 }, 'cashTolerance'],
      [{ graveCashFraction: 2 }, 'graveCashFraction'],
    ] as const) {
      assert.include(reconcileSettingsFault({ ...RECONCILE_DEFAULTS, ...over }), word)
    }
  })
})
