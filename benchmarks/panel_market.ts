import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase } from '#adapters/database/open_database.js'
import { csvBarFiles } from '#adapters/market_data/csv/bar_csv.js'
import { ColumnCacheFolder } from '#adapters/market_data/history/column_cache.js'
import { BarRepository } from '#adapters/market_data/postgres/bar_repository.js'
import { importBarFile } from '#engine/market_data/import_bar_file.js'
import type { MarketDataPorts } from '#ports/market_data.js'
import type { OpenDatabase } from '#ports/database.js'
import type { ApiCaller } from '#tests/support/api_caller.js'
import { ROOT } from '#tests/support/data_folder.js'
import { PanelBrowser } from '#tests/support/panel_browser.js'

/** Instruments that trade, each with four quotes in the time of a bar: 50 a second of all. */
const SYMBOLS = Array.from({ length: 10 }, (_, n) => `US.BEN${String(n).padStart(2, '0')}`)
const BAR_MS = 800
const BARS = 4_000
const DAY_MS = 86_400_000
const READY_MS = 60_000

/** A server on a busy replay market with a strategy that holds all of it, and a browser. */
export interface PanelMarket {
  readonly panel: PanelBrowser
  readonly owner: ApiCaller
  readonly database: OpenDatabase
}

/** Quotes a second of all instruments together. */
export const QUOTES_A_SECOND = (SYMBOLS.length * 4 * 1_000) / BAR_MS

/** Prepares one with a database on the disk; all of it is gone after `use`. */
export async function withPanelMarket<T>(use: (market: PanelMarket) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'aq-bench-'))
  const dataDir = join(folder, 'storage')
  const database = await openDatabase({ root: ROOT, dataDir, databaseUrl: '' })
  try {
    const store = new BarRepository(database)
    const cache = new ColumnCacheFolder(join(folder, 'cache'))
    for (const [n, symbol] of SYMBOLS.entries()) {
      const file = join(folder, `${symbol}.csv`)
      writeFileSync(file, barsOf(n))
      await importBars({ store, files: csvBarFiles, cache }, symbol, file)
    }
    const environment = { AQ_DATA_DIR: dataDir, AQ_REPLAY_BAR_MS: String(BAR_MS) }
    const panel = await PanelBrowser.start(environment)
    try {
      const owner = await panel.setUpOwner()
      await trade(owner)
      return await use({ panel, owner, database })
    } finally {
      await panel.stop()
    }
  } finally {
    await database.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}

async function importBars(ports: MarketDataPorts, symbol: string, file: string): Promise<void> {
  const outcome = await importBarFile(ports, {
    symbol,
    timeframe: '1d',
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
  if (!outcome.ok) throw new Error(`${symbol} was refused: ${JSON.stringify(outcome.failure)}`)
}

/** A strategy that holds some of everything, and prices of it. */
async function trade(owner: ApiCaller): Promise<void> {
  const read = async (path: string) => (await owner.get(path)).body
  const command = async (path: string, body: unknown) => {
    const key = { 'idempotency-key': `bench${path.replaceAll('/', '-')}` }
    const { status, body: said } = await owner.call('POST', `/accounts/paper${path}`, body, key)
    if (status >= 300) throw new Error(`${path} answered ${status}: ${JSON.stringify(said)}`)
  }
  await until('an engine trades', async () => (await read('/engine')).tradedBy !== null)
  await command('/strategies', { plugin: 'buy_and_hold', symbols: SYMBOLS })
  await command('/strategies/buy_and_hold/start', {})
  await until('every instrument has a price', async () => {
    const { market } = (await read('/engine')) as { market: { instruments: unknown[] } | null }
    return (market?.instruments.length ?? 0) >= SYMBOLS.length
  })
  await until('everything is held', async () => {
    const { items } = (await read('/accounts/paper/positions')) as { items: unknown[] }
    return items.length > 0
  })
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + READY_MS
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`it was not so in time: ${what}`)
    await sleep(100)
  }
}

/** Days of a price that goes up and down by little. */
function barsOf(instrument: number): string {
  const lines = ['date,open,high,low,close,volume']
  const first = Date.UTC(2005, 0, 3)
  for (let n = 0; n < BARS; n++) {
    const day = new Date(first + n * DAY_MS)
    if (day.getUTCDay() % 6 === 0) continue
    const open = 100 + instrument + Math.sin(n / 30) * 5
    const close = open + Math.sin(n * 1.7) * 0.6
    const prices = [open, Math.max(open, close) + 0.3, Math.min(open, close) - 0.3, close]
    const texts = prices.map((price) => price.toFixed(2))
    lines.push(`${day.toISOString().slice(0, 10)},${texts.join(',')},${10_000 + n}`)
  }
  return `${lines.join('\n')}\n`
}
