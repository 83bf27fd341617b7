/** What looking after the health of the installation uses, as one module: it is loaded by the server alone. */
import { join } from 'node:path'
import { systemClock } from '#adapters/clock/system_clock.js'
import { PostgresMeter } from '#adapters/health/database_meter.js'
import { ProcessMeter } from '#adapters/health/host_meter.js'
import { processCpuMs } from '#adapters/health/process_cpu.js'
import { PingingMeter } from '#adapters/health/redis_meter.js'
import { lastLines } from '#adapters/log/log_tail.js'
import { examine, type Patient } from '#engine/doctor/examine.js'
import { accountsProbe, type WatchedAccounts } from '#engine/health/accounts_probe.js'
import { databaseProbe } from '#engine/health/database_probe.js'
import { HealthWatch } from '#engine/health/health_watch.js'
import { hostProbe } from '#engine/health/host_probe.js'
import { LatestCheck } from '#engine/health/latest_check.js'
import { marketProbe } from '#engine/health/market_probe.js'
import { pluginsProbe, type WatchedPlugins } from '#engine/health/plugins_probe.js'
import { redisProbe } from '#engine/health/redis_probe.js'
import type { OpenDatabase } from '#ports/database.js'
import type { TradingPorts } from './trading_runtime.js'

export { LOOK_MS } from '#engine/health/health_watch.js'
export { FRESH_MS } from '#engine/health/health_ring.js'
export { bundleText } from '#engine/health/bundle.js'

/** Lines of the log in a bundle. */
const LOG = { linesMax: 500, bytesMax: 512 * 1024 } as const

/** What is looked at. */
export interface HealthSurroundings {
  readonly patient: Patient
  readonly database: OpenDatabase
  readonly trading: Pick<TradingPorts, 'records' | 'market' | 'live'>
  /** Address of Redis; `null` where there is none. */
  readonly redisUrl: string | null
  readonly engines: WatchedAccounts['engines']
  readonly plugins: WatchedPlugins['status']
  warn(sentence: string): void
}

/** Makes the watch, which has to be started, and the doctor. */
export function openHealth(around: HealthSurroundings) {
  const { patient, database, trading, redisUrl, engines, plugins, warn } = around
  const { nowMs } = systemClock
  const meters = {
    host: new ProcessMeter(patient.dataDir),
    redis: redisUrl === null ? null : new PingingMeter(redisUrl),
  }
  const { records, market, live } = trading
  const probes = [
    hostProbe(meters.host),
    databaseProbe(new PostgresMeter(database)),
    ...(meters.redis === null ? [] : [redisProbe(meters.redis)]),
    marketProbe(market, { missing: () => live.missing.symbols, nowMs }),
    accountsProbe({
      accounts: async () => (await records.accounts()).map(({ name }) => name),
      tradedBy: () => records.tradedBy(),
      engines,
      nowMs,
    }),
    pluginsProbe({ status: plugins, cpuMs: processCpuMs, nowMs }),
  ]
  const watch = new HealthWatch({
    probes,
    clock: systemClock,
    failed: (probe, error) => {
      const why = error instanceof Error ? error.message : String(error)
      warn(`${probe} could not be looked at: ${why}`)
    },
  })
  return {
    watch,
    check: new LatestCheck(() => examine(patient), nowMs),
    nowMs,
    /** The last lines of the server's log, each a JSON text. */
    log: () => lastLines(join(patient.dataDir, 'logs', 'aq.log'), LOG),
    close() {
      watch.stop()
      meters.host.close()
      meters.redis?.close()
    },
  }
}
