import type { Manifest } from '#engine/plugin/manifest.js'
import type { PluginHost } from '#engine/plugin_host/plugin_host.js'
import type { Result } from '#kernel/values/result.js'
import type { Alerts } from '#ports/alerts.js'
import type { Clock } from '#ports/clock.js'
import type { StrategyDrafts } from '#ports/strategy_drafts.js'
import type { StrategyRecords } from '#ports/strategy_records.js'

/** What strategies ask of the host of live plugins. */
export type PluginDesk = Pick<PluginHost, 'start' | 'ask' | 'assess' | 'stop' | 'status'>

/** Everything that strategies need of the outside. */
export interface StrategyPorts {
  /** The host, opened when the first strategy is to run. */
  host(): Promise<PluginDesk>
  readonly records: StrategyRecords
  readonly drafts: StrategyDrafts
  /** The manifest of a shipped or installed plugin; the failure is a sentence. */
  manifest(plugin: string): Promise<Result<Manifest, string>>
  readonly clock: Clock
  readonly alerts: Alerts
  /** How often what strategies say of themselves is kept, and those that may not run are tried again; ms. */
  readonly lookMs?: number
  /** A sentence for the log. */
  warn(sentence: string): void
}
