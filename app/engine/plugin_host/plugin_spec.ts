import type { Manifest } from '#engine/plugin/manifest.js'
import type { PluginLimits, PluginSpec } from '#ports/plugin_process.js'
import { accountFault } from '#engine/plugin_gateway/event_rules.js'
import { listenerOf, type StartRequest, type Startable } from './may_start.js'

/** What no manifest gets more of. */
const CAPS = { memoryMb: 128, timeoutMs: 1_000, logPerMin: 600 } as const
/** Longest event for a plugin that reaches out: an answer of a server fits, as JSON. */
const REACHING_TEXT_BYTES = 2 * 1024 * 1024
const TEXT_BYTES = 256 * 1024
const QUEUE_MAX = 1_000

/** What a plugin may use: what it asks for, within the host's caps. */
export function limitsOf({ limits, kind }: Pick<Manifest, 'limits' | 'kind'>): PluginLimits {
  const reachesOut = kind === 'agent' || kind === 'broker'
  return {
    memoryMb: Math.min(limits.memoryMb, CAPS.memoryMb),
    timeoutMs: Math.min(limits.timeoutMs, CAPS.timeoutMs),
    logPerMin: Math.min(limits.logPerMin, CAPS.logPerMin),
    textBytesMax: reachesOut ? REACHING_TEXT_BYTES : TEXT_BYTES,
    queueMax: QUEUE_MAX,
  }
}

/** What a caller adds to a setup; only the account is looked at. */
type SetupFields = Readonly<Record<string, unknown>>

/** What the launcher is given to start a version. */
export function specOf(
  { held: { plugin }, manifest, parameters, granted }: Startable,
  request: StartRequest,
  atMs: number
): PluginSpec {
  const { environment } = request
  const limits = limitsOf(manifest)
  const { account, ...terms } = { ...request.setup, ...request.caller?.setup() } as SetupFields
  const isShown = account !== undefined && accountFault(granted, listenerOf(request)) === null
  const setup = isShown ? { ...terms, account } : terms
  return {
    id: plugin.id,
    version: plugin.version,
    code: plugin.code,
    sha256: plugin.bundleHash,
    sourceMap: plugin.sourceMap,
    setup: JSON.stringify({
      ...setup,
      kind: manifest.kind,
      pluginId: plugin.id,
      environment,
      parameters,
      // The same bundle draws the same numbers after every start.
      seed: Number.parseInt(plugin.bundleHash.slice(0, 12), 16),
      atMs,
      logPerMin: limits.logPerMin,
    }),
    limits,
  }
}
