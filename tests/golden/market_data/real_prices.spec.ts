import { test } from '@japa/runner'
import type { BarFileOptions } from '#ports/bar_file.js'
import { SHARED_ABSENT, sharedPath } from '#tests/shared.js'
import { readFile, readText } from '#tests/unit/adapters/market_data/csv/read_file.js'

interface RealFile {
  readonly path: readonly [string, string]
  readonly options: Partial<BarFileOptions>
  readonly rows: number
  readonly first: string
  readonly last: string
  readonly badRows?: number
}

const FILES: readonly RealFile[] = [
  {
    path: ['goog-daily-2004-2013', 'GOOG.csv'],
    options: {},
    rows: 2148,
    first: '2004-08-19T00:00Z',
    last: '2013-03-01T00:00Z',
  },
  {
    path: ['us-equity-daily-raw', 'AAPL.csv'],
    options: {},
    rows: 5849,
    first: '1998-01-02T00:00Z',
    last: '2021-03-31T00:00Z',
  },
  {
    path: ['us-equity-daily-yahoo', 'NVDA.csv'],
    options: {},
    rows: 4012,
    first: '1999-01-22T00:00Z',
    last: '2014-12-31T00:00Z',
  },
  {
    path: ['hk-0700-daily', '0700.HK.csv'],
    options: {},
    rows: 245,
    first: '2017-04-10T00:00Z',
    last: '2018-04-06T00:00Z',
  },
  // The New York open is at 14:30Z in winter and at 13:30Z in summer.
  {
    path: ['us-equity-minute-2024', 'TDG.csv.gz'],
    options: { timeframe: '1m' },
    rows: 39_613,
    first: '2024-01-02T14:30Z',
    last: '2024-12-31T21:02Z',
  },
  {
    path: ['us-equity-hour-raw', 'AAPL.csv.gz'],
    options: { timeframe: '1h', zone: 'America/New_York' },
    rows: 40_831,
    first: '1998-01-02T14:00Z',
    last: '2021-03-31T19:00Z',
  },
  {
    path: ['index-spx-minute', 'SPX.csv.gz'],
    options: { timeframe: '1m', zone: 'America/Chicago' },
    rows: 1812,
    first: '2021-01-04T14:30Z',
    last: '2023-07-03T16:59Z',
  },
  {
    path: ['index-vix-daily', 'VIX.csv'],
    options: { needsVolume: false, skipsBadRows: true },
    rows: 9188,
    first: '1990-01-02T00:00Z',
    last: '2026-07-23T00:00Z',
    badRows: 47,
  },
]

test.group('real price files', () => {
  for (const { path, options, rows, first, last, badRows } of FILES) {
    const file = sharedPath('data', ...path)
    test(`${path.join('/')}: ${rows} rows, ${first} to ${last}`, async ({ assert }) => {
      const { bars, summary, refusal } = await readFile(file!, options)
      const minute = (index: number) =>
        new Date(bars.at(index)!.startMs).toISOString().replace(':00.000', '')
      assert.deepEqual(refusal, [])
      assert.equal(summary!.badRows, badRows ?? 0)
      assert.deepEqual([bars.length, minute(0), minute(-1)], [rows, first, last])
    }).skip(file === null, SHARED_ABSENT)
  }

  const vix = sharedPath('data', 'index-vix-daily', 'VIX.csv')
  test('VIX with its 47 broken rows is refused unless they may be left out', async ({ assert }) => {
    const { refusal } = await readFile(vix!, { needsVolume: false })
    assert.lengthOf(refusal, 5)
    assert.match(
      refusal[0]!,
      /line 535, column open: "19.240000" lies outside low\.\.high 17\.61\.\.18\.57/
    )
  }).skip(vix === null, SHARED_ABSENT)

  const spx = sharedPath('data', 'index-spx-minute', 'SPX.csv.gz')
  test('Chicago minutes without a zone are refused', async ({ assert }) => {
    const { refusal } = await readFile(spx!, { timeframe: '1m' })
    assert.match(refusal[0]!, /line 2, column time_chicago: .* has no zone/)
  }).skip(spx === null, SHARED_ABSENT)

  const tdg = sharedPath('data', 'us-equity-minute-2024', 'TDG.csv.gz')
  test('a year of minutes written on the New York clock is the same year', async ({ assert }) => {
    const { bars } = await readFile(tdg!, { timeframe: '1m' })
    const clock = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'America/New_York',
      dateStyle: 'short',
      timeStyle: 'medium',
    })
    const rows = bars.map((bar) => `${clock.format(bar.startMs)},1,2,1,2,10`)
    const text = ['time,open,high,low,close,volume', ...rows].join('\n')
    const local = await readText(text, { timeframe: '1m', zone: 'America/New_York' })
    assert.deepEqual(local.refusal, [])
    assert.deepEqual(
      local.bars.map((bar) => bar.startMs),
      bars.map((bar) => bar.startMs)
    )
  }).skip(tdg === null, SHARED_ABSENT)
})
