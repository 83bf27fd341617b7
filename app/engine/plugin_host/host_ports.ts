import type { Platform } from '#engine/plugin/platform.js'
import type { EffectGateway, EffectReport } from '#engine/plugin_gateway/gateway.js'
import type { PluginUnusable, UsablePlugin } from '#ports/plugin_catalogue.js'
import type { GrantStore } from '#ports/plugin_grants.js'
import type { PluginIncidents } from '#ports/plugin_incidents.js'
import type { PluginLauncher } from '#ports/plugin_process.js'
import type { PluginRecordStore } from '#ports/plugin_record_store.js'
import type { Environment } from '#ports/plugin_records.js'
import type { CleanLogLine } from '#engine/plugin_gateway/log_lines.js'
import type { HostClock } from './host_clock.js'

/** Which running plugin is meant: one of an id in each environment, unless instances are told apart. */
export interface PluginKey {
  readonly id: string
  readonly environment: Environment
  /** Tells several of one plugin in one environment apart: account and name. */
  readonly instance?: string
}

/** What became of the effects of one answer. */
export type PerformedEffects = Pick<EffectReport, 'handed' | 'refused'>

/** Checks what plugins ask for, and performs it. */
export type EffectDesk = Pick<EffectGateway, 'perform' | 'close' | 'logLines' | 'shutdown'>

/** A plugin that is in use until it is released. */
export interface HeldCode {
  readonly plugin: UsablePlugin
  release(): Promise<void>
}

/** Everything that running plugins needs of the outside. */
export interface HostPorts {
  readonly launcher: PluginLauncher
  readonly catalogue: { use(id: string): Promise<HeldCode | PluginUnusable | null> }
  readonly desk: EffectDesk
  readonly grants: Pick<GrantStore, 'active' | 'watch'>
  readonly records: Pick<PluginRecordStore, 'apply' | 'plugin' | 'plugins' | 'versions'>
  readonly incidents: PluginIncidents
  readonly platform: Platform
  readonly clock: HostClock
  /**
   * Whether a plugin may be replaced by another version now. No while orders of its are on their way
   * that nobody has acknowledged; it is asked again later. Left out: always.
   */
  maySwitch?(key: PluginKey): boolean
  /** Lines that a plugin wrote, without secrets and safe to show; for a log that people read. */
  logged(key: PluginKey, lines: readonly CleanLogLine[], dropped: number): void
  /** Something of the platform failed while it looked after a plugin; nobody else hears of it. */
  troubled(key: PluginKey, error: unknown): void
}
