import { test } from '@japa/runner'
import { describeImportFailure } from '#engine/market_data/describe_import.js'
import { importBarFile } from '#engine/market_data/import_bar_file.js'
import { loadSeries } from '#engine/market_data/load_series.js'
import type { BarColumns } from '#kernel/market/bar.js'
import {
  empty,
  importOf,
  minuteFile,
  openMarketData,
  serverAbsent,
  SERVERS,
  type MarketDataBench,
} from './open_market_data.js'

const HEADER = 'time,open,high,low,close,volume\n'

for (const server of SERVERS) {
  test.group(`importing bars into the database (${server})`, (group) => {
    let bench: MarketDataBench
    const absent = serverAbsent(server)
    group.tap((one) => one.skip(absent !== null, absent ?? ''))
    group.setup(async () => {
      if (absent !== null) return () => {}
      bench = await openMarketData(server)
      return () => bench.close()
    })
    group.each.setup(() => empty(bench.database))

    async function counts() {
      const { rows } = await bench.database.withClient((client) =>
        client.query<{ bars: number; series: number; instruments: number }>(
          `select (select count(*)::int from bars) bars, (select count(*)::int from bar_series) series,
                (select count(*)::int from instruments) instruments`
        )
      )
      return rows[0]!
    }
    async function load(symbol = 'US.AAPL', timeframe: '1d' | '1m' = '1d'): Promise<BarColumns> {
      const loaded = await loadSeries(bench.ports, symbol, timeframe)
      if (!loaded.ok) throw new Error(loaded.failure.message)
      return bench.ports.cache.read(loaded.value.path)
    }

    test('what is imported comes back bit by bit, with its terms and its range', async ({
      assert,
    }) => {
      const file = bench.write(
        'a.csv',
        HEADER + '1969-12-31,0.1,0.30000000000000004,1e-7,0.2,3.5\n2024-01-02,1,2,1,2,10\n'
      )
      const outcome = await importBarFile(
        bench.ports,
        importOf(file, { source: 'a test', licence: 'CC0' })
      )
      assert.isTrue(outcome.ok)
      const bars = await load()
      assert.deepEqual([...bars.startMs], [-86_400_000, Date.UTC(2024, 0, 2)])
      assert.deepEqual(
        [bars.open[0], bars.high[0], bars.low[0], bars.close[0], bars.volume[0]],
        [0.1, 0.30000000000000004, 1e-7, 0.2, 3.5]
      )
      const series = await bench.ports.store.findSeries('US.AAPL', '1d')
      assert.include(series, {
        rowCount: 2,
        revision: 1,
        source: 'a test',
        licence: 'CC0',
        firstMs: -86_400_000,
        lastMs: Date.UTC(2024, 0, 2),
      })
      assert.include(await bench.ports.store.findInstrument('US.AAPL'), {
        currency: 'USD',
        tickSize: 0.01,
        lotSize: 1,
        assetClass: 'equity',
      })
    })

    test('appending, the same again, and an overlap that agrees', async ({ assert }) => {
      const first = bench.write('a.csv', minuteFile(100))
      const overlap = bench.write('b.csv', minuteFile(100, 50))
      const before = bench.write('c.csv', minuteFile(10, -30))
      const at = { timeframe: '1m' }
      const receipts = []
      for (const file of [first, first, overlap, before]) {
        const outcome = await importBarFile(bench.ports, importOf(file, at))
        if (!outcome.ok) throw new Error(outcome.failure.type)
        const { inserted, unchanged, series } = outcome.value.receipt!
        receipts.push([inserted, unchanged, series.revision, series.rowCount])
      }
      assert.deepEqual(receipts, [
        [100, 0, 1, 100],
        [0, 100, 1, 100],
        [50, 50, 2, 150],
        [10, 0, 3, 160],
      ])
      const bars = await load('US.AAPL', '1m')
      assert.equal(bars.count, 160)
      assert.isTrue(
        bars.startMs.every((start, index) => index === 0 || start > bars.startMs[index - 1]!)
      )
    })

    test('where stored bars differ: fail names the first, keep and replace choose', async ({
      assert,
    }) => {
      const at = { timeframe: '1m' }
      const stored = bench.write('a.csv', minuteFile(10))
      const other = bench.write('b.csv', minuteFile(10, 5, 1.75))
      await importBarFile(bench.ports, importOf(stored, at))
      const failed = await importBarFile(bench.ports, importOf(other, at))
      assert.isFalse(failed.ok)
      if (failed.ok || failed.failure.type !== 'bars_differ') {
        throw new Error('expected a difference')
      }
      assert.equal(failed.failure.count, 5)
      assert.equal(failed.failure.given.startMs, Date.UTC(2024, 0, 1) + 5 * 60_000)
      assert.deepEqual([failed.failure.stored.close, failed.failure.given.close], [1.5, 1.75])
      assert.equal((await counts()).bars, 10)

      const kept = await importBarFile(bench.ports, importOf(other, { ...at, onConflict: 'keep' }))
      assert.isTrue(kept.ok && kept.value.receipt!.kept === 5 && kept.value.receipt!.inserted === 5)
      assert.equal((await load('US.AAPL', '1m')).close[5], 1.5)

      const replaced = await importBarFile(
        bench.ports,
        importOf(other, { ...at, onConflict: 'replace' })
      )
      assert.isTrue(replaced.ok && replaced.value.receipt!.replaced === 5)
      const bars = await load('US.AAPL', '1m')
      assert.deepEqual([bars.close[4], bars.close[5], bars.count], [1.5, 1.75, 15])
      assert.equal((await bench.ports.store.findSeries('US.AAPL', '1m'))!.revision, 3)
    })

    test('bars on another grid than the stored ones are refused', async ({ assert }) => {
      const at = { timeframe: '5m' }
      const five = (times: string[]) =>
        HEADER + times.map((time) => `2024-01-02T${time}Z,1,2,1,2,10\n`).join('')
      const stored = bench.write('a.csv', five(['14:30:00', '14:35:00', '14:50:00']))
      assert.isTrue((await importBarFile(bench.ports, importOf(stored, at))).ok)
      for (const times of [['14:52:00'], ['14:26:00', '14:40:00'], ['14:40:00', '14:46:00']]) {
        const file = bench.write('b.csv', five(times))
        const outcome = await importBarFile(bench.ports, importOf(file, at))
        assert.isFalse(outcome.ok)
        assert.containsSubset(outcome, { failure: { type: 'bars_overlap' } })
        if (outcome.ok) continue
        const [sentence] = describeImportFailure(importOf(file, at), outcome.failure)
        assert.match(
          sentence!,
          /bars would overlap: one begins 2024-01-02T14:.*, less than 5m later/
        )
      }
      assert.equal((await counts()).bars, 3)
      const fitting = bench.write('c.csv', five(['14:25:00', '14:40:00', '14:45:00', '14:55:00']))
      assert.isTrue((await importBarFile(bench.ports, importOf(fitting, at))).ok)
    })

    test('a bad row at the end leaves nothing: no bar, no series, no instrument', async ({
      assert,
    }) => {
      const file = bench.write('a.csv', minuteFile(60_000) + 'oops,1,2,1,2,3\n')
      const outcome = await importBarFile(bench.ports, importOf(file, { timeframe: '1m' }))
      assert.isFalse(outcome.ok)
      assert.deepEqual(await counts(), { bars: 0, series: 0, instruments: 0 })
    })

    test('a connection that dies in the middle leaves nothing, and the next import works', async ({
      assert,
    }) => {
      const { store } = bench.ports
      const request = {
        instrument: {
          symbol: 'US.AAPL',
          venue: 'US',
          assetClass: 'equity',
          currency: 'USD',
          tickSize: 0.01,
          lotSize: 1,
          quantityStep: 1,
          multiplier: 1,
          sector: null,
        },
        name: null,
        timeframe: '1m',
        source: null,
        licence: null,
        onConflict: 'fail',
      } as const
      for (const isMerge of [false, true]) {
        if (isMerge) {
          const file = bench.write('a.csv', minuteFile(10))
          await importBarFile(bench.ports, importOf(file, { timeframe: '1m' }))
        }
        const before = await counts()
        const batches = async function* (): AsyncGenerator<BarColumns, void, void> {
          for (let part = 0; part < 50; part++) {
            if (part === 20) await killImport(bench)
            yield minutes(part * 1000, 1000)
          }
        }
        await assert.rejects(() => store.importBars(request, batches()))
        assert.deepEqual(await counts(), before)
      }
      const file = bench.write('b.csv', minuteFile(10))
      assert.isTrue((await importBarFile(bench.ports, importOf(file, { timeframe: '1m' }))).ok)
    })

    test('two imports into one series at once wait for each other', async ({ assert }) => {
      const files = [0, 20_000, 40_000].map((from) =>
        bench.write(`${from}.csv`, minuteFile(25_000, from))
      )
      const outcomes = await Promise.all(
        files.map((file) => importBarFile(bench.ports, importOf(file, { timeframe: '1m' })))
      )
      assert.isTrue(outcomes.every((outcome) => outcome.ok))
      assert.equal((await load('US.AAPL', '1m')).count, 65_000)
      assert.equal((await counts()).bars, 65_000)
    })

    test('a dry run reads the whole file and stores nothing', async ({ assert }) => {
      const file = bench.write('a.csv', minuteFile(100))
      const outcome = await importBarFile(
        bench.ports,
        importOf(file, { timeframe: '1m', isDryRun: true })
      )
      assert.isTrue(outcome.ok && outcome.value.receipt === null && outcome.value.file.rows === 100)
      assert.deepEqual(await counts(), { bars: 0, series: 0, instruments: 0 })
    })

    const refused: [string, Parameters<typeof importOf>[1], RegExp][] = [
      ['a symbol without its market', { symbol: 'AAPL' }, /write the market first: US\.AAPL/],
      ['a symbol the wrong way round', { symbol: '700.HK' }, /write the market first: HK\.00700/],
      ['a symbol in small letters', { symbol: 'us.aapl' }, /write it in capitals: US\.AAPL/],
      ['an unknown timeframe', { timeframe: '2h' }, /"2h" is not one of 1m, 5m/],
      ['an unknown zone', { zone: 'America/New_Yrok' }, /did you mean America\/New_York/],
      [
        'a new Hong Kong share without its lot',
        { symbol: 'HK.00700' },
        /give its lot with --lot-size 100/,
      ],
      ['a lot of 0', { lotSize: 0 }, /is not above 0/],
    ]
    for (const [name, other, pattern] of refused) {
      test(`refuses ${name}`, async ({ assert }) => {
        const file = bench.write('a.csv', HEADER + '2024-01-02,1,2,1,2,10\n')
        const outcome = await importBarFile(bench.ports, importOf(file, other))
        assert.isFalse(outcome.ok)
        assert.match(JSON.stringify(outcome).replaceAll('\\"', '"'), pattern)
        assert.deepEqual(await counts(), { bars: 0, series: 0, instruments: 0 })
      })
    }

    test('a stored lot is not changed in passing', async ({ assert }) => {
      const file = bench.write('a.csv', HEADER + '2024-01-02,1,2,1,2,10\n')
      const hongKong = { symbol: 'HK.00700', lotSize: 100 }
      assert.isTrue((await importBarFile(bench.ports, importOf(file, hongKong))).ok)
      assert.isTrue((await importBarFile(bench.ports, importOf(file, { symbol: 'HK.00700' }))).ok)
      const other = await importBarFile(bench.ports, importOf(file, { ...hongKong, lotSize: 500 }))
      assert.match(JSON.stringify(other), /is stored with a lot of 100; leave --lot-size out/)
    })
  })
}

/** Ends the server process that is copying, as a crash or an administrator would. */
async function killImport(bench: MarketDataBench): Promise<void> {
  await bench.database.withClient(async (client) => {
    const { rowCount } = await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where pid <> pg_backend_pid() and datname = current_database() and query ilike 'copy %'`
    )
    if (rowCount !== 1) throw new Error(`${rowCount} imports were running, not 1`)
  })
}

function minutes(from: number, count: number): BarColumns {
  const column = (value: (index: number) => number) =>
    Float64Array.from({ length: count }, (_, index) => value(from + index))
  return {
    count,
    startMs: column((index) => Date.UTC(2024, 0, 1) + index * 60_000),
    open: column(() => 1.5),
    high: column(() => 2),
    low: column(() => 1),
    close: column(() => 1.5),
    volume: column((index) => index),
  }
}
