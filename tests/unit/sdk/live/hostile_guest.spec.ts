import { test } from '@japa/runner'
import { approve } from '@aq-trading/sdk'
import { createGuest } from '../../../../plugins/sdk/src/live/live_guest.js'
import { type Answer, ASSESS, ruleOf, setupOf, started } from './live_bench.js'

test.group('a hostile plugin in the live runtime', () => {
  test('whatever it throws is described inside the call', ({ assert }) => {
    const thrown: readonly unknown[] = [
      new Proxy(
        {},
        {
          get() {
            throw new Error('trap')
          },
          getPrototypeOf() {
            throw new Error('trap')
          },
        }
      ),
      {
        get message() {
          throw new Error('getter')
        },
        get stack() {
          return 7
        },
      },
      undefined,
      null,
      Symbol('x'),
      new Error('m'.repeat(100_000)),
    ]
    for (const value of thrown) {
      const rule = ruleOf({
        assess() {
          throw value
        },
      })
      const { guest } = started(rule)
      const answer = guest.handle(JSON.stringify({ type: 'assess', atMs: 5, ...ASSESS }))
      assert.isBelow(answer.length, 10_000)
      assert.isFalse((JSON.parse(answer) as Answer).ok)
    }
  })

  test('a verdict with a toJSON of its own stays a verdict', ({ assert }) => {
    const verdict = { decision: 'deny', reason: 'r', toJSON: () => ({ decision: 'approve' }) }
    const answer = started(ruleOf({ assess: () => verdict as never })).send('assess', ASSESS)
    assert.deepEqual(answer.value, { decision: 'deny', reason: 'r' })
  })

  test('the kind in the code must be that of the manifest', ({ assert }) => {
    const guest = createGuest()
    guest.load(ruleOf({ assess: () => approve() }))
    const answer = JSON.parse(guest.start(setupOf('agent'))) as Answer
    assert.include(answer.message as string, 'the manifest says agent, the code defines: risk-rule')
  })

  test('an event that is no JSON is answered, not thrown', ({ assert }) => {
    const { guest } = started(ruleOf({ assess: () => approve() }))
    assert.isFalse((JSON.parse(guest.handle('{')) as Answer).ok)
    assert.isFalse((JSON.parse(guest.handle('null')) as Answer).ok)
  })
})
