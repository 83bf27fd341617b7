import { test } from '@japa/runner'
import { sessionDayOf, venueOffsetMs, type Venue } from '#kernel/instrument/venue.js'
import { nextSessionMs } from '#kernel/market/session.js'
import {
  DAY_MS,
  civilDateOf,
  dayNumberOf,
  formatDay,
  formatInstant,
  weekdayOf,
} from '#kernel/values/instant.js'

/* The kernel reckons dates and venue clocks itself; here they are held against the platform's. */

const FROM = Date.UTC(1980, 0, 1) / DAY_MS
const TO = Date.UTC(2040, 11, 31) / DAY_MS

test.group('civil dates', () => {
  test('agree with the platform on every day from 1600 to 2400', ({ assert }) => {
    for (let day = Date.UTC(1600, 0, 1) / DAY_MS; day <= Date.UTC(2400, 11, 31) / DAY_MS; day++) {
      const date = new Date(day * DAY_MS)
      const { year, month, day: ofMonth } = civilDateOf(day)
      const isSame =
        year === date.getUTCFullYear() &&
        month === date.getUTCMonth() + 1 &&
        ofMonth === date.getUTCDate() &&
        dayNumberOf(year, month, ofMonth) === day &&
        weekdayOf(day) === (date.getUTCDay() || 7)
      if (!isSame) assert.fail(`day ${day} is ${year}-${month}-${ofMonth}`)
    }
  })

  test('are written like ISO 8601', ({ assert }) => {
    for (const iso of [
      '2018-05-11T14:30:00.000Z',
      '1999-12-31T23:59:59.999Z',
      '1969-07-20T20:17:40.001Z',
    ]) {
      assert.equal(formatInstant(Date.parse(iso)), iso)
    }
    assert.equal(formatDay(dayNumberOf(2024, 2, 29)), '2024-02-29')
  })
})

/** Milliseconds that a zone is ahead of UTC, by the platform's time zone data. */
function platformOffset(zone: string): (atMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return (atMs) => {
    const parts = Object.fromEntries(
      format.formatToParts(atMs).map((one) => [one.type, Number(one.value)])
    )
    const { year, month, day, hour, minute, second } = parts as Record<string, number>
    return Date.UTC(year!, month! - 1, day, hour, minute, second) - atMs
  }
}

test.group('venue clocks', () => {
  for (const [venue, zone] of [
    ['US', 'America/New_York'],
    ['HK', 'Asia/Hong_Kong'],
  ] as [Venue, string][]) {
    test(`${venue} agrees with ${zone} at noon of every day from 1980 to 2040`, ({ assert }) => {
      const offset = platformOffset(zone)
      for (let day = FROM; day <= TO; day++) {
        const atMs = day * DAY_MS + 12 * 3_600_000
        if (venueOffsetMs(venue, atMs) !== offset(atMs)) assert.fail(formatInstant(atMs))
      }
    }).timeout(20_000)
  }

  test('US changes at the very hour, in each year', ({ assert }) => {
    const offset = platformOffset('America/New_York')
    for (let year = 1980; year <= 2040; year++) {
      for (const month of [2, 3, 9, 10]) {
        for (let day = 1; day <= 31; day++) {
          const midnight = Date.UTC(year, month, day)
          if (new Date(midnight).getUTCDay() !== 0) continue
          for (const minutes of [359, 360, 361, 419, 420, 421]) {
            const atMs = midnight + minutes * 60_000
            if (venueOffsetMs('US', atMs) !== offset(atMs)) assert.fail(formatInstant(atMs))
          }
        }
      }
    }
  })

  test('a session date is the local one', ({ assert }) => {
    const cases: [Venue, string, string][] = [
      ['US', '2024-01-09T04:59:59.999Z', '2024-01-08'],
      ['US', '2024-01-09T05:00:00.000Z', '2024-01-09'],
      ['US', '2024-07-09T03:59:59.999Z', '2024-07-08'],
      ['US', '2024-07-09T04:00:00.000Z', '2024-07-09'],
      ['HK', '2024-01-08T16:00:00.000Z', '2024-01-09'],
      ['HK', '2024-01-08T15:59:59.999Z', '2024-01-08'],
    ]
    for (const [venue, at, date] of cases) {
      assert.equal(formatDay(sessionDayOf(venue, Date.parse(at))), date, `${venue} ${at}`)
    }
  })

  test('the next session begins at the local midnight, also around clock changes', ({ assert }) => {
    for (const venue of ['US', 'HK'] as const) {
      for (let day = Date.UTC(2006, 0, 1) / DAY_MS; day <= Date.UTC(2009, 0, 1) / DAY_MS; day++) {
        const nextMs = nextSessionMs(venue, '1h', day)
        if (sessionDayOf(venue, nextMs) !== day + 1) assert.fail(`${venue} ${formatDay(day)}`)
        if (sessionDayOf(venue, nextMs - 1) !== day) assert.fail(`${venue} ${formatDay(day)}`)
      }
    }
  })
})
