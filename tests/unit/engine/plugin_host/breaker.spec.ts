import { test } from '@japa/runner'
import { Breaker } from '#engine/plugin_host/breaker.js'

const MINUTE = 60_000

test.group('Plugin host: breaker', () => {
  test('stops a plugin at its third kill within ten minutes', ({ assert }) => {
    const breaker = new Breaker()
    assert.isNull(breaker.note('kill', 0))
    assert.isNull(breaker.note('kill', MINUTE))
    assert.equal(breaker.note('kill', 9 * MINUTE), 'its process was ended 3 times in 10 minutes')
  })

  test('stops a plugin at its fifth error within ten minutes', ({ assert }) => {
    const breaker = new Breaker()
    for (let n = 0; n < 4; n++) assert.isNull(breaker.note('error', n * MINUTE))
    assert.equal(breaker.note('error', 5 * MINUTE), 'it failed 5 times in 10 minutes')
  })

  test('forgets what is ten minutes old', ({ assert }) => {
    const breaker = new Breaker()
    breaker.note('kill', 0)
    breaker.note('kill', MINUTE)
    assert.isNull(breaker.note('kill', 10 * MINUTE))
    assert.isNotNull(breaker.note('kill', 10 * MINUTE + 1))
  })

  test('knows what happened before the host was started', ({ assert }) => {
    const breaker = new Breaker([
      { mishap: 'kill', atMs: 1 },
      { mishap: 'kill', atMs: 2 },
    ])
    assert.isNotNull(breaker.note('kill', 3))
  })

  test('waits 1, 5 and 30 seconds', ({ assert }) => {
    const breaker = new Breaker()
    const waits = [0, 1, 2, 3].map((n) => {
      breaker.note('error', n)
      return breaker.backOffMs(n)
    })
    assert.deepEqual(waits, [1_000, 5_000, 30_000, 30_000])
    assert.equal(breaker.backOffMs(60 * MINUTE), 1_000)
  })
})
