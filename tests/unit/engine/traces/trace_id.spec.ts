import { test } from '@japa/runner'
import { parseTraceId, traceId } from '#engine/traces/trace_id.js'

test.group('ids of traces', () => {
  test('name an account and a row, also where the account has an underscore', ({ assert }) => {
    for (const [account, row] of [
      ['paper', 12],
      ['my_paper_2', 1],
      ['a', 999_999_999_999_999],
    ] as const) {
      assert.deepEqual(parseTraceId(traceId(account, row)), { account, row })
    }
  })

  test('anything else is none', ({ assert }) => {
    for (const wrong of [
      '',
      'trc',
      'trc_paper',
      'trc_paper_0',
      'trc_paper_1x',
      'ord_paper_4',
      'trc__',
    ]) {
      assert.isNull(parseTraceId(wrong), wrong)
    }
  })
})
