import { test } from '@japa/runner'
import type { BarFileOptions } from '#ports/bar_file.js'
import { readText } from './read_file.js'

const rows = (times: string[], column = 'time') =>
  `${column},open,high,low,close,volume\n` + times.map((time) => `${time},1,2,1,2,10\n`).join('')

async function startsOf(times: string[], options: Partial<BarFileOptions>, column?: string) {
  const { bars, refusal } = await readText(rows(times, column), options)
  return refusal.length > 0
    ? refusal
    : bars.map((bar) => new Date(bar.startMs).toISOString().replace('.000Z', 'Z'))
}

const NEW_YORK = { timeframe: '1m', zone: 'America/New_York' } as const

test.group('times of intraday bars', () => {
  const accepted: [string, string[], Partial<BarFileOptions>, string[]][] = [
    ['Z', ['2024-01-02T14:30:00Z'], { timeframe: '1m' }, ['2024-01-02T14:30:00Z']],
    ['an offset', ['2024-01-02 09:30:00-05:00'], { timeframe: '1m' }, ['2024-01-02T14:30:00Z']],
    ['a short offset', ['2024-01-02T09:30-0500'], { timeframe: '1m' }, ['2024-01-02T14:30:00Z']],
    [
      'offsets that follow daylight saving',
      ['2024-03-08T09:30:00-05:00', '2024-03-11T09:30:00-04:00'],
      { timeframe: '1m' },
      ['2024-03-08T14:30:00Z', '2024-03-11T13:30:00Z'],
    ],
    ['epoch seconds', ['1704205800'], { timeframe: '1m' }, ['2024-01-02T14:30:00Z']],
    ['epoch milliseconds', ['1704205800000'], { timeframe: '1m' }, ['2024-01-02T14:30:00Z']],
    ['epoch seconds as a decimal', ['1704205800.0'], { timeframe: '1m' }, ['2024-01-02T14:30:00Z']],
    [
      'local time with a zone',
      ['2024-01-02 09:30', '2024-07-01 09:30:00'],
      NEW_YORK,
      ['2024-01-02T14:30:00Z', '2024-07-01T13:30:00Z'],
    ],
    [
      'local time in UTC',
      ['2024-01-02 09:30'],
      { timeframe: '1m', zone: 'UTC' },
      ['2024-01-02T09:30:00Z'],
    ],
    [
      'Hong Kong',
      ['2024-01-02 09:30'],
      { timeframe: '1m', zone: 'Asia/Hong_Kong' },
      ['2024-01-02T01:30:00Z'],
    ],
    [
      'the end of a bar',
      ['2024-01-02T14:35:00Z'],
      { timeframe: '5m', stamp: 'end' },
      ['2024-01-02T14:30:00Z'],
    ],
    [
      'fractions of a second',
      ['2024-01-02T14:30:00.000000Z'],
      { timeframe: '1m' },
      ['2024-01-02T14:30:00Z'],
    ],
    [
      'the hours beside the change to summer time',
      ['2024-03-10 01:59', '2024-03-10 03:00'],
      NEW_YORK,
      ['2024-03-10T06:59:00Z', '2024-03-10T07:00:00Z'],
    ],
    [
      'the hours beside the change to winter time',
      ['2024-11-03 00:59', '2024-11-03 02:00'],
      NEW_YORK,
      ['2024-11-03T04:59:00Z', '2024-11-03T07:00:00Z'],
    ],
    [
      'both turns of the repeated hour with offsets',
      ['2024-11-03T01:30:00-04:00', '2024-11-03T01:30:00-05:00'],
      { timeframe: '1m' },
      ['2024-11-03T05:30:00Z', '2024-11-03T06:30:00Z'],
    ],
    [
      '29 February of a leap year',
      ['2024-02-29T14:30:00Z'],
      { timeframe: '1m' },
      ['2024-02-29T14:30:00Z'],
    ],
  ]
  for (const [name, times, options, expected] of accepted) {
    test(`accepts ${name}`, async ({ assert }) => {
      assert.deepEqual(await startsOf(times, options), expected)
    })
  }

  test('a column called time_utc needs no zone, and takes no other', async ({ assert }) => {
    const times = ['2024-01-02 14:30:00']
    assert.deepEqual(await startsOf(times, { timeframe: '1m' }, 'time_utc'), [
      '2024-01-02T14:30:00Z',
    ])
    assert.match(
      (await startsOf(times, NEW_YORK, 'time_utc'))[0]!,
      /called UTC but --zone says America\/New_York/
    )
  })

  const refused: [string, string[], Partial<BarFileOptions>, RegExp][] = [
    [
      'local time without a zone',
      ['2024-01-02 09:30'],
      { timeframe: '1m' },
      /has no zone; say which clock it is with --zone America\/New_York/,
    ],
    [
      'an hour that did not exist',
      ['2024-03-10 02:30'],
      NEW_YORK,
      /line 2, .*did not exist in America\/New_York \(the clock went forward\).*with their offset/,
    ],
    [
      'an hour that happened twice',
      ['2024-11-03 01:30'],
      NEW_YORK,
      /line 2, .*happened twice in America\/New_York \(the clock went back\); write times with their offset/,
    ],
    [
      'Z mixed with local',
      ['2024-01-02T14:30:00Z', '2024-01-02 14:31:00'],
      NEW_YORK,
      /line 3, .*mixes times without a zone with times ending in Z/,
    ],
    [
      'Z mixed with offsets',
      ['2024-01-02T14:30:00Z', '2024-01-02T14:31:00+00:00'],
      { timeframe: '1m' },
      /mixes times with an offset/,
    ],
    [
      'offsets of two places',
      ['2024-01-02T09:30:00-05:00', '2024-01-02T15:31:00+01:00'],
      { timeframe: '1m' },
      /zones are mixed; write all times in one zone/,
    ],
    [
      'dates for minutes',
      ['2024-01-02'],
      { timeframe: '1m' },
      /has no time of day, which bars of 1m need/,
    ],
    [
      'a bar inside the one before',
      ['2024-01-02T14:30:00Z', '2024-01-02T14:31:00Z'],
      { timeframe: '5m' },
      /begins 60 s after the bar of line 2, inside it: --timeframe 5m is not what the file holds/,
    ],
    [
      'the same minute twice',
      ['2024-01-02T14:30:00Z', '2024-01-02T14:30:00Z'],
      { timeframe: '1m' },
      /is the same time as line 2/,
    ],
    [
      '30 February',
      ['2024-02-30T14:30:00Z'],
      { timeframe: '1m' },
      /is not a date and time that exist/,
    ],
    [
      '29 February of a common year',
      ['2023-02-29T14:30:00Z'],
      { timeframe: '1m' },
      /is not a date and time that exist/,
    ],
    ['hour 24', ['2024-01-02T24:00:00Z'], { timeframe: '1m' }, /is not a date and time that exist/],
    ['day/month', ['02/01/2024 09:30'], NEW_YORK, /could be day\/month or month\/day/],
    ['a compact date', ['20240102'], { timeframe: '1m' }, /is not a time; write it 2024-01-02/],
    [
      'epoch nanoseconds',
      ['1704205800000000000'],
      { timeframe: '1m' },
      /is an epoch in micro- or nanoseconds/,
    ],
    [
      'a year far off',
      ['2924-01-02T14:30:00Z'],
      { timeframe: '1m' },
      /a time from 1900 to 2099 is needed/,
    ],
  ]
  for (const [name, times, options, pattern] of refused) {
    test(`refuses ${name}`, async ({ assert }) => {
      assert.match((await startsOf(times, options))[0]!, pattern)
    })
  }
})

test.group('session dates of daily bars', () => {
  const accepted: [string, string[], Partial<BarFileOptions>, string[]][] = [
    ['a date', ['2024-01-02'], {}, ['2024-01-02T00:00:00Z']],
    ['a local midnight without a zone', ['2024-01-02 00:00:00'], {}, ['2024-01-02T00:00:00Z']],
    [
      'midnight with its offset: the date as written',
      ['2024-01-02 00:00:00-05:00'],
      {},
      ['2024-01-02T00:00:00Z'],
    ],
    [
      'an instant: the date in the given zone',
      ['2024-01-02T05:00:00Z'],
      { zone: 'America/New_York' },
      ['2024-01-02T00:00:00Z'],
    ],
    [
      'an instant of the evening in the given zone',
      ['2024-01-03T01:00:00Z'],
      { zone: 'America/New_York' },
      ['2024-01-02T00:00:00Z'],
    ],
    ['the epoch of the session open', ['1704205800'], {}, ['2024-01-02T00:00:00Z']],
    [
      'midnight at the end of the session',
      ['2024-01-03 00:00'],
      { stamp: 'end' },
      ['2024-01-02T00:00:00Z'],
    ],
    ['a date whatever side is stamped', ['2024-01-02'], { stamp: 'end' }, ['2024-01-02T00:00:00Z']],
  ]
  for (const [name, times, options, expected] of accepted) {
    test(`takes ${name}`, async ({ assert }) => {
      assert.deepEqual(await startsOf(times, options), expected)
    })
  }

  test('minutes imported as days are refused', async ({ assert }) => {
    const outcome = await startsOf(['2024-01-02T14:30:00Z', '2024-01-02T14:31:00Z'], {})
    assert.match(outcome[0]!, /is the same day as line 2; .*--timeframe is not what the file holds/)
  })
})
