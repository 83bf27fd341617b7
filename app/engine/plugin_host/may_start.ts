import { checkManifest } from '#engine/plugin/check_manifest.js'
import type { Manifest, ParameterValue, RunningKind } from '#engine/plugin/manifest.js'
import { engineFault } from '#engine/plugin/platform.js'
import { resolveParameters } from '#engine/plugin/resolve_parameters.js'
import { mayRunIn } from '#engine/plugin_install/may_run_in.js'
import { sha256Of } from '#engine/plugin_package/content_hash.js'
import { accountFault, type Listener } from '#engine/plugin_gateway/event_rules.js'
import type { Permission } from '#engine/plugin_permissions/capability.js'
import { activeGrants } from '#engine/plugin_permissions/grants.js'
import { missingOf } from '#engine/plugin_permissions/missing_grants.js'
import type { HandedEffect } from '#engine/plugin_gateway/gateway.js'
import type { CleanLogLine } from '#engine/plugin_gateway/log_lines.js'
import type { PluginEvent } from '#engine/plugin_gateway/running_plugin.js'
import { isTimeframe } from '#kernel/market/timeframe.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { PluginUnusable } from '#ports/plugin_catalogue.js'
import type { HeldCode, HostPorts, PluginKey } from './host_ports.js'
import type { AskFailure, HostedState } from './hosted_status.js'

/** What to start, and with what. */
export interface StartRequest extends PluginKey {
  /** The kind that the caller wants to talk to. */
  readonly kind: RunningKind
  /** Parameters as text; the manifest's defaults for the rest. */
  readonly parameters?: Readonly<Record<string, string>>
  /** Alias of the account that it works for, as grants name it; `main` when left out. */
  readonly account?: string
  /** Fields of the guest's setup that only the caller knows: instruments, timeframe, account. */
  readonly setup?: Readonly<Record<string, unknown>>
  /** Who asks, where that is more than asking: it brings each new process up to date. */
  readonly caller?: PluginCaller
}

/** Asks a process that has just been started, before it takes its place. Its effects are dropped. */
export type AskEarly = (event: PluginEvent) => Promise<Result<unknown, AskFailure>>

/** Who a plugin runs for. Nothing here may throw. */
export interface PluginCaller {
  /** Fields of the setup that may differ from start to start; they win over those of the request. */
  setup(): Readonly<Record<string, unknown>>
  /**
   * Brings a new process up to date before it takes its place: at each start, after a crash, and for a new
   * version, which then is shown no past events. `started` is what its start answered. Answers why it cannot
   * take its place, or `null`.
   */
  prepare(started: unknown, ask: AskEarly): Promise<string | null>
  /** Whether another version may take over now: no while orders of it are on their way. */
  maySwitch(): boolean
  /** What it said when it was started, or to a timer or the outcome of a request of its own. */
  handed?(effects: readonly HandedEffect[]): void
  /** Lines that it wrote, safe to show; `dropped` more are lost. */
  logged(lines: readonly CleanLogLine[], dropped: number): void
  /**
   * The plugin is in another state, or an attempt to replace it has ended. `againMs`: when one that waits is
   * started again, UTC epoch ms; `null` for one that does not wait.
   */
  changed(state: HostedState, reason: string | null, againMs: number | null): void
}

/** Why a plugin was not started; one sentence with what to do. */
export interface StartRefusal {
  readonly code:
    | 'not_installed'
    | PluginUnusable['code']
    | 'kind_mismatch'
    | 'parameters_invalid'
    | 'level_refused'
    | 'grant_missing'
    | 'already_running'
    | 'not_running'
    | 'too_many'
    | 'start_failed'
    | 'shadow_failed'
    | 'switch_waits'
    | 'stopped'
  readonly message: string
}

/** A version that may run, held until it is released. */
export interface Startable {
  readonly held: HeldCode
  readonly manifest: Manifest
  readonly manifestHash: string
  readonly parameters: Readonly<Record<string, ParameterValue>>
  /** What was granted when this was judged. */
  readonly granted: readonly Permission[]
}

type StartPorts = Pick<HostPorts, 'catalogue' | 'grants' | 'records' | 'platform'>

/**
 * Whether the active version of a plugin may run in an environment: it is usable, fits this platform,
 * comes from where that environment allows, and was granted everything that it cannot do without.
 */
export async function mayStart(
  request: StartRequest,
  ports: StartPorts
): Promise<Result<Startable, StartRefusal>> {
  const { id } = request
  const held = await ports.catalogue.use(id)
  if (held === null) {
    return refuse('not_installed', `There is no installed plugin "${id}"; plugin:list shows them.`)
  }
  if ('message' in held) return refuse(held.code, held.message)
  let judged: Result<Startable, StartRefusal> | null = null
  try {
    judged = await judge(request, held, ports)
    return judged
  } finally {
    if (judged === null || !judged.ok) await held.release()
  }
}

async function judge(
  request: StartRequest,
  held: HeldCode,
  ports: StartPorts
): Promise<Result<Startable, StartRefusal>> {
  const { id, environment, kind } = request
  const { plugin } = held
  const checked = checkManifest(plugin.manifest)
  if (!checked.ok) {
    const fault = checked.failure[0]
    const message = `${id} ${plugin.version} has a manifest that cannot be read: ${fault?.field} ${fault?.message}.`
    return refuse('engine_unsupported', message)
  }
  const manifest = checked.value
  const misfit = engineFault(manifest.engines, ports.platform)
  if (misfit !== null) return refuse('engine_unsupported', `${id} ${plugin.version} ${misfit}.`)
  if (manifest.kind !== kind) {
    return refuse('kind_mismatch', `${id} is a plugin of kind ${manifest.kind}, not ${kind}.`)
  }
  const parameters = resolveParameters(manifest, request.parameters ?? {})
  if (!parameters.ok) {
    return refuse('parameters_invalid', parameters.failure.map(({ message }) => message).join(' '))
  }
  const versions = await ports.records.versions(id)
  const version = versions.find(({ contentHash }) => contentHash === plugin.contentHash)
  if (version === undefined) {
    return refuse('not_installed', `The record of ${id} ${plugin.version} is missing.`)
  }
  const level = mayRunIn(environment, version)
  if (!level.ok) return refuse('level_refused', level.failure)
  const manifestHash = sha256Of(plugin.manifest)
  const of = { pluginId: id, environment, manifestHash }
  const granted = await activeGrants(of, ports.grants)
  const missing = missingOf(manifest.permissions, granted)
  const unseen = accountFault(granted, listenerOf(request))
  // A strategy cannot even begin without the account that its signals are sized by.
  if (kind === 'strategy' && request.setup?.account !== undefined && unseen !== null) {
    missing.push(unseen)
  }
  if (missing.length > 0) {
    const wanted = [...new Set(missing)].join(', ')
    return refuse(
      'grant_missing',
      `${id} was not granted ${wanted} in ${environment}; plugin:grant ${id} --env ${environment} gives it.`
    )
  }
  return ok({ held, manifest, manifestHash, parameters: parameters.value, granted })
}

/** The started plugin as the rules on events see it. */
export function listenerOf({ kind, account = 'main', setup }: StartRequest): Listener {
  const timeframe = setup?.timeframe
  const isKnown = typeof timeframe === 'string' && isTimeframe(timeframe)
  return { kind, account, timeframe: isKnown ? timeframe : null }
}

function refuse(
  code: StartRefusal['code'],
  message: string
): { readonly ok: false; readonly failure: StartRefusal } {
  return err({ code, message })
}
