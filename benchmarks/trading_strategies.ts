import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '#adapters/clock/system_clock.js'
import { PostgresInbox } from '#adapters/journal/postgres/postgres_inbox.js'
import { PostgresStrategyDrafts } from '#adapters/strategy_records/postgres_strategy_drafts.js'
import { PostgresStrategyRecords } from '#adapters/strategy_records/postgres_strategy_records.js'
import { checkManifest } from '#engine/plugin/check_manifest.js'
import { installPlugin } from '#engine/plugin_install/install_plugin.js'
import { sha256Of } from '#engine/plugin_package/content_hash.js'
import { grantPermissions } from '#engine/plugin_permissions/grants.js'
import { StrategyBench } from '#engine/trading/strategies/account_strategies.js'
import type { StrategyHosting } from '#engine/trading/strategies/strategy_hosting.js'
import { NO_ALERTS } from '#ports/alerts.js'
import type { OpenDatabase } from '#ports/database.js'
import { err } from '#kernel/values/result.js'
import { createGatewayPorts } from '#providers/gateway_ports.js'
import { createHostPorts, PluginHost } from '#providers/plugin_host_runtime.js'
import { createPluginPorts } from '#providers/plugin_runtime.js'
import { symbolOf } from './trading_desk.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const PLUGIN = 'turn_taker'
const FOLDER = join(ROOT, 'benchmarks/strategies', PLUGIN)

/** The host of live plugins, with the benchmark's strategy installed and granted what it asks for. */
export interface StrategyHouse {
  readonly hosting: StrategyHosting
  /** Writes a strategy down and has it started; resolves when it runs. */
  run(account: string, name: string, wish: StrategyWish): Promise<void>
  close(): Promise<void>
}

/** What a strategy of the benchmark trades. */
export interface StrategyWish {
  readonly instruments: readonly number[]
  /** Whether it orders at everything that it is told. */
  readonly isActing: boolean
}

/** Opens the host. */
export async function openStrategyHouse(
  database: OpenDatabase,
  dataDir: string
): Promise<StrategyHouse> {
  await plant(database, dataDir)
  const quiet = { logged: () => {}, troubled: () => {} }
  const ports = await createHostPorts(database, { root: ROOT, dataDir, ...quiet })
  const host = new PluginHost(ports, { startsMax: 100, windowMs: 10_000, waitingMax: 200 })
  const records = new PostgresStrategyRecords(database)
  const warn = (sentence: string) => process.stderr.write(`${sentence}\n`)
  const strategyPorts = {
    host: async () => host,
    records,
    drafts: new PostgresStrategyDrafts(database),
    manifest: async () => err('no manifest is read here'),
    clock: systemClock,
    warn,
  }
  return {
    hosting: {
      open: (desk) => new StrategyBench(desk, { ...strategyPorts, alerts: NO_ALERTS }),
    },
    async run(account, name, { instruments, isActing }) {
      await records.create({
        ...{ account, name, plugin: PLUGIN, environment: 'paper', timeframe: '1m' },
        symbols: instruments.map(symbolOf),
        parameters: { isActing: String(isActing) },
        settings: { id: name, shortAllowed: false, leverageMax: null, positionFractionMax: null },
        createdBy: 'benchmark',
        createdMs: Date.now(),
      })
      await new PostgresInbox(database).write({
        ...{ id: `start-${account}-${name}`, account, kind: 'start_strategy' },
        ...{ body: { strategy: name }, actor: 'benchmark', expiresMs: null },
      })
      for (let turn = 0; turn < 1_000; turn++) {
        const row = await records.find({ account, name })
        if (row?.state === 'running') return
        if (row !== null && ['failed', 'refused'].includes(row.state)) {
          throw new Error(`${row.reason}`)
        }
        await sleep(20)
      }
      throw new Error(`${name} does not run`)
    },
    close: () => host.stopAll(),
  }
}

async function plant(database: OpenDatabase, dataDir: string): Promise<void> {
  const plugins = createPluginPorts(database, { root: ROOT, dataDir, workingFolder: dataDir })
  const installed = await installPlugin(
    {
      ...{ source: { type: 'folder', path: FOLDER }, actor: 'cli', grant: 'all' },
      ...{ acceptsMore: true, confirmation: null, trustKeyId: null, allowUnsigned: true },
      ...{ allowDowngrade: false, acceptLookAlike: null, expectedId: null },
    },
    plugins
  )
  if (!installed.ok) throw new Error(installed.failure.message)
  const text = readFileSync(join(FOLDER, 'aq-plugin.json'), 'utf8')
  const manifest = checkManifest(text)
  if (!manifest.ok) throw new Error(JSON.stringify(manifest.failure))
  const granted = await grantPermissions(
    {
      manifest: manifest.value,
      manifestHash: sha256Of(text),
      level: 'unsigned-local',
      environment: 'paper',
      permissions: 'all',
      actor: 'owner',
    },
    createGatewayPorts(database, { dataDir })
  )
  if (!granted.ok) throw new Error(granted.failure.message)
}
