import {
  BENCH_ROWS,
  BENCH_SERIES,
  importBench,
  ratePerSecond,
  withBench,
} from './market_data_bench.js'
import type { Figure } from './figure.js'

/** One million CSV rows: read and checked alone, and imported into an embedded database. */
export async function run(): Promise<Figure[]> {
  return withBench(async ({ ports, file }) => {
    const reading = await ratePerSecond(BENCH_ROWS, 3, async () => {
      const open = await ports.files.open(file, {
        timeframe: '1m',
        zone: null,
        stamp: 'start',
        needsVolume: true,
        skipsBadRows: false,
      })
      for await (const batch of open.batches()) void batch
    })
    const importing = await ratePerSecond(
      BENCH_ROWS,
      2,
      () => importBench(ports, file),
      async () => {
        await ports.store.removeSeries(BENCH_SERIES.symbol, BENCH_SERIES.timeframe)
      }
    )
    return [
      { name: 'CSV read and checked', value: reading, unit: 'rows/s', target: 1_000_000 },
      { name: 'bars:import of 1,000,000 rows', value: importing, unit: 'rows/s', target: 200_000 },
    ]
  })
}
