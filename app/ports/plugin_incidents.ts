import type { Environment } from './plugin_records.js'
import type { PluginIncident } from './plugin_record_store.js'

/** An incident with its time. */
export interface PastIncident extends PluginIncident {
  /** UTC epoch ms. */
  readonly atMs: number
}

/** What went wrong with plugins: the rows of `plugin_incidents`, written through `PluginRecordStore`. */
export interface PluginIncidents {
  /** Incidents of a plugin in one environment at or after a moment, latest first, at most 100. */
  since(pluginId: string, environment: Environment, atMs: number): Promise<PastIncident[]>
}
