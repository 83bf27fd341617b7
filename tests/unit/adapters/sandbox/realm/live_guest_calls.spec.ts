import { test } from '@japa/runner'
import { LiveGuestCalls } from '../../../../../app/adapters/sandbox/realm/live_guest_calls.js'
import { WrappedAgent } from '../../../../../app/adapters/sandbox/realm/wrapped_agent.js'
import { WrappedRule } from '../../../../../app/adapters/sandbox/realm/wrapped_rule.js'
import { CALL, COUNTER, COUNTERS } from '../../../../../app/adapters/sandbox/wire/counters.js'
import type { AgentSight } from '#kernel/simulation/counsel_advisor.js'

/** A guest that answers whatever its realm was taken over to answer. */
function answering(answer: unknown) {
  const run = { counters: new Float64Array(COUNTERS), signalsMax: 10, failure: null }
  const reply = () => {
    if (answer instanceof Error) throw answer
    return answer
  }
  return { run, calls: new LiveGuestCalls({ start: reply, handle: reply }, 3, run) }
}

const ok = (rest: object) =>
  JSON.stringify({ ok: true, value: null, effects: [], logs: [], ...rest })

test.group('answers of a realm that cannot be trusted', () => {
  for (const [what, answer, says] of [
    ['nothing', undefined, 'no text of a bearable size'],
    ['a number', 7, 'no text of a bearable size'],
    ['an object', { toString: () => ok({}) }, 'no text of a bearable size'],
    ['a text too long', ' '.repeat(300_000), 'no text of a bearable size'],
    ['a text that is no JSON', '{"ok":', 'no JSON object'],
    ['null', 'null', 'no JSON object'],
    ['a number as JSON', '7', 'no JSON object'],
    ['effects that are none', ok({ effects: 'all' }), 'effects that are none'],
    ['an effect that is null', ok({ effects: [null] }), 'effects that are none'],
    ['a throw', new Error('out'), 'Maximum call stack size exceeded'],
    ['a refusal', '{"ok":false,"message":"no","stack":"here"}', 'no'],
  ] as const) {
    test(`${what}: the run fails, nothing is thrown`, ({ assert }) => {
      const { calls, run } = answering(answer)
      assert.isNull(calls.handle('{}', CALL.assess))
      assert.include(calls.failure(), says)
      assert.isNotNull(run.failure)
      assert.equal(run.counters[COUNTER.strategy], 3)
      assert.equal(run.counters[COUNTER.call], CALL.assess, 'the counters tell where')
      assert.isNull(calls.handle('{}', CALL.assess), 'and nobody asks again')
      assert.equal(run.counters[COUNTER.calls], 1)
    })
  }

  test('log lines that are none are counted, long ones are cut', ({ assert }) => {
    const logs = [null, 7, { text: 5 }, { text: 'x'.repeat(5_000) }]
    const { calls } = answering(ok({ logs, dropped: 2 }))
    calls.handle('{}', CALL.assess)
    const [line, dropped] = calls.logs()
    assert.lengthOf(line as string, 2_000)
    assert.equal(dropped, '(5 more lines were dropped)')
  })

  for (const value of [null, 7, {}, { decision: 'yes' }, { decision: 'reduce', quantity: -1 }]) {
    test(`${JSON.stringify(value)} is no verdict`, ({ assert }) => {
      const rule = new WrappedRule(answering(ok({ value })).calls)
      const question = {
        state: { settings: {}, strategies: [{}], instruments: [] },
        proposal: { strategy: 0, terms: {} },
      }
      assert.equal(rule.assess(question as never), -1)
      assert.include(rule.failure(), 'it gave no verdict')
    })
  }

  for (const value of [-0.1, 1.1, null, '0.5']) {
    test(`${JSON.stringify(value)} is no risk bias`, ({ assert }) => {
      const effects = [{ type: 'risk_bias', value, reason: 'x' }]
      const agent = new WrappedAgent(answering(ok({ effects })).calls)
      const sight = { state: {}, bars: { activeCount: 0 }, startMs: 0, endMs: 1 }
      assert.equal(agent.look(sight as unknown as AgentSight), -1)
      assert.include(agent.failure(), 'a risk bias that is none')
    })
  }

  test('a warm-up that is none is refused', ({ assert }) => {
    const agent = new WrappedAgent(answering(ok({ value: { warmupBars: 1e9 } })).calls)
    assert.equal(agent.start('{}'), -1)
    assert.include(agent.failure(), 'warmupBars')
  })
})
