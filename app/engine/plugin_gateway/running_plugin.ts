import type { PluginKind } from '#engine/plugin/manifest.js'
import type { Environment } from '#ports/plugin_records.js'

/** A running plugin as the host knows it; nothing of this comes from the plugin. */
export interface RunningIdentity {
  readonly id: string
  readonly environment: Environment
  readonly kind: PluginKind
  /** Of the version that runs; grants count for exactly this manifest. */
  readonly manifestHash: string
  /** Tells two processes of one plugin apart while one replaces the other. */
  readonly instance?: string
}

/** An event for a plugin, as the plugin protocol has it. */
export type PluginEvent = Readonly<Record<string, unknown>> & {
  readonly type: string
  /** UTC epoch milliseconds. */
  readonly atMs: number
}

/** Takes an event to the plugin. When it answers a promise, sockets and timers wait for it. */
export type Deliver = (event: PluginEvent) => void | Promise<unknown>

/** Why an effect was refused or came to nothing; the plugin sees code and message. */
export interface EffectFailure {
  readonly code: string
  readonly message: string
}

/** An effect that was refused. */
export interface RefusedEffect extends EffectFailure {
  readonly type: string
}

/** Name of a plugin's rates and records: shared by its processes in one environment. */
export function pluginKey({ id, environment }: RunningIdentity): string {
  return `${environment}/${id}`
}

/** Name of one process of a plugin, which owns its sockets and timers. */
export function instanceKey(plugin: RunningIdentity): string {
  return `${pluginKey(plugin)}/${plugin.manifestHash}/${plugin.instance ?? ''}`
}
