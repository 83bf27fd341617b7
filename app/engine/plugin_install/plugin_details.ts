import { checkManifest } from '#engine/plugin/check_manifest.js'
import type { Manifest } from '#engine/plugin/manifest.js'
import { engineFault } from '#engine/plugin/platform.js'
import { visible } from '#engine/plugin/visible.js'
import { parsePermission } from '#engine/plugin_permissions/capability.js'
import { consentLines, type ConsentLine } from '#engine/plugin_permissions/grants.js'
import { permissionId } from '#engine/plugin_permissions/capability.js'
import {
  ENVIRONMENTS,
  type Environment,
  type GrantRecord,
  type KeyRecord,
  type PluginRecord,
  type VersionRecord,
} from '#ports/plugin_records.js'
import { stagedDifference } from './accept_update.js'
import type { PluginPorts } from './plugin_ports.js'

/** An installed plugin as a list shows it. */
export interface InstalledPlugin {
  readonly plugin: PluginRecord
  /** `null` when the record of the active version is missing. */
  readonly version: VersionRecord | null
  /** `null` when this platform cannot read it. */
  readonly manifest: Manifest | null
}

/** Everything that is known of an installed plugin. */
export interface PluginDetails extends InstalledPlugin {
  readonly versions: readonly VersionRecord[]
  readonly key: KeyRecord | null
  /** What the active version asks for, with what of it is granted in each environment. */
  readonly permissions: readonly (Omit<ConsentLine, 'isGranted'> & {
    readonly grantedIn: readonly Environment[]
  })[]
  /** Permissions in force of the active version, the narrower ones too. */
  readonly grants: readonly GrantRecord[]
  /** What a staged version changes in what the plugin asks for; `null` when none waits. */
  readonly staged: Awaited<ReturnType<typeof stagedDifference>>
  /** Why it cannot be used now, one sentence each. */
  readonly warnings: readonly string[]
  /** First lines of its README, made harmless for a terminal. */
  readonly readme: readonly string[]
}

const README_LINES = 12
const README_BYTES = 4096

/** All installed plugins, by id. */
export async function listInstalled({
  records,
}: Pick<PluginPorts, 'records'>): Promise<InstalledPlugin[]> {
  const versions = await records.versions()
  return (await records.plugins()).map((plugin) => withVersion(plugin, versions))
}

/** Everything about one installed plugin; `null` when it is not installed. */
export async function pluginDetails(id: string, ports: PluginPorts): Promise<PluginDetails | null> {
  const plugin = await ports.records.plugin(id)
  if (plugin === null) return null
  const versions = await ports.records.versions(id)
  const installed = withVersion(plugin, versions)
  const keyId = installed.version?.keyId ?? null
  const grants = (await ports.grants.active(id)).filter(
    (one) => one.manifestHash === installed.version?.manifestHash
  )
  return {
    ...installed,
    versions,
    key: (await ports.records.keys()).find((key) => key.keyId === keyId) ?? null,
    permissions: installed.manifest === null ? [] : permissionsOf(installed.manifest, grants),
    grants,
    staged: await stagedDifference(id, ports),
    warnings: await warningsOf(installed, ports),
    readme: await readmeOf(plugin, ports),
  }
}

function withVersion(plugin: PluginRecord, versions: readonly VersionRecord[]): InstalledPlugin {
  const version =
    versions.find((one) => one.pluginId === plugin.id && one.contentHash === plugin.activeHash) ??
    null
  const manifest = version === null ? null : checkManifest(version.manifest)
  return { plugin, version, manifest: manifest?.ok === true ? manifest.value : null }
}

function permissionsOf(manifest: Manifest, grants: readonly GrantRecord[]) {
  const perEnvironment = ENVIRONMENTS.map((environment) => {
    const given = grants
      .filter((grant) => grant.environment === environment)
      .flatMap((grant) => {
        const read = parsePermission(permissionId(grant))
        return read.ok ? [read.value] : []
      })
    return { environment, lines: consentLines(manifest, given) }
  })
  return consentLines(manifest, []).map(({ isGranted: _, ...line }) => ({
    ...line,
    grantedIn: perEnvironment
      .filter(({ lines }) => lines.some((one) => one.id === line.id && one.isGranted))
      .map(({ environment }) => environment),
  }))
}

async function warningsOf(
  { plugin, version, manifest }: InstalledPlugin,
  { index, platform, safeMode }: PluginPorts
): Promise<string[]> {
  const warnings: string[] = []
  if (safeMode) warnings.push('AQ_SAFE_MODE is set: no installed plugin is used.')
  if (plugin.quarantineReason !== null) {
    warnings.push(`${plugin.state}: ${visible(plugin.quarantineReason)}`)
  }
  if (version === null) return [...warnings, 'The record of its active version is missing.']
  const { version: number, keyId, contentHash } = version
  const blocked = await index.blocked({ id: plugin.id, version: number, keyId, contentHash })
  if (blocked !== null) warnings.push(blocked)
  const fault = manifest === null ? 'cannot be read' : engineFault(manifest.engines, platform)
  if (fault !== null) warnings.push(`${plugin.id} ${number} ${fault}.`)
  return warnings
}

async function readmeOf(plugin: PluginRecord, { store }: PluginPorts): Promise<string[]> {
  const bytes = await store.readUnchecked(plugin.activeHash, 'README.md')
  if (bytes === null) return []
  const text = new TextDecoder().decode(bytes.subarray(0, README_BYTES))
  return text
    .split(/\r?\n/)
    .slice(0, README_LINES)
    .map((line) => visible(line).slice(0, 200))
}
