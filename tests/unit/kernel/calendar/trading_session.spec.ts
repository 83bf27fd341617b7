import { test } from '@japa/runner'
import {
  closureOn,
  isCovered,
  isOpen,
  nextClose,
  nextOpen,
  sessionOf,
  sessionOn,
  sessionsBetween,
} from '#kernel/calendar/trading_session.js'
import type { Venue } from '#kernel/instrument/venue.js'
import { easterSunday } from '#kernel/calendar/easter.js'
import { dayNumberOf, formatDay, formatInstant } from '#kernel/values/instant.js'

const at = (text: string) => Date.parse(text)
const day = (text: string) => at(text) / 86_400_000
const short = (atMs: number) => formatInstant(atMs).slice(0, 16)

function hours(venue: Venue, date: string): string[] {
  const periods = sessionOn(venue, day(date))?.periods ?? []
  return periods.map(({ openMs, closeMs }) => `${short(openMs)} ${short(closeMs).slice(11)}`)
}

test.group('Trading sessions', () => {
  test('{0} {1}: {2}')
    .with([
      // The Friday before and the Monday after New York's clocks changed in 2024, and 2006's old rule.
      ['US', '2024-03-08', ['2024-03-08T14:30 21:00']],
      ['US', '2024-03-11', ['2024-03-11T13:30 20:00']],
      ['US', '2024-11-01', ['2024-11-01T13:30 20:00']],
      ['US', '2024-11-04', ['2024-11-04T14:30 21:00']],
      ['US', '2006-03-31', ['2006-03-31T14:30 21:00']],
      ['US', '2006-04-03', ['2006-04-03T13:30 20:00']],
      ['US', '2024-11-29', ['2024-11-29T14:30 18:00']],
      ['US', '1992-11-27', ['1992-11-27T14:30 19:00']],
      ['US', '1991-11-29', ['1991-11-29T14:30 21:00']],
      ['US', '1996-01-08', ['1996-01-08T16:00 19:00']],
      ['HK', '2024-07-02', ['2024-07-02T01:30 04:00', '2024-07-02T05:00 08:00']],
      ['HK', '2024-12-24', ['2024-12-24T01:30 04:00']],
      ['HK', '2011-03-04', ['2011-03-04T02:00 04:30', '2011-03-04T06:30 08:00']],
      ['HK', '2011-03-07', ['2011-03-07T01:30 04:00', '2011-03-07T05:30 08:00']],
      ['HK', '2012-03-05', ['2012-03-05T01:30 04:00', '2012-03-05T05:00 08:00']],
    ] as const)
    .run(({ assert }, [venue, date, expected]) => {
      assert.deepEqual(hours(venue, date), [...expected])
    })

  test('{0} {1} is closed: {2}')
    .with([
      ['US', '2024-07-06', 'weekend'],
      ['US', '2022-12-26', 'Christmas'],
      ['US', '2021-12-24', 'Christmas'],
      ['US', '2022-06-20', 'Juneteenth'],
      ['US', '2021-06-18', null],
      ['US', '2021-12-31', null],
      ['US', '2023-01-02', "New Year's Day"],
      ['US', '1997-01-20', null],
      ['US', '1998-01-19', 'Martin Luther King Jr. Day'],
      ['US', '2020-07-03', 'Independence Day'],
      ['US', '2001-09-14', 'attacks of 11 September'],
      ['US', '2024-03-29', 'Good Friday'],
      ['US', '2024-04-01', null],
      ['HK', '2024-04-01', 'Easter Monday'],
      // Ching Ming was a Sunday and the Monday Easter's: kept on Tuesday.
      ['HK', '2021-04-06', 'Ching Ming Festival'],
      // The first of the three days was a Sunday: the fourth follows, before 2012 the eve would have.
      ['HK', '2013-02-13', 'Lunar New Year'],
      ['HK', '2003-01-31', 'Lunar New Year'],
      ['HK', '2012-10-02', 'after the Mid-Autumn Festival'],
      ['HK', '2022-09-12', 'after the Mid-Autumn Festival'],
      ['HK', '2022-12-27', 'after Christmas Day'],
      ['HK', '2021-12-28', null],
      ['HK', '2023-09-01', 'Typhoon Saola'],
    ] as const)
    .run(({ assert }, [venue, date, reason]) => {
      assert.equal(closureOn(venue, day(date)), reason)
      assert.equal(sessionOn(venue, day(date)) === null, reason !== null)
    })

  test('is open from the first millisecond of a period until before its last', ({ assert }) => {
    assert.isFalse(isOpen('US', at('2024-07-03T13:29:59.999Z')))
    assert.isTrue(isOpen('US', at('2024-07-03T13:30Z')))
    assert.isTrue(isOpen('US', at('2024-07-03T16:59:59.999Z')))
    assert.isFalse(isOpen('US', at('2024-07-03T17:00Z')))
    assert.isFalse(isOpen('HK', at('2024-07-03T04:30Z')), 'lunch')
    assert.isTrue(isOpen('HK', at('2024-07-03T05:00Z')))
    assert.isFalse(isOpen('HK', at('2024-12-24T06:00Z')), 'half day')
  })

  test('the next open and close lie after the instant, over holidays and weekends', ({
    assert,
  }) => {
    assert.equal(nextOpen('US', at('2024-07-03T13:30Z')), at('2024-07-05T13:30Z'))
    assert.equal(nextClose('US', at('2024-07-03T13:30Z')), at('2024-07-03T17:00Z'))
    assert.equal(nextClose('US', at('2024-07-03T17:00Z')), at('2024-07-05T20:00Z'))
    assert.equal(nextOpen('US', at('2001-09-10T20:00Z')), at('2001-09-17T13:30Z'))
    assert.equal(nextOpen('HK', at('2024-07-03T04:00Z')), at('2024-07-03T05:00Z'))
    assert.equal(nextOpen('HK', at('2024-02-09T04:00Z')), at('2024-02-14T01:30Z'))
  })

  test('a session is that of the local date: New York evening, Hong Kong morning', ({ assert }) => {
    const wednesdayNight = at('2024-07-03T23:00Z')
    assert.equal(formatDay(sessionOf('US', wednesdayNight)!.day), '2024-07-03')
    assert.equal(formatDay(sessionOf('HK', wednesdayNight)!.day), '2024-07-04')
    assert.isNull(sessionOf('US', at('2024-07-04T15:00Z')))
  })

  test('a year has the sessions it had', ({ assert }) => {
    const count = (venue: Venue, year: number) =>
      sessionsBetween(venue, dayNumberOf(year, 1, 1), dayNumberOf(year, 12, 31)).length
    assert.deepEqual(
      [2001, 2012, 2024, 2025].map((year) => count('US', year)),
      [248, 250, 252, 250]
    )
    assert.deepEqual(sessionsBetween('US', day('2024-07-06'), day('2024-07-07')), [])
  })

  test('from 1990 to 2060 two sessions are never more than a week apart', ({ assert }) => {
    for (const venue of ['US', 'HK'] as const) {
      const sessions = sessionsBetween(venue, dayNumberOf(1990, 1, 1), dayNumberOf(2060, 12, 31))
      for (let index = 1; index < sessions.length; index++) {
        const gap = sessions[index]!.day - sessions[index - 1]!.day
        assert.isAtMost(gap, 7, formatDay(sessions[index]!.day))
      }
    }
  })

  test('every session from 1990 to 2040 opens at half past nine by the time zone database', ({
    assert,
  }) => {
    for (const [venue, zone, from] of [
      ['US', 'America/New_York', 1990],
      ['HK', 'Asia/Hong_Kong', 2012],
    ] as const) {
      const format = new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        dateStyle: 'short',
        timeStyle: 'short',
      })
      const sessions = sessionsBetween(venue, dayNumberOf(from, 1, 1), dayNumberOf(2040, 12, 31))
      const odd = sessions.filter((session) => {
        const [year, month, date] = formatDay(session.day).split('-')
        return format.format(session.openMs) !== `${date}/${month}/${year}, 09:30`
      })
      // Three that began late: an outage, snow, and the first anniversary of 11 September.
      assert.deepEqual(
        odd.map((session) => formatDay(session.day)),
        venue === 'US' ? ['1995-12-18', '1996-01-08', '2002-09-11'] : []
      )
    }
  })

  test('says which dates it covers', ({ assert }) => {
    assert.isFalse(isCovered('US', day('1989-12-29')))
    assert.isTrue(isCovered('US', day('1990-01-02')))
    assert.isFalse(isCovered('HK', day('1998-12-31')))
    assert.isTrue(isCovered('HK', day('2032-12-31')))
    assert.isFalse(isCovered('HK', day('2033-01-03')))
    // What is not covered still knows weekends and the holidays that need no table.
    assert.equal(closureOn('HK', day('2033-12-26')), 'after Christmas Day')
  })

  test('Easter of {0} is {1}')
    .with([
      [1997, '1997-03-30'],
      [2000, '2000-04-23'],
      [2008, '2008-03-23'],
      [2011, '2011-04-24'],
      [2024, '2024-03-31'],
      [2038, '2038-04-25'],
    ] as const)
    .run(({ assert }, [year, date]) => {
      assert.equal(formatDay(easterSunday(year)), date)
    })
})
