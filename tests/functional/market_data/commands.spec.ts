import { test } from '@japa/runner'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ace as runAce } from '#tests/support/ace_lines.js'
import { startNode } from '#tests/support/process.js'
import {
  empty,
  minuteFile,
  openMarketData,
  type MarketDataBench,
} from '../../integration/market_data/open_market_data.js'

const HEADER = 'time,open,high,low,close,volume\n'
const GOOD = HEADER + '2024-01-02,1,2,1,2,10\n2024-01-03,2,3,2,3,20\n'

test.group('the commands about bars', (group) => {
  let bench: MarketDataBench
  group.setup(async () => {
    bench = await openMarketData()
    return () => bench.close()
  })
  group.each.setup(() => empty(bench.database))
  group.each.timeout(120_000)

  const environment = (): NodeJS.ProcessEnv => ({
    ...process.env,
    NODE_ENV: 'development',
    DATABASE_URL: '',
    AQ_DATA_DIR: join(bench.folder, 'storage'),
  })
  async function ace(...args: string[]) {
    const { code, stdout: out, stderr: error } = await runAce(args, environment())
    return { code, out, error }
  }

  test('import, list, show, export and remove', async ({ assert }) => {
    const file = bench.write('prices.csv', GOOD)
    const at = ['--symbol', 'US.GOOG', '--timeframe', '1d']
    const imported = await ace('bars:import', file, ...at)
    assert.deepEqual([imported.code, imported.error], [0, ''])
    assert.match(imported.out, /^US\.GOOG 1d: 2 new; 2024-01-02 to 2024-01-03 in the file/)
    const listed = JSON.parse((await ace('bars:list', '--json')).out)
    assert.containsSubset(listed, {
      ok: true,
      series: [{ symbol: 'US.GOOG', rowCount: 2, first: '2024-01-02' }],
    })
    assert.match(
      (await ace('bars:show', 'US.GOOG')).out,
      /US\.GOOG 1d: 2 bars, 2024-01-02 to 2024-01-03/
    )
    const out = join(bench.folder, 'out.csv')
    assert.equal((await ace('bars:export', 'US.GOOG', '--timeframe', '1d', '--out', out)).code, 0)
    assert.isTrue(existsSync(out))
    assert.equal((await ace('bars:export', 'US.GOOG', '--timeframe', '1d')).out, GOOD)
    assert.equal((await ace('bars:remove', 'US.GOOG', '--timeframe', '1d')).code, 2)
    assert.equal((await ace('bars:remove', 'US.GOOG', '--timeframe', '1d', '--yes')).code, 0)
    assert.deepEqual(JSON.parse((await ace('bars:list', '--json')).out).series, [])
  })

  test('an import says which sessions its file lacks, and which dates are none', async ({
    assert,
  }) => {
    const dates = ['2024-07-02', '2024-07-04', '2024-07-08', '2024-07-11']
    const rows = dates.map((date) => `${date},1,2,1,2,10\n`).join('')
    const file = bench.write('holes.csv', HEADER + rows)
    const at = ['--symbol', 'US.GOOG', '--timeframe', '1d']
    const { code, out } = await ace('bars:import', file, ...at)
    assert.equal(code, 0)
    assert.include(
      out,
      '4 sessions without a bar: 2024-07-03: 1 session, and 2 more gaps; see bars:show'
    )
    assert.include(out, 'dates with bars on which the market was closed: 1, the first 2024-07-04')
    const shown = (await ace('bars:show', 'US.GOOG')).out
    assert.include(shown, '4 sessions without a bar, in 3 gaps')
    assert.include(shown, '2024-07-09 to 2024-07-10: 2 sessions')
    assert.include(shown, '2024-07-04: Independence Day')
  })

  test('the calendar needs no data', async ({ assert }) => {
    const { code, out } = await ace('calendar', '--from', '2026-11-25', '--to', '2026-11-27')
    assert.equal(code, 0)
    assert.deepEqual(out.trim().split('\n').slice(2), [
      '2026-11-25  Wed  14:30-21:00',
      '2026-11-26  Thu  closed         Thanksgiving',
      '2026-11-27  Fri  14:30-18:00    day after Thanksgiving',
    ])
    const hongKong = await ace('calendar', '--market', 'HK', '--from', '2026-12-24', '--json')
    assert.containsSubset(JSON.parse(hongKong.out), {
      market: 'HK',
      days: [
        {
          date: '2026-12-24',
          periods: [{ open: '2026-12-24T01:30:00.000Z', close: '2026-12-24T04:00:00.000Z' }],
          note: 'Christmas Eve',
          isCovered: true,
        },
      ],
    })
    for (const [args, pattern] of [
      [['--market', 'UK'], /^--market: "UK" is not one of US, HK$/],
      [['--from', '2024-02-30'], /^--from: "2024-02-30" is not a date like 2026-01-31$/],
      [['--from', '2024-02-03', '--to', '2024-02-01'], /^--to: 2024-02-01 is before 2024-02-03$/],
    ] as const) {
      const refused = await ace('calendar', ...args)
      assert.equal(refused.code, 2)
      assert.match(refused.error.trim(), pattern)
    }
  })

  test('a refusal is one sentence on standard error and exit code 2', async ({ assert }) => {
    const file = bench.write('prices.csv', GOOD)
    const cases: [string[], RegExp][] = [
      [
        ['bars:import', file, '--timeframe', '1d'],
        /^--symbol must be given, like --symbol US\.AAPL$/,
      ],
      [
        ['bars:import', file, '--symbol', 'US.GOOG', '--timeframe', '2d'],
        /^--timeframe is one of 1m, .*"2d" is none of them$/,
      ],
      [
        ['bars:import', file, '--symbol', 'US.GOOG', '--timeframe', '1d', '--on-conflict', 'merge'],
        /^--on-conflict: "merge" is not one of replace, keep, fail$/,
      ],
      [
        [
          'bars:import',
          join(bench.folder, 'price.csv'),
          '--symbol',
          'US.GOOG',
          '--timeframe',
          '1d',
        ],
        /does not exist; check the path; did you mean .*prices\.csv\?$/,
      ],
      [['bars:show', 'US.NONE'], /^there are no bars of US\.NONE; /],
    ]
    for (const [args, pattern] of cases) {
      const { code, out, error } = await ace(...args)
      assert.deepEqual([code, out], [2, ''], args.join(' '))
      assert.match(error.trim(), pattern)
    }
    const json = await ace('bars:show', 'US.NONE', '--json')
    assert.equal(json.code, 2)
    assert.containsSubset(JSON.parse(json.out), {
      ok: false,
      failure: { type: 'series_not_found' },
    })
  })

  test('an import that is killed leaves nothing, and can be repeated', async ({ assert }) => {
    const file = bench.write('large.csv', minuteFile(600_000))
    const args = ['bars:import', file, '--symbol', 'US.BIG', '--timeframe', '1m']
    const { child } = startNode(['ace.js', ...args], environment())
    const ended = new Promise((resolve) => child.on('close', (_, signal) => resolve(signal)))
    await untilCopying(bench)
    child.kill('SIGKILL')
    assert.equal(await ended, 'SIGKILL')
    assert.deepEqual(await bench.ports.store.listSeries(), [])
    assert.deepEqual(await bench.ports.store.listInstruments(), [])
    const again = await ace(...args)
    assert.deepEqual([again.code, again.error], [0, ''])
    assert.match(again.out, /600,000 new/)
  })

  test('a full disk in the middle is said, and leaves nothing', async ({ assert }) => {
    await bench.database.withClient((client) =>
      client.query(`
        create or replace function full_disk() returns trigger language plpgsql as
          $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
        create trigger full_disk before insert on bars for each row
          when (new.volume = 50000) execute function full_disk()`)
    )
    try {
      const file = bench.write('large.csv', minuteFile(100_000))
      const { code, error } = await ace(
        'bars:import',
        file,
        '--symbol',
        'US.BIG',
        '--timeframe',
        '1m'
      )
      assert.equal(code, 1)
      assert.match(error, /disk of the database is full/)
      assert.deepEqual(await bench.ports.store.listSeries(), [])
    } finally {
      await bench.database.withClient((client) => client.query('drop trigger full_disk on bars'))
    }
  })

  test('a file that cannot be written leaves no part of it', async ({ assert }) => {
    const file = bench.write('prices.csv', GOOD)
    await ace('bars:import', file, '--symbol', 'US.GOOG', '--timeframe', '1d')
    const out = join(bench.folder, 'no', 'such', 'out.csv')
    const { code, error } = await ace('bars:export', 'US.GOOG', '--timeframe', '1d', '--out', out)
    assert.equal(code, 2)
    assert.match(error, /could not be written \(ENOENT\); nothing is left of it/)
    assert.isEmpty(readdirSync(bench.folder).filter((name) => name.endsWith('.part')))
  })
})

/** Waits until another connection is copying bars. */
async function untilCopying(bench: MarketDataBench): Promise<void> {
  for (let tries = 0; tries < 2000; tries++) {
    const { rows } = await bench.database.withClient((client) =>
      client.query(`select 1 from pg_stat_activity where query ilike 'copy %' and state = 'active'`)
    )
    if (rows.length > 0) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('the import never began to copy')
}
