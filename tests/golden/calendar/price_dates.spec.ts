import { test } from '@japa/runner'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { sessionOn, sessionsBetween } from '#kernel/calendar/trading_session.js'
import { sessionDayOf, type Venue } from '#kernel/instrument/venue.js'
import { DAY_MS, dayNumberOf, formatDay } from '#kernel/values/instant.js'
import { SHARED_ABSENT, sharedPath } from '#tests/shared.js'

const DATA = sharedPath('data')

function rows(path: string): string[] {
  const bytes = readFileSync(`${DATA}/${path}`)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()
  return text.trim().split('\n').slice(1)
}

/** The first column of a file's rows. */
function stamps(path: string): string[] {
  return rows(path).map((row) => row.slice(0, row.indexOf(',')))
}

/** Dates with rows, dates among them without a session, and sessions from first to last without rows. */
function compare(path: string, venue: Venue) {
  const days = new Set(
    stamps(path).map((stamp) =>
      stamp.endsWith('Z')
        ? sessionDayOf(venue, Date.parse(stamp))
        : Date.parse(stamp.slice(0, 10)) / DAY_MS
    )
  )
  const sorted = [...days].sort((a, b) => a - b)
  return {
    days: sorted.length,
    strange: sorted.filter((day) => sessionOn(venue, day) === null).map(formatDay),
    missing: sessionsBetween(venue, sorted[0]!, sorted.at(-1)!)
      .filter((session) => !days.has(session.day))
      .map((session) => formatDay(session.day)),
  }
}

const COMPLETE: readonly (readonly [string, Venue, number])[] = [
  ['us-equity-daily-raw/SPY.csv', 'US', 5849],
  ['us-equity-daily-raw/AAPL.csv', 'US', 5849],
  ['us-equity-daily-raw/IBM.csv', 'US', 5849],
  ['us-equity-daily-raw/BAC.csv', 'US', 5849],
  ['us-equity-daily-raw/GOOG.csv', 'US', 4183],
  ['us-equity-daily-raw/IWM.csv', 'US', 5244],
  ['us-equity-daily-yahoo/ORCL.csv', 'US', 5036],
  ['us-equity-daily-yahoo/NVDA.csv', 'US', 4012],
  ['us-equity-daily-yahoo/YHOO.csv', 'US', 4965],
  ['us-equity-hour-raw/SPY.csv.gz', 'US', 5849],
  ['us-equity-hour-raw/AAPL.csv.gz', 'US', 5849],
  ['us-equity-minute-2024/TDG.csv.gz', 'US', 252],
  ['us-equity-minute-2024/BKNG.csv.gz', 'US', 252],
  ['index-hsi/daily.csv', 'HK', 42],
]

test.group('The calendar beside the dates of real prices', () => {
  test('{0}: a bar on every session and on no other day')
    .with([...COMPLETE])
    .run(({ assert }, [path, venue, days]) => {
      assert.deepEqual(compare(path, venue), { days, strange: [], missing: [] })
    })
    .skip(DATA === null, SHARED_ABSENT)

  test('Tencent has a row without volume on the day of Typhoon Hato', ({ assert }) => {
    const { strange, missing } = compare('hk-0700-daily/0700.HK.csv', 'HK')
    assert.deepEqual({ strange, missing }, { strange: ['2017-08-23'], missing: [] })
  }).skip(DATA === null, SHARED_ABSENT)

  test('QQQ lacks one stretch of sessions and nothing else', ({ assert }) => {
    const { strange, missing } = compare('us-equity-daily-raw/QQQ.csv', 'US')
    const from = dayNumberOf(2004, 12, 1)
    const stretch = sessionsBetween('US', from, dayNumberOf(2011, 3, 22))
    assert.deepEqual(strange, [])
    assert.deepEqual(
      missing,
      stretch.map((session) => formatDay(session.day))
    )
  }).skip(DATA === null, SHARED_ABSENT)

  test('VIX from 1990: four holes in the series, and holidays on which Cboe publishes since 2022', ({
    assert,
  }) => {
    const { strange, missing } = compare('index-vix-daily/VIX.csv', 'US')
    assert.deepEqual(missing, ['1991-03-01', '1997-01-31', '1997-11-26', '1999-12-31'])
    assert.equal(strange.shift(), '2004-06-11')
    assert.isTrue(strange.every((day) => day > '2022-05'))
  }).skip(DATA === null, SHARED_ABSENT)

  test('SPY hardly trades after 14:00 on early closes, and on every other day it does', ({
    assert,
  }) => {
    const volumes = new Map<string, { all: number; late: number }>()
    for (const row of rows('us-equity-hour-raw/SPY.csv.gz')) {
      const [stamp, , , , , volume] = row.split(',') as [string, ...string[]]
      const day = stamp.slice(0, 10)
      const sum = volumes.get(day) ?? { all: 0, late: 0 }
      sum.all += Number(volume)
      if (Number(stamp.slice(11, 13)) >= 14) sum.late += Number(volume)
      volumes.set(day, sum)
    }
    const quiet = [...volumes].filter(([, { all, late }]) => late / all < 0.02).map(([day]) => day)
    const early = sessionsBetween('US', dayNumberOf(1998, 1, 1), dayNumberOf(2021, 3, 31))
      .filter(({ openMs, closeMs }) => closeMs - openMs === 3.5 * 3_600_000)
      .map((session) => formatDay(session.day))
    assert.lengthOf(early, 52)
    // On that Friday late reports of 549,800 shares stand in the hour of 14:00; Apple's hours end at 13:00.
    assert.deepEqual(
      quiet,
      early.filter((day) => day !== '2001-11-23')
    )
  }).skip(DATA === null, SHARED_ABSENT)

  test('minutes of 2024 begin at the open, in winter and in summer time', ({ assert }) => {
    const stamped = new Set(stamps('us-equity-minute-2024/TDG.csv.gz').map(Date.parse))
    const sessions = sessionsBetween('US', dayNumberOf(2024, 1, 1), dayNumberOf(2024, 12, 31))
    const minuteOf = (shiftMs: number) =>
      sessions.filter(({ openMs }) => stamped.has(openMs + shiftMs)).length
    // A thinly traded share: the auction prints nearly every day, the minute before it almost never.
    assert.isAbove(minuteOf(0), 245)
    assert.isBelow(minuteOf(-60_000), 25)
    assert.isBelow(minuteOf(-3_600_000), 25)
  }).skip(DATA === null, SHARED_ABSENT)
})
