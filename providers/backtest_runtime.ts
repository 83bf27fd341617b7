/**
 * Everything that commands about backtests use, as one module: it is loaded in one piece, because
 * linking its files one by one would take longer than most backtests.
 */
import { join } from 'node:path'
import { appendAudit } from '#adapters/audit_log/append_audit.js'
import { EsbuildPluginBundler } from '#adapters/bundle/bundle_plugin.js'
import { bundleSandboxCode } from '#adapters/bundle/sandbox_code.js'
import { csvBarFiles } from '#adapters/market_data/csv/bar_csv.js'
import { ColumnCacheFolder } from '#adapters/market_data/history/column_cache.js'
import { BarRepository } from '#adapters/market_data/postgres/bar_repository.js'
import { PostgresGrantStore } from '#adapters/plugin_grants/postgres_grant_store.js'
import { PostgresRunStore } from '#adapters/run_store/postgres_run_store.js'
import { failureText } from '#adapters/sandbox/failure_text.js'
import { IsolateSandbox } from '#adapters/sandbox/isolate_sandbox.js'
import type { PreparationPorts } from '#engine/backtest/prepare_backtest.js'
import type { RunPorts } from '#engine/backtest/run_backtest.js'
import type { OpenDatabase } from '#ports/database.js'
import type { RunStore } from '#ports/run_store.js'
import { createCatalogue } from './plugin_catalogue.js'

export { commandText } from '#engine/backtest/command_text.js'
export { exportRun } from '#engine/backtest/export_run.js'
export { performBacktest } from '#engine/backtest/perform_backtest.js'
export { prepareBacktest } from '#engine/backtest/prepare_backtest.js'
export { readLimits } from '#engine/backtest/read_limits.js'
export { readRequest } from '#engine/backtest/read_request.js'
export { repeatRun } from '#engine/backtest/repeat_run.js'
export { jsonOf } from '#engine/backtest/run_json.js'
export { writeReport } from '#engine/backtest/write_report.js'
export { ProgressLine } from '#engine/progress_line.js'
export { terminalSummary } from '#engine/report/terminal_summary.js'
export { formatTable } from '#engine/text_table.js'
export { UNLIMITED } from '#kernel/risk/limits.js'

/** Everything that backtests need of the outside. */
export type BacktestPorts = PreparationPorts &
  RunPorts & { readonly runs: RunStore; readonly now: () => number }

/** Where things are: the checkout, the data directory, and what relative paths start from. */
export interface BacktestPlaces {
  readonly root: string
  readonly dataDir: string
  readonly workingFolder: string
}

/** Binds the ports of backtests to their adapters. */
export async function createBacktestPorts(
  database: OpenDatabase,
  { root, dataDir, workingFolder }: BacktestPlaces
): Promise<BacktestPorts> {
  const cache = new ColumnCacheFolder(join(dataDir, 'cache', 'bars'))
  const places = { root, cacheFolder: join(dataDir, 'cache', 'bundles') }
  return {
    marketData: { store: new BarRepository(database), files: csvBarFiles, cache },
    cache,
    bundler: new EsbuildPluginBundler(places),
    places: { root, workingFolder },
    installed: {
      catalogue: createCatalogue(database, { dataDir }),
      grants: new PostgresGrantStore(database, (client, entries) => appendAudit(client, entries)),
    },
    sandbox: new IsolateSandbox(await bundleSandboxCode(places)),
    failureText,
    runs: new PostgresRunStore(database),
    now: Date.now,
  }
}
