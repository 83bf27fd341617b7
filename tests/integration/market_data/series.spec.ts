import { test } from '@japa/runner'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { changeTerms } from '#engine/market_data/change_terms.js'
import { exportBars } from '#engine/market_data/export_bars.js'
import { importActions } from '#engine/market_data/import_actions.js'
import { importBarFile } from '#engine/market_data/import_bar_file.js'
import { loadSeries } from '#engine/market_data/load_series.js'
import { ensureSamplePrices } from '#engine/market_data/sample_prices.js'
import {
  empty,
  importOf,
  minuteFile,
  openMarketData,
  serverAbsent,
  SERVERS,
  type MarketDataBench,
} from './open_market_data.js'

for (const server of SERVERS) {
  test.group(`stored series (${server})`, (group) => {
    let bench: MarketDataBench
    const absent = serverAbsent(server)
    group.tap((one) => one.skip(absent !== null, absent ?? ''))
    group.setup(async () => {
      if (absent !== null) return () => {}
      bench = await openMarketData(server)
      return () => bench.close()
    })
    group.each.setup(() => empty(bench.database))

    test('the sample prices are there once, with their source and licence', async ({ assert }) => {
      const added = await ensureSamplePrices(bench.ports)
      assert.deepEqual(
        added.map((one) => [one.symbol, one.rowCount, one.revision]),
        [
          ['US.AAPL', 1260, 1],
          ['US.SPX', 5105, 1],
        ]
      )
      assert.match(added[0]!.licence, /^ISC/)
      assert.match(added[0]!.source, /adjusted for the 7:1 split of 2014, not for dividends/)
      assert.match(added[1]!.licence, /^BSD-3-Clause/)
      assert.equal(new Date(added[0]!.firstMs!).toISOString().slice(0, 10), '2013-05-13')
      assert.equal(new Date(added[0]!.lastMs!).toISOString().slice(0, 10), '2018-05-11')
      assert.deepEqual(await ensureSamplePrices(bench.ports), [])
      assert.equal((await bench.ports.store.findInstrument('US.SPX'))!.assetClass, 'index')
    })

    test('the cache follows the revision, and a damaged file is rebuilt', async ({ assert }) => {
      const at = { timeframe: '1m' }
      await importBarFile(bench.ports, importOf(bench.write('a.csv', minuteFile(100)), at))
      const load = async () => {
        const loaded = await loadSeries(bench.ports, 'US.AAPL', '1m')
        if (!loaded.ok) throw new Error(loaded.failure.message)
        return loaded.value
      }
      const first = await load()
      assert.equal((await load()).path, first.path)
      bench.write(join('cache', first.path.split('/').at(-1)!), 'damaged')
      assert.equal((await load()).contentHash, first.contentHash)
      assert.equal(bench.ports.cache.read(first.path).count, 100)
      await importBarFile(bench.ports, importOf(bench.write('b.csv', minuteFile(100, 100)), at))
      const second = await load()
      assert.equal(second.count, 200)
      assert.notEqual(second.contentHash, first.contentHash)
      const mine = readdirSync(join(bench.folder, 'cache')).filter((name) =>
        name.startsWith(`${second.series.id}-`)
      )
      assert.lengthOf(mine, 1)
    })

    test('a failure while columns are written leaves the connection usable', async ({ assert }) => {
      const at = { timeframe: '1m' }
      await importBarFile(bench.ports, importOf(bench.write('a.csv', minuteFile(300_000)), at))
      for (let round = 0; round < 6; round++) {
        await assert.rejects(
          () =>
            bench.ports.store.readSeries('US.AAPL', '1m', async (_, batches) => {
              for await (const batch of batches) throw new Error(`stopped after ${batch.count}`)
            }),
          /stopped after/
        )
      }
      const loaded = await loadSeries(bench.ports, 'US.AAPL', '1m')
      assert.isTrue(loaded.ok && loaded.value.count === 300_000)
    })

    test('what is exported can be imported again and is the same', async ({ assert }) => {
      await ensureSamplePrices(bench.ports)
      const exported = await exportBars(bench.ports, 'US.AAPL', '1d')
      if (!exported.ok) throw new Error(exported.failure.message)
      const file = bench.write('export.csv', [...exported.value.pieces].join(''))
      const again = await importBarFile(bench.ports, importOf(file))
      assert.isTrue(again.ok && again.value.receipt!.unchanged === 1260)
    })

    test('an absent series is explained: other timeframes, the nearest symbol, what to type', async ({
      assert,
    }) => {
      await ensureSamplePrices(bench.ports)
      const messageOf = async (symbol: string, timeframe: '1d' | '1m') => {
        const loaded = await loadSeries(bench.ports, symbol, timeframe)
        return loaded.ok ? '' : loaded.failure.message
      }
      assert.match(await messageOf('US.AAPL', '1m'), /no 1m bars of US\.AAPL, only 1d/)
      assert.match(await messageOf('US.APPL', '1d'), /did you mean US\.AAPL\?/)
      assert.match(await messageOf('HK.00700', '1d'), /bars:import FILE --symbol HK\.00700/)
    })

    test('removing a series takes its bars, and only its own', async ({ assert }) => {
      await ensureSamplePrices(bench.ports)
      assert.equal(await bench.ports.store.removeSeries('US.AAPL', '1d'), 1260)
      assert.isNull(await bench.ports.store.removeSeries('US.AAPL', '1d'))
      assert.deepEqual(
        (await bench.ports.store.listSeries()).map((one) => one.symbol),
        ['US.SPX']
      )
      const loaded = await loadSeries(bench.ports, 'US.SPX', '1d')
      assert.isTrue(loaded.ok && loaded.value.count === 5105)
    })
  })
}

test.group('terms of an instrument', (group) => {
  let bench: MarketDataBench
  group.setup(async () => {
    bench = await openMarketData()
    await ensureSamplePrices(bench.ports)
    return () => bench.close()
  })

  test('change one by one, and a new lot is also the quantity step', async ({ assert }) => {
    await changeTerms(bench.ports, 'US.AAPL', { sector: 'Technology' })
    await changeTerms(bench.ports, 'US.AAPL', { lotSize: 100 })
    await changeTerms(bench.ports, 'US.AAPL', { tickSize: 0.05 })
    const terms = { sector: 'Technology', lotSize: 100, quantityStep: 100, tickSize: 0.05 }
    assert.containsSubset(await bench.ports.store.findInstrument('US.AAPL'), terms)
    await changeTerms(bench.ports, 'US.AAPL', { sector: '', quantityStep: 0.001 })
    const changed = { sector: null, lotSize: 100, quantityStep: 0.001, currency: 'USD' }
    assert.containsSubset(await bench.ports.store.findInstrument('US.AAPL'), changed)
  })

  test('are refused when they make no sense, or the symbol is unknown', async ({ assert }) => {
    const before = await bench.ports.store.listInstruments()
    for (const change of [{ lotSize: 0 }, { tickSize: -1 }, { quantityStep: Number.NaN }]) {
      assert.isFalse((await changeTerms(bench.ports, 'US.AAPL', change)).ok)
    }
    const unknown = await changeTerms(bench.ports, 'US.APPL', { lotSize: 1 })
    assert.match(JSON.stringify(unknown), /US\.APPL is not known; did you mean US\.AAPL\?/)
    assert.deepEqual(await bench.ports.store.listInstruments(), before)
  })
})

test.group('corporate actions', (group) => {
  let bench: MarketDataBench
  group.setup(async () => {
    bench = await openMarketData()
    return () => bench.close()
  })
  group.each.setup(async () => {
    await empty(bench.database)
    await ensureSamplePrices(bench.ports)
  })

  const HEADER = 'ex_date,kind,ratio,amount\n'
  const request = (text: string, other: { symbol?: string; isForced?: boolean } = {}) => ({
    file: bench.write('actions.csv', text),
    symbol: 'US.AAPL',
    source: 'a test',
    isForced: false,
    ...other,
  })

  test('are stored once, in order, and replaced when they change', async ({ assert }) => {
    const text = HEADER + '2014-08-07,dividend,,0.47\n2020-08-31,split,4,\n'
    const first = await importActions(bench.ports, request(text))
    assert.isTrue(first.ok && first.value.inserted === 2)
    const again = await importActions(bench.ports, request(text.replace('0.47', '0.48')))
    assert.isTrue(again.ok && again.value.replaced === 1 && again.value.unchanged === 1)
    const stored = await bench.ports.store.listActions('US.AAPL')
    assert.deepEqual(
      stored.map((one) => one.action),
      [
        { type: 'dividend', exDay: 16_289, amount: 0.48 },
        { type: 'split', exDay: 18_505, ratio: 4 },
      ]
    )
    assert.equal(stored[0]!.currency, 'USD')
    assert.lengthOf(await bench.ports.store.listActions(null), 2)
  })

  test('a split that the prices do not show is refused unless forced', async ({ assert }) => {
    const text = HEADER + '2014-06-09,split,7,\n'
    const refused = await importActions(bench.ports, request(text))
    assert.match(
      JSON.stringify(refused),
      /do not show a split of 7 on 2014-06-09.*adjusted already/
    )
    assert.lengthOf(await bench.ports.store.listActions(null), 0)
    const forced = await importActions(bench.ports, request(text, { isForced: true }))
    assert.isTrue(forced.ok)
  })

  const bad: [string, string, RegExp][] = [
    [
      'an unknown kind',
      HEADER + '2014-06-09,merger,7,\n',
      /line 2, column kind: "merger" is neither split nor dividend/,
    ],
    [
      'a split without its ratio',
      HEADER + '2014-06-09,split,,\n',
      /column ratio: "" the cell is empty/,
    ],
    [
      'a split with an amount',
      HEADER + '2014-06-09,split,7,1\n',
      /column amount: "1" must be empty for a split/,
    ],
    ['a ratio of 1', HEADER + '2014-06-09,split,1,\n', /changes nothing at 1/],
    [
      'a negative dividend',
      HEADER + '2014-06-09,dividend,,-1\n',
      /column amount: "-1" must be above 0/,
    ],
    [
      'a time instead of a date',
      HEADER + '2014-06-09 09:30,split,7,\n',
      /is not a date; write it like 2014-06-09/,
    ],
    [
      'the same action twice',
      HEADER + '2014-06-09,split,7,\n2014-06-09,split,7,\n',
      /line 3, column ex_date: .* same day and kind as line 2/,
    ],
    ['a missing column', 'ex_date,kind,ratio\n', /column amount: is missing from the header/],
    ['no rows', HEADER, /has no actions/],
  ]
  for (const [name, text, pattern] of bad) {
    test(`refuses ${name}`, async ({ assert }) => {
      const outcome = await importActions(bench.ports, request(text))
      if (outcome.ok || outcome.failure.type !== 'file_refused') {
        throw new Error('expected a refusal')
      }
      const { describeProblems } = await import('#ports/bar_file.js')
      assert.match(describeProblems('f', outcome.failure.problems).join('\n'), pattern)
      assert.lengthOf(await bench.ports.store.listActions(null), 0)
    })
  }

  test('of an unknown instrument are refused with the nearest one', async ({ assert }) => {
    const outcome = await importActions(
      bench.ports,
      request(HEADER + '2014-06-09,split,7,\n', { symbol: 'US.APPL' })
    )
    assert.match(JSON.stringify(outcome), /US\.APPL is not known; did you mean US\.AAPL/)
  })
})
