import { test } from '@japa/runner'
import { VirtualClock } from '#adapters/clock/virtual_clock.js'
import { AlertDesk } from '#engine/alerts/alert_desk.js'
import type { Alert, AlertChange } from '#ports/alerts.js'

const HALTED: Alert = {
  key: 'paper:mode',
  severity: 'warning',
  title: 'paper is halted',
  body: 'prices look wrong',
  account: 'paper',
  subject: null,
}

/** A desk whose database can be away. */
function desk() {
  const clock = new VirtualClock(1_000)
  const written: AlertChange[][] = []
  const lines: string[] = []
  const failures: string[] = []
  const state = { isAway: false, quietAsked: 0 }
  const alerts = new AlertDesk({
    clock,
    records: {
      write: async (changes) => {
        if (state.isAway) throw new Error('connection refused')
        written.push([...changes])
      },
      resolveQuiet: async () => void state.quietAsked++,
    },
    log: ({ title, severity }) => lines.push(`${severity} ${title}`),
    over: (_key, title) => lines.push(`over ${title}`),
    failed: (sentence) => failures.push(sentence),
  })
  return { clock, written, lines, failures, state, alerts }
}

test.group('the desk of alerts', () => {
  test('writes what is raised in one turn together; repetitions are counted', async ({
    assert,
  }) => {
    const { alerts, written, lines } = desk()
    alerts.raise(HALTED)
    alerts.raise({ ...HALTED, body: 'again' })
    alerts.raise({ ...HALTED, body: 'and again' })
    alerts.raise({ ...HALTED, key: 'market:stale:US.AAPL', title: 'stale' })
    await alerts.settled()
    assert.lengthOf(written, 1)
    assert.deepEqual(
      written[0]!.map((one) =>
        one.type === 'raise' ? [one.alert.key, one.times, one.alert.body] : []
      ),
      [
        ['paper:mode', 1, 'prices look wrong'],
        ['paper:mode', 2, 'and again'],
        ['market:stale:US.AAPL', 1, 'prices look wrong'],
      ]
    )
    assert.deepEqual(lines, ['warning paper is halted', 'warning stale'])
  })

  test('what is raised after it was over is not counted to what was before', async ({ assert }) => {
    const { alerts, written } = desk()
    alerts.raise(HALTED)
    alerts.resolve('paper:*')
    alerts.raise(HALTED)
    alerts.resolve('paper:mode')
    alerts.resolve('paper:mode')
    await alerts.settled()
    assert.deepEqual(
      written.flat().map((one) => (one.type === 'raise' ? `raise ${one.times}` : one.key)),
      ['raise 1', 'paper:*', 'raise 1', 'paper:mode']
    )
  })

  test('the log hears of a repetition when it is worse, when it is old, and when it was over', ({
    assert,
  }) => {
    const { alerts, lines, clock } = desk()
    alerts.raise(HALTED)
    alerts.raise(HALTED)
    alerts.raise({ ...HALTED, severity: 'critical' })
    alerts.raise(HALTED)
    clock.advanceTo(clock.nowMs() + 60_000)
    alerts.raise(HALTED)
    alerts.resolve('paper:mode')
    alerts.resolve('paper:mode')
    alerts.raise(HALTED)
    assert.deepEqual(lines, [
      'warning paper is halted',
      'critical paper is halted',
      'warning paper is halted',
      'over paper is halted',
      'warning paper is halted',
    ])
  })

  test('while the database is away alerts wait, with a bound; the gravest stay', async ({
    assert,
  }) => {
    const { alerts, clock, written, failures, state } = desk()
    state.isAway = true
    alerts.raise({ ...HALTED, severity: 'critical' })
    for (let k = 0; k < 3_000; k++) alerts.raise({ ...HALTED, key: `market:stale:${k}` })
    await alerts.settled()
    for (let k = 0; k < 5; k++) {
      clock.step()
      await alerts.settled()
    }
    assert.deepEqual(failures, ['alerts wait to be written: connection refused'])
    state.isAway = false
    clock.step()
    await alerts.settled()
    const kept = written.flat().map((one) => (one.type === 'raise' ? one.alert : null))
    assert.lengthOf(kept, 1_000)
    assert.equal(kept[0]?.severity, 'critical')
    assert.equal(kept.at(-1)?.key, 'market:stale:2999')
    assert.match(failures[1]!, /^2001 alerts were not written/)
  })

  test('at the end it writes what waits, and never fails', async ({ assert }) => {
    const { alerts, written, state } = desk()
    alerts.raise(HALTED)
    await alerts.stop()
    assert.lengthOf(written, 1)
    alerts.raise(HALTED)
    await alerts.settled()
    assert.lengthOf(written, 1)
    const other = desk()
    other.state.isAway = true
    other.alerts.raise(HALTED)
    await other.alerts.stop()
    assert.lengthOf(other.written, 0)
    assert.equal(state.quietAsked, 0)
  })

  test('looks for what has become quiet', async ({ assert }) => {
    const { clock, state } = desk()
    clock.step()
    clock.step()
    assert.equal(state.quietAsked, 2)
  })

  test('text that no database takes is made to fit', async ({ assert }) => {
    const { alerts, written } = desk()
    alerts.raise({ ...HALTED, title: `a\u0000b\ud800${'x'.repeat(500)}`, body: 'y'.repeat(9_000) })
    await alerts.settled()
    const [change] = written.flat()
    assert.equal(change?.type, 'raise')
    if (change?.type !== 'raise') return
    assert.isTrue(change.alert.title.isWellFormed())
    assert.notInclude(change.alert.title, '\u0000')
    assert.equal(change.alert.title.length, 200)
    assert.equal(change.alert.body.length, 2_000)
  })
})
