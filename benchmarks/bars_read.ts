import { loadSeries } from '#engine/market_data/load_series.js'
import {
  BENCH_ROWS,
  BENCH_SERIES,
  importBench,
  ratePerSecond,
  withBench,
} from './market_data_bench.js'
import type { Figure } from './figure.js'

/** One million bars from the database to columns, then from the column file. */
export async function run(): Promise<Figure[]> {
  return withBench(async ({ ports, file }) => {
    await importBench(ports, file)
    const load = async () => {
      const loaded = await loadSeries(ports, BENCH_SERIES.symbol, BENCH_SERIES.timeframe)
      if (!loaded.ok) throw new Error(loaded.failure.message)
      return loaded.value
    }
    const { id } = (await load()).series
    await ports.cache.forget(id)
    const first = await ratePerSecond(
      BENCH_ROWS,
      3,
      async () => void (await load()),
      () => ports.cache.forget(id)
    )
    const again = await ratePerSecond(BENCH_ROWS, 3, async () => {
      ports.cache.read((await load()).path)
    })
    return [
      { name: 'database to columns, first read', value: first, unit: 'rows/s', target: 800_000 },
      { name: 'column file, checked and read', value: again, unit: 'rows/s', target: null },
    ]
  })
}
