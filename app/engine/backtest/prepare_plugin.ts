import { didYouMean } from '#engine/nearest.js'
import { checkManifest } from '#engine/plugin/check_manifest.js'
import { findPlugin, type PluginPlaces } from '#engine/plugin/find_plugin.js'
import type { Manifest, ParameterValue, RunningKind } from '#engine/plugin/manifest.js'
import { manifestFaultLines } from '#engine/plugin/read_manifest.js'
import { resolveParameters } from '#engine/plugin/resolve_parameters.js'
import { visible } from '#engine/plugin/visible.js'
import { sha256Of } from '#engine/plugin_package/content_hash.js'
import { missingGrants } from '#engine/plugin_permissions/missing_grants.js'
import { ok, type Result } from '#kernel/values/result.js'
import type { PluginBundler } from '#ports/plugin_bundler.js'
import type { HeldPlugin, PluginCatalogue } from '#ports/plugin_catalogue.js'
import type { GrantStore } from '#ports/plugin_grants.js'
import { refused, type AskedPlugin, type BacktestRefused } from './backtest_request.js'

/** What finding a plugin needs of the outside. */
export interface PluginFindingPorts {
  readonly bundler: PluginBundler
  readonly places: PluginPlaces
  /** Installed plugins and what they were granted; `null` where there are none to ask for. */
  readonly installed: {
    readonly catalogue: PluginCatalogue
    readonly grants: Pick<GrantStore, 'active'>
  } | null
}

/** A plugin of a run: what it is, the code that will run, and its parameters. */
export interface PreparedPlugin {
  readonly manifest: Manifest
  readonly bundle: PreparedCode
  /** Hash of the installed package; `null` for a folder, which was bundled just now. */
  readonly contentHash: string | null
  readonly parameters: Readonly<Record<string, ParameterValue>>
  /** Lets go of an installed plugin, which cannot be removed before; may be called again. */
  release(): Promise<void>
}

/** The one script of a plugin. */
export interface PreparedCode {
  readonly code: string
  /** SHA-256 of `code` as UTF-8, in hexadecimal. */
  readonly sha256: string
  /** Where the source map is, or the map itself; both `null` when there is none. */
  readonly sourceMapPath: string | null
  readonly sourceMap: Uint8Array | null
}

type Prepared = Result<PreparedPlugin, BacktestRefused>

/**
 * Finds a plugin among the examples, by its folder, or among the installed ones; checks its kind and its
 * parameters, and makes its code ready.
 */
export async function preparePlugin(
  asked: AskedPlugin,
  kind: RunningKind,
  ports: PluginFindingPorts
): Promise<Prepared> {
  const found = await findPlugin(asked.plugin, ports.places)
  if (!found.ok) {
    if (found.failure.type === 'manifest_invalid') {
      return refused('plugin_invalid', ...manifestFaultLines(found.failure.faults))
    }
    return prepareInstalled(asked, kind, { ...ports, unknown: found.failure.message })
  }
  const { manifest, folder } = found.value
  const checked = checkUse(manifest, asked, kind)
  if (!checked.ok) return checked
  const bundle = await ports.bundler.bundlePlugin(folder)
  if (!bundle.ok) {
    return refused('plugin_invalid', visible(`${manifest.id}: ${bundle.failure.message}`))
  }
  const { code, sha256, sourceMapPath } = bundle.value
  return ok({
    manifest,
    bundle: { code, sha256, sourceMapPath, sourceMap: null },
    contentHash: null,
    parameters: checked.value,
    release: async () => {},
  })
}

async function prepareInstalled(
  asked: AskedPlugin,
  kind: RunningKind,
  { installed, unknown }: PluginFindingPorts & { unknown: string }
): Promise<Prepared> {
  const held = installed === null ? null : await installed.catalogue.use(asked.plugin)
  if (held === null || installed === null) {
    const ids = (await installed?.catalogue.ids()) ?? []
    const near = didYouMean(asked.plugin, ids)
    const known = ids.length === 0 ? '' : ` Installed: ${ids.join(', ')}.${near}`
    return refused('plugin_unknown', `${unknown}${known}`)
  }
  if ('message' in held) return refused('plugin_unusable', held.message)
  let prepared: Prepared | null = null
  try {
    prepared = await checkGrants(readInstalled(held, asked, kind), held, installed.grants)
    return prepared
  } finally {
    if (prepared === null || !prepared.ok) await held.release()
  }
}

/** An installed plugin runs in a backtest with what it was granted in examples, or not at all. */
async function checkGrants(
  prepared: Prepared,
  { plugin }: HeldPlugin,
  grants: Pick<GrantStore, 'active'>
): Promise<Prepared> {
  if (!prepared.ok) return prepared
  const { manifest } = prepared.value
  const of = { environment: 'example', manifestHash: sha256Of(plugin.manifest) } as const
  const missing = await missingGrants(manifest, of, grants)
  if (missing.length === 0) return prepared
  const message = `${manifest.id} was not granted ${missing.join(', ')} in examples; plugin:grant ${manifest.id} --env example --required gives it.`
  return refused('plugin_unusable', message)
}

function readInstalled(held: HeldPlugin, asked: AskedPlugin, kind: RunningKind): Prepared {
  const found = held.plugin
  const manifest = checkManifest(found.manifest)
  if (!manifest.ok) return refused('plugin_invalid', ...manifestFaultLines(manifest.failure))
  const checked = checkUse(manifest.value, asked, kind)
  if (!checked.ok) return checked
  let isHeld = true
  return ok({
    manifest: manifest.value,
    bundle: {
      code: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(found.code),
      sha256: found.bundleHash,
      sourceMapPath: null,
      sourceMap: found.sourceMap,
    },
    contentHash: found.contentHash,
    parameters: checked.value,
    async release() {
      if (isHeld) await held.release()
      isHeld = false
    },
  })
}

const IN_WORDS: Readonly<Record<RunningKind, string>> = {
  'strategy': 'a strategy',
  'risk-rule': 'a risk rule',
  'agent': 'an agent',
  'broker': 'a broker',
}
/** How a plugin of a kind joins a backtest. */
const HOW: Readonly<Record<RunningKind, string>> = {
  'strategy': 'name it as the plugin of the backtest',
  'risk-rule': 'add it to a strategy with --rule',
  'agent': 'add it to a strategy with --agent',
  'broker': 'a backtest has no broker',
}

/** Whether a plugin can have this place in a run; its parameters. */
function checkUse(
  manifest: Manifest,
  asked: AskedPlugin,
  kind: RunningKind
): Result<Readonly<Record<string, ParameterValue>>, BacktestRefused> {
  if (manifest.kind !== kind) {
    const message = `${manifest.id} is ${IN_WORDS[manifest.kind]}, not ${IN_WORDS[kind]}: ${HOW[manifest.kind]}`
    return refused('plugin_invalid', message)
  }
  const parameters = resolveParameters(manifest, asked.parameters)
  if (parameters.ok) return parameters
  return refused('parameters_invalid', ...parameters.failure.map((fault) => fault.message))
}
