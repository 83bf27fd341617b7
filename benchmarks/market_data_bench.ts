import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openDatabase } from '#adapters/database/open_database.js'
import { csvBarFiles } from '#adapters/market_data/csv/bar_csv.js'
import { ColumnCacheFolder } from '#adapters/market_data/history/column_cache.js'
import { BarRepository } from '#adapters/market_data/postgres/bar_repository.js'
import { importBarFile } from '#engine/market_data/import_bar_file.js'
import type { MarketDataPorts } from '#ports/market_data.js'

/** Rows of the benchmark's file. */
export const BENCH_ROWS = 1_000_000
/** The series that holds them. */
export const BENCH_SERIES = { symbol: 'US.BENCH', timeframe: '1m' } as const

/** An embedded database of its own and a file of bars, both gone after `use`. */
export async function withBench<T>(
  use: (bench: { ports: MarketDataPorts; file: string }) => Promise<T>
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'aq-bench-'))
  const root = fileURLToPath(new URL('..', import.meta.url))
  const dataDir = join(folder, 'storage')
  const database = await openDatabase({ root, dataDir, databaseUrl: '' })
  try {
    const ports = {
      store: new BarRepository(database),
      files: csvBarFiles,
      cache: new ColumnCacheFolder(join(folder, 'cache')),
    }
    const file = join(folder, 'bars.csv')
    writeBars(file)
    return await use({ ports, file })
  } finally {
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Imports the benchmark's file; throws when it is refused. */
export async function importBench(ports: MarketDataPorts, file: string): Promise<void> {
  const outcome = await importBarFile(ports, {
    ...BENCH_SERIES,
    file,
    zone: null,
    stamp: 'start',
    needsVolume: true,
    skipsBadRows: false,
    onConflict: 'fail',
    source: 'benchmark',
    licence: null,
    assetClass: 'equity',
    lotSize: null,
    isDryRun: false,
  })
  if (!outcome.ok) throw new Error(`the benchmark's file was refused: ${outcome.failure.type}`)
}

/** Units a second of `count` units, the best of `rounds`. */
export async function ratePerSecond(
  count: number,
  rounds: number,
  work: () => Promise<void>,
  between: () => Promise<void> = async () => {}
): Promise<number> {
  let best = 0
  for (let round = 0; round < rounds; round++) {
    if (round > 0) await between()
    const from = performance.now()
    await work()
    best = Math.max(best, (count / (performance.now() - from)) * 1000)
  }
  return Math.round(best)
}

/** A walk of one-minute bars with two decimals, as vendors write them. */
function writeBars(path: string): void {
  const file = openSync(path, 'w')
  const first = Date.UTC(2020, 0, 1)
  let text = 'time,open,high,low,close,volume\n'
  for (let index = 0; index < BENCH_ROWS; index++) {
    const open = 100 + Math.sin(index / 1000) * 10
    const close = open + Math.sin(index) * 0.3
    const high = Math.max(open, close) + 0.2
    const low = Math.min(open, close) - 0.2
    const time = new Date(first + index * 60_000).toISOString().replace('.000', '')
    const prices = [open, high, low, close].map((price) => price.toFixed(2)).join(',')
    text += `${time},${prices},${1000 + (index % 97)}\n`
    if (index % 10_000 === 9_999) {
      writeSync(file, text)
      text = ''
    }
  }
  writeSync(file, text)
  closeSync(file)
}
