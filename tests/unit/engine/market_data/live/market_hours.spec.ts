import { test } from '@japa/runner'
import { VirtualClock } from '#adapters/clock/virtual_clock.js'
import { MarketHours, type SessionEdge } from '#engine/market_data/live/market_hours.js'
import type { Venue } from '#kernel/instrument/venue.js'
import { formatInstant } from '#kernel/values/instant.js'
import type { Clock } from '#ports/clock.js'

function watching(from: string, venues: readonly Venue[] = ['US', 'HK']) {
  const clock = new VirtualClock(Date.parse(from))
  const told: string[] = []
  const stop = new MarketHours(clock).watch(venues, ({ type, venue, atMs }) => {
    told.push(`${formatInstant(clock.nowMs()).slice(5, 16)} ${venue} ${type}`)
    if (atMs !== clock.nowMs()) told.push('late')
  })
  return { clock, told, stop, to: (at: string) => clock.advanceTo(Date.parse(at)) }
}

test.group('Market hours', () => {
  test('a day in Hong Kong has a lunch break, one in New York has none', ({ assert }) => {
    const { told, to } = watching('2024-07-02T00:00Z')
    to('2024-07-03T00:00Z')
    assert.deepEqual(told, [
      '07-02T01:30 HK opened',
      '07-02T04:00 HK paused',
      '07-02T05:00 HK resumed',
      '07-02T08:00 HK closed',
      '07-02T13:30 US opened',
      '07-02T20:00 US closed',
    ])
  })

  test('half days close early, holidays and weekends are silent', ({ assert }) => {
    const { told, to } = watching('2024-07-03T00:00Z', ['US'])
    to('2024-07-08T15:00Z')
    assert.deepEqual(told, [
      '07-03T13:30 US opened',
      '07-03T17:00 US closed',
      '07-05T13:30 US opened',
      '07-05T20:00 US closed',
      '07-08T13:30 US opened',
    ])
  })

  test('the clock change moves the opening in UTC', ({ assert }) => {
    const { told, to } = watching('2026-10-30T00:00Z', ['US'])
    to('2026-11-02T23:00Z')
    assert.deepEqual(told, [
      '10-30T13:30 US opened',
      '10-30T20:00 US closed',
      '11-02T14:30 US opened',
      '11-02T21:00 US closed',
    ])
  })

  test('nothing is told after the end', ({ assert }) => {
    const { clock, told, stop, to } = watching('2024-07-02T13:00Z', ['US'])
    stop()
    to('2024-07-03T00:00Z')
    assert.deepEqual([told, clock.nextTimerMs], [[], null])
  })
})

test.group('Market hours by a clock that jumps', () => {
  /** A clock whose hand is moved by the test; a timer fires when it is told to look. */
  function jumping(from: string) {
    let nowMs = Date.parse(from)
    let due = () => {}
    const clock: Clock = {
      nowMs: () => nowMs,
      setTimer: (_atMs, run) => {
        due = run
        return () => (due = () => {})
      },
    }
    const told: SessionEdge[] = []
    new MarketHours(clock).watch(['US'], (edge) => told.push(edge))
    const at = (to: string) => {
      nowMs = Date.parse(to)
      due()
      return told.splice(0).map(({ type, atMs }) => `${formatInstant(atMs).slice(5, 16)} ${type}`)
    }
    return at
  }

  test('what was slept through is told, a week at the most', ({ assert }) => {
    const at = jumping('2024-07-02T13:00Z')
    assert.deepEqual(at('2024-07-03T13:31Z'), [
      '07-02T13:30 opened',
      '07-02T20:00 closed',
      '07-03T13:30 opened',
    ])
    const later = at('2025-07-03T00:00Z')
    assert.equal(later[0], '06-26T13:30 opened')
    assert.equal(later.at(-1), '07-02T20:00 closed')
  })

  test('a clock that is set back tells again what comes again', ({ assert }) => {
    const at = jumping('2024-07-02T13:29Z')
    assert.deepEqual(at('2024-07-02T13:30Z'), ['07-02T13:30 opened'])
    assert.deepEqual(at('2024-07-02T12:00Z'), [])
    assert.deepEqual(at('2024-07-02T13:30Z'), ['07-02T13:30 opened'])
  })

  test('a few ms back tell nothing twice', ({ assert }) => {
    const at = jumping('2024-07-02T13:29Z')
    assert.deepEqual(at('2024-07-02T13:30Z'), ['07-02T13:30 opened'])
    assert.deepEqual(at('2024-07-02T13:29:59.990Z'), [])
    assert.deepEqual(at('2024-07-02T13:30:00.010Z'), [])
  })
})
