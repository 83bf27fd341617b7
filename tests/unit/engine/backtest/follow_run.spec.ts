import { test } from '@japa/runner'
import { RunFollower } from '#engine/backtest/follow_run.js'
import { recompute } from '#engine/backtest/recompute.js'
import { recordedAdvisors, speakersOf } from '#kernel/simulation/recorded_advisor.js'
import { Simulation } from '#kernel/simulation/simulation.js'
import type { SignalPart } from '#ports/sandbox.js'
import { buy, runScripts, type Script } from '#tests/support/script.js'
import { walk } from '#tests/golden/kernel/busy_run.js'

const INSTANTS = 40

/** Buys and closes in turn, every third bar. */
const trader: Script = (bar) => {
  if (bar % 3 !== 0) return []
  return [bar % 2 === 0 ? buy(10, { reference: bar + 1 }) : { type: 'target', size: 0 }]
}

/** A finished run, and what its strategy said in parts of `INSTANTS` instants. */
function runInParts() {
  const columns = [walk(5, 120, { days: 60 })]
  const run = runScripts(columns, [trader], { timeframe: '1h' }, { keepsEvidence: true })
  const { config } = run
  const warmupBars = config.strategies.map((one) => one.warmupBars)
  const signalRows = run.evidence!.rows.toArray()
  const { advisors } = recordedAdvisors(speakersOf(config), signalRows, [])
  const source = new Simulation(config, columns, advisors, { keepsEvidence: true })
  const parts: SignalPart[] = []
  let sent = 0
  while (source.run(INSTANTS) === 0) {
    const all = source.evidence!.rows.toArray()
    parts.push({ warmupBars, instants: source.instants, rows: all.slice(sent) })
    sent = all.length
  }
  return { config, columns, parts, evidence: { signalRows, reasons: [] } }
}

/** Over after so many looks. */
function after(looks: number): () => boolean {
  return () => looks-- <= 0
}

test.group('Following a run', () => {
  test('ends where a recomputation of the whole ends', async ({ assert }) => {
    const { config, columns, parts, evidence } = runInParts()
    assert.isAbove(parts.length, 5)
    const follower = new RunFollower(config, columns)
    for (const part of parts) {
      follower.hear(part)
      await follower.follow(after(2))
    }
    const followed = follower.finish(config, evidence)
    const whole = recompute(config, columns, evidence)
    if (!followed.ok || !whole.ok) throw new Error('a sound run was refused')
    assert.equal(followed.value.orderListHash, whole.value.orderListHash)
    assert.equal(followed.value.signalListHash, whole.value.signalListHash)
    assert.isAbove(whole.value.simulation.record.fills.length, 50)
    assert.deepEqual(
      followed.value.simulation.record.equity.toArray(),
      whole.value.simulation.record.equity.toArray()
    )
  })

  test('works without a part, and when the parts stop early', async ({ assert }) => {
    const { config, columns, parts, evidence } = runInParts()
    const whole = recompute(config, columns, evidence)
    for (const heard of [[], parts.slice(0, 3)]) {
      const follower = new RunFollower(config, columns)
      for (const part of heard) follower.hear(part)
      await follower.follow(after(1))
      const followed = follower.finish(config, evidence)
      assert.isTrue(followed.ok && whole.ok)
      if (followed.ok && whole.ok) {
        assert.equal(followed.value.orderListHash, whole.value.orderListHash)
      }
    }
  })

  test('refuses a run whose part was not complete', async ({ assert }) => {
    const { config, columns, parts, evidence } = runInParts()
    const follower = new RunFollower(config, columns)
    // The part says that it decides more instants than its signals reach.
    follower.hear({ ...parts[0]!, instants: 3 * INSTANTS })
    await follower.follow(after(5))
    const followed = follower.finish(config, evidence)
    assert.isFalse(followed.ok)
    if (!followed.ok) assert.match(followed.failure, /signals belong to calls that never happened/)
  })

  test('says of rubbish what a recomputation says of it', async ({ assert }) => {
    const { config, columns, parts } = runInParts()
    const rows = parts[0]!.rows.slice()
    rows[1] = 7
    const follower = new RunFollower(config, columns)
    follower.hear({ ...parts[0]!, rows })
    await follower.follow(after(3))
    const followed = follower.finish(config, { signalRows: rows, reasons: [] })
    assert.deepEqual(followed, { ok: false, failure: 'evidence names plugin 7' })
  })
})
