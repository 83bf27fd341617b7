import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openDatabase, type OpenedDatabase } from '#adapters/database/open_database.js'
import { csvBarFiles } from '#adapters/market_data/csv/bar_csv.js'
import { ColumnCacheFolder } from '#adapters/market_data/history/column_cache.js'
import { BarRepository } from '#adapters/market_data/postgres/bar_repository.js'
import type { BarFileImport } from '#engine/market_data/import_bar_file.js'
import type { MarketDataPorts } from '#ports/market_data.js'

/** A database of its own with market data on it, and a folder for files. */
export interface MarketDataBench {
  readonly database: OpenedDatabase
  readonly ports: MarketDataPorts
  readonly folder: string
  /** Writes a file into the folder and returns its path. */
  write(name: string, content: string | Uint8Array): string
  close(): Promise<void>
}

/**
 * Opens an empty database: an embedded one in a temporary folder, or the one that
 * AQ_TEST_DATABASE_URL names. DATABASE_URL is not used, since these tests empty the tables.
 */
export async function openMarketData(): Promise<MarketDataBench> {
  const folder = mkdtempSync(join(tmpdir(), 'aq-market-data-'))
  const root = fileURLToPath(new URL('../../..', import.meta.url))
  const database = await openDatabase({
    root,
    dataDir: join(folder, 'storage'),
    databaseUrl: process.env.AQ_TEST_DATABASE_URL ?? '',
  })
  await empty(database)
  return {
    database,
    folder,
    ports: {
      store: new BarRepository(database),
      files: csvBarFiles,
      cache: new ColumnCacheFolder(join(folder, 'cache')),
    },
    write(name, content) {
      const path = join(folder, name)
      writeFileSync(path, content)
      return path
    },
    async close() {
      await empty(database)
      await database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Takes every bar, series, action and instrument out. */
export async function empty(database: OpenedDatabase): Promise<void> {
  await database.withClient((client) =>
    client.query('truncate bars, bar_series, corporate_actions, instruments')
  )
}

/** An import of daily US.AAPL bars unless said otherwise. */
export function importOf(file: string, other: Partial<BarFileImport> = {}): BarFileImport {
  return {
    file,
    symbol: 'US.AAPL',
    timeframe: '1d',
    zone: null,
    stamp: 'start',
    needsVolume: true,
    skipsBadRows: false,
    onConflict: 'fail',
    source: null,
    licence: null,
    assetClass: 'equity',
    lotSize: null,
    isDryRun: false,
    ...other,
  }
}

/** A CSV file of one-minute bars from 2024-01-01T00:00:00Z. */
export function minuteFile(count: number, from = 0, close = 1.5): string {
  const first = Date.UTC(2024, 0, 1)
  let text = 'time,open,high,low,close,volume\n'
  for (let index = from; index < from + count; index++) {
    text += `${first + index * 60_000},1.5,2,1,${close},${Math.abs(index)}\n`
  }
  return text
}
