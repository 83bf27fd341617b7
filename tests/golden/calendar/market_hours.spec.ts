import { test } from '@japa/runner'
import { readFileSync } from 'node:fs'
import type { Venue } from '#kernel/instrument/venue.js'
import { closureOn, sessionOn, sessionsBetween } from '#kernel/calendar/trading_session.js'
import { dayNumberOf, formatDay, weekdayOf } from '#kernel/values/instant.js'
import { SHARED_ABSENT, sharedPath } from '#tests/shared.js'

interface PublishedHours {
  readonly holidays: readonly string[]
  readonly earlyCloses: Readonly<Record<string, string>>
}

const FILE = sharedPath('data', 'market-hours', 'market_hours.json')

/** LEAN writes 12/5/2018 for 5 December 2018. */
function dayOf(text: string): number {
  const [month, date, year] = text.split('/').map(Number)
  return dayNumberOf(year!, month!, date!)
}

function published(name: string): PublishedHours {
  return JSON.parse(readFileSync(FILE!, 'utf8'))[name]
}

function weekdaysOf(days: readonly number[]): Set<number> {
  return new Set(days.filter((day) => weekdayOf(day) <= 5))
}

/** Weekdays of a range on which the calendar has no session. */
function closedWeekdays(venue: Venue, fromDay: number, toDay: number): string[] {
  const closed: string[] = []
  for (let day = fromDay; day <= toDay; day++) {
    const reason = closureOn(venue, day)
    if (reason !== null && reason !== 'weekend') closed.push(formatDay(day))
  }
  return closed
}

function texts(days: Iterable<number>): string[] {
  return [...days].sort((a, b) => a - b).map(formatDay)
}

test.group('The calendar beside the published market hours', () => {
  test('knows every holiday of US equities of 1998 to 2028 and no other', ({ assert }) => {
    const holidays = weekdaysOf(published('Equity-usa-[*]').holidays.map(dayOf))
    const ours = closedWeekdays('US', dayNumberOf(1998, 1, 1), dayNumberOf(2028, 12, 31))
    assert.isAbove(holidays.size, 280)
    assert.deepEqual(ours, texts(holidays))
  }).skip(FILE === null, SHARED_ABSENT)

  test('knows every early close of US equities; the two more are explained', ({ assert }) => {
    const closes = published('Equity-usa-[*]').earlyCloses
    const theirs = weekdaysOf(Object.keys(closes).map(dayOf))
    const ours = sessionsBetween('US', dayNumberOf(1999, 1, 1), dayNumberOf(2028, 12, 31))
      .filter((session) => session.note !== null)
      .map((session) => formatDay(session.day))
    const missing = ours.filter((day) => !texts(theirs).includes(day))
    // The prices of the first day end at 13:00 and those of the second begin at 11:00.
    assert.deepEqual(missing, ['1999-12-31', '2002-09-11'])
    for (const day of theirs) {
      const session = sessionOn('US', day)!
      const hours = (session.closeMs - session.openMs) / 3_600_000
      assert.equal(hours, 3.5, formatDay(day))
    }
  }).skip(FILE === null, SHARED_ABSENT)

  test('knows the holidays that Hong Kong kept from 2017 to 2026', ({ assert }) => {
    const holidays = published('Future-hkfe-[*]').holidays.map(dayOf)
    const weather = [
      '2017-08-23',
      '2020-10-13',
      '2021-10-13',
      '2023-07-17',
      '2023-09-01',
      '2023-09-08',
      '2024-09-06',
    ]
    const until = dayNumberOf(2026, 12, 31)
    const theirs = texts(weekdaysOf(holidays.filter((day) => day <= until)))
    const ours = closedWeekdays('HK', dayNumberOf(2017, 1, 1), until)
    assert.deepEqual(
      ours.filter((day) => !weather.includes(day)),
      theirs
    )
    assert.isTrue(weather.every((day) => ours.includes(day)))
  }).skip(FILE === null, SHARED_ABSENT)

  test('knows the half days of Hong Kong of 2018 to 2026', ({ assert }) => {
    const theirs = Object.keys(published('Future-hkfe-[*]').earlyCloses).map(dayOf)
    const ours = sessionsBetween('HK', dayNumberOf(2018, 1, 1), dayNumberOf(2026, 12, 31))
      .filter((session) => session.periods.length === 1)
      .map((session) => session.day)
    assert.deepEqual(texts(ours), texts(theirs))
  }).skip(FILE === null, SHARED_ABSENT)
})
