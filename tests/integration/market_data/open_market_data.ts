import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
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

/** Servers on which the tests run: the embedded one, and TimescaleDB where the environment names it. */
export const SERVERS = ['embedded', 'timescale'] as const
export type Server = (typeof SERVERS)[number]

/** Why the tests of a server cannot run here, or `null`. */
export function serverAbsent(server: Server): string | null {
  if (server === 'embedded' || process.env.AQ_TEST_TIMESCALE_URL) return null
  return 'AQ_TEST_TIMESCALE_URL names no server'
}

/**
 * Opens a database of its own with nothing in it: on an embedded server in a temporary folder, or a
 * new database on the server that AQ_TEST_TIMESCALE_URL names. DATABASE_URL is never used, since
 * these tests empty the tables.
 */
export async function openMarketData(server: Server = 'embedded'): Promise<MarketDataBench> {
  const folder = mkdtempSync(join(tmpdir(), 'aq-market-data-'))
  const root = fileURLToPath(new URL('../../..', import.meta.url))
  const databaseUrl = server === 'embedded' ? '' : await createDatabase()
  const database = await openDatabase({ root, dataDir: join(folder, 'storage'), databaseUrl })
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
      await database.close()
      if (databaseUrl) await dropDatabase(databaseUrl)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

let databaseCount = 0

async function createDatabase(): Promise<string> {
  const name = `aq_market_data_${process.pid}_${databaseCount++}`
  await administer(`create database ${name}`)
  return Object.assign(new URL(process.env.AQ_TEST_TIMESCALE_URL!), { pathname: `/${name}` }).href
}

async function dropDatabase(url: string): Promise<void> {
  await administer(`drop database ${new URL(url).pathname.slice(1)} with (force)`)
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: process.env.AQ_TEST_TIMESCALE_URL! })
  await client.connect()
  await client.query(statement).finally(() => client.end())
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
