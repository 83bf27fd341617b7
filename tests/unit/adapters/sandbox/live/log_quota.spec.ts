import { test } from '@japa/runner'
import { LogQuota } from '#adapters/sandbox/live/log_quota.js'

test.group('Live plugin: lines of log', () => {
  test('passes a minute of lines at once, then what time brings back', ({ assert }) => {
    const quota = new LogQuota(60, 0)
    assert.equal(quota.take(100, 0), 60)
    assert.equal(quota.take(1, 500), 0)
    assert.equal(quota.take(5, 2_000), 2)
    assert.equal(quota.take(1_000, 600_000), 60)
  })

  test('passes nothing where nothing is allowed', ({ assert }) => {
    assert.equal(new LogQuota(0, 0).take(10, 1e9), 0)
  })
})
