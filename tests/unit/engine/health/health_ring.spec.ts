import { test } from '@japa/runner'
import { FRESH_MS, HealthRing, MINUTES } from '#engine/health/health_ring.js'
import type { HealthReading } from '#ports/health.js'

const START = Date.UTC(2026, 0, 5, 14, 30)
const MINUTE = 60_000
const database = (state: HealthReading['state'], code = 'answers'): HealthReading => ({
  key: 'database',
  kind: 'database',
  name: 'database',
  state,
  code,
  detail: code === 'not_reached' ? 'connect ECONNREFUSED' : null,
  figures: {},
})

test.group('the last hour of the parts of an installation', () => {
  test('a minute is as bad as its worst look', ({ assert }) => {
    const ring = new HealthRing()
    ring.record('database', [database('ok')], START)
    ring.record('database', [database('fail', 'not_reached')], START + 5_000)
    ring.record('database', [database('ok')], START + 10_000)
    ring.record('database', [database('ok')], START + MINUTE)
    const [part] = ring.parts(START + MINUTE)
    assert.deepEqual(part!.minutes.slice(-2), ['fail', 'ok'])
    assert.equal(part!.state, 'ok')
    assert.equal(part!.minutes.length, MINUTES)
    assert.equal(part!.minutes[0], 'unavailable')
  })

  test('what was not looked at for long is unknown, not well', ({ assert }) => {
    const ring = new HealthRing()
    ring.record('database', [database('ok')], START)
    assert.equal(ring.parts(START + FRESH_MS)[0]!.state, 'ok')
    const [part] = ring.parts(START + FRESH_MS + 1)
    assert.deepInclude(part!, { state: 'unavailable', code: 'no_sample', sinceMs: START })
    assert.equal(ring.parts(START - 1)[0]!.state, 'unavailable', 'a look from the future')
  })

  test('it is told since when it is so, and anew after a time in which nobody looked', ({
    assert,
  }) => {
    const ring = new HealthRing()
    const since = () => ring.parts(now)[0]!.sinceMs
    let now = START
    const look = (afterMs: number, reading: HealthReading) => {
      now += afterMs
      ring.record('database', [reading], now)
    }
    look(0, database('ok'))
    look(5_000, database('ok'))
    assert.equal(since(), START)
    look(5_000, database('fail', 'not_reached'))
    look(5_000, database('fail', 'not_reached'))
    assert.equal(since(), START + 10_000)
    assert.equal(ring.parts(now)[0]!.detail, 'connect ECONNREFUSED')
    look(MINUTE, database('fail', 'not_reached'))
    assert.equal(since(), now)
  })

  test('what a probe does not name any more is gone; what others told stays', ({ assert }) => {
    const ring = new HealthRing()
    const plugin = { ...database('ok', 'running'), key: 'plugin:momentum', kind: 'plugin' } as const
    ring.record('database', [database('ok')], START)
    ring.record('plugins', [plugin], START)
    assert.lengthOf(ring.parts(START), 2)
    ring.record('plugins', [], START + 5_000)
    assert.deepEqual(
      ring.parts(START + 5_000).map(({ key }) => key),
      ['database']
    )
  })

  test('a part that cannot be told for a while stays, as unknown', ({ assert }) => {
    const ring = new HealthRing()
    const clock = { ...database('ok', 'agrees'), key: 'clock', kind: 'clock' } as const
    ring.record('database', [database('ok'), clock], START)
    for (const afterMs of [5_000, 10_000, 15_000, 20_000]) {
      ring.record('database', [database('fail', 'not_reached')], START + afterMs)
    }
    const [, part] = ring.parts(START + 20_000)
    assert.deepInclude(part!, { key: 'clock', state: 'unavailable', sinceMs: START })
  })

  test('an hour is remembered, a hundred parts, and so much of a text', ({ assert }) => {
    const ring = new HealthRing()
    ring.record('database', [database('fail', 'not_reached')], START)
    for (let k = 1; k <= MINUTES; k++) ring.record('database', [database('ok')], START + k * MINUTE)
    assert.notInclude(ring.parts(START + MINUTES * MINUTE)[0]!.minutes, 'fail')
    const many = Array.from({ length: 200 }, (_, k) => ({
      ...database('fail'),
      key: `plugin:${k}`,
      detail: 'x'.repeat(10_000),
    }))
    ring.record('plugins', many, START)
    const parts = ring.parts(START)
    assert.lengthOf(parts, 100)
    assert.isAtMost(parts[1]!.detail?.length ?? 0, 400)
  })
})
