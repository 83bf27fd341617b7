import type { RunningKind } from '#engine/plugin/manifest.js'
import type { PluginFailure } from '#ports/plugin_process.js'
import type { PerformedEffects, PluginKey } from './host_ports.js'

/**
 * `waiting`: it was ended and will be started again. `quarantined`: only a person brings it back.
 */
export type HostedState = 'starting' | 'running' | 'waiting' | 'quarantined' | 'stopped'

/** What a plugin said to an event. */
export interface PluginAnswer {
  /** As the plugin protocol has it for the event; content to be distrusted. */
  readonly value: unknown
  readonly effects: PerformedEffects
}

/** Why there is no answer. */
export type AskFailure = PluginFailure | NotRunning | NotTold

/** Nobody answers: the plugin waits, is quarantined or stopped. */
export interface NotRunning {
  readonly type: 'not_running'
  readonly state: HostedState
  readonly message: string
}

/** The failure of a question to a plugin that is in `state`. */
export function notRunning(
  { id, environment }: PluginKey,
  state: HostedState,
  reason: string | null
): NotRunning {
  const why = reason === null ? '' : `: ${reason}`
  return { type: 'not_running', state, message: `${id} is ${state} in ${environment}${why}` }
}

const SAYS_NOTHING: readonly AskFailure['type'][] = [
  'queue_full',
  'text_too_large',
  'not_granted',
  'not_running',
]

/** Whether a failure says nothing about the version that was asked. */
export function saysNothing({ type }: AskFailure): boolean {
  return SAYS_NOTHING.includes(type)
}

/** The event tells something that the plugin may not know; the plugin goes on. */
export interface NotTold {
  readonly type: 'not_granted'
  /** Permission that is missing, as manifests write it; `null` when none would do. */
  readonly permission: string | null
  readonly message: string
}

/** A hosted plugin as people see it. */
export interface HostedStatus extends PluginKey {
  readonly kind: RunningKind
  readonly version: string
  readonly state: HostedState
  /** Why it is not running; `null` when it is. */
  readonly reason: string | null
  /** Since when it is in this state, UTC epoch ms. */
  readonly sinceMs: number
  readonly pid: number | null
  /** Starts so far. */
  readonly starts: number
  /** Whether a strategy may open positions; what it holds is managed by the host either way. */
  readonly takesEntries: boolean
  readonly residentMb: number | null
}
