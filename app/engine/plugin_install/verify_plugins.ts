import { checkManifest } from '#engine/plugin/check_manifest.js'
import { compareLocks } from '#engine/plugin_lock/compare_locks.js'
import { readLockFile } from '#engine/plugin_lock/lock_file.js'
import { sha256Of } from '#engine/plugin_package/content_hash.js'
import { fileListFaults } from '#engine/plugin_package/file_list.js'
import { readSignature, verifyBytes } from '#engine/plugin_package/signature.js'
import type { PackageFiles } from '#ports/plugin_package.js'
import type { KeyRecord, PluginRecord, VersionRecord } from '#ports/plugin_records.js'
import { installDetail } from './install_detail.js'
import { installedEntries } from './lock_entry.js'
import type { PluginPorts } from './plugin_ports.js'

/** One thing that is not as it was installed. */
export interface StoreDifference {
  readonly kind: 'content' | 'record' | 'signature' | 'grant' | 'lock_file' | 'leftover'
  /** The plugin it is about; `null` for what belongs to none. */
  readonly pluginId: string | null
  /** Hash of the content it is about; `null` when it is about no content. */
  readonly contentHash: string | null
  /** One sentence: what is, and what should be. */
  readonly message: string
}

/** What `verifyPlugins` looked at and found. */
export interface VerifiedStore {
  readonly plugins: number
  readonly versions: number
  readonly differences: readonly StoreDifference[]
}

/**
 * Compares everything that is stored with what was installed: every file with its hash, records with
 * the store, signatures with keys, permissions with manifests, the lock file with all of it. Changes
 * nothing. With an id, only what is about that plugin.
 */
export async function verifyPlugins(
  ports: PluginPorts,
  only: string | null = null
): Promise<VerifiedStore> {
  const [plugins, versions, keys] = await Promise.all([
    ports.records.plugins(),
    ports.records.versions(only ?? undefined),
    ports.records.keys(),
  ])
  const chosen = plugins.filter(({ id }) => only === null || id === only)
  const differences: StoreDifference[] = []
  for (const plugin of chosen) {
    differences.push(...recordDifferences(plugin, versions))
    differences.push(...(await grantDifferences(plugin, versions, ports)))
  }
  for (const version of versions) differences.push(...(await verifyVersion(version, keys, ports)))
  differences.push(...(await lockDifferences(ports, only)))
  if (only === null) differences.push(...(await leftovers(plugins, versions, ports)))
  return { plugins: chosen.length, versions: versions.length, differences }
}

function recordDifferences(
  plugin: PluginRecord,
  versions: readonly VersionRecord[]
): StoreDifference[] {
  const { id, activeHash, activeVersion, stagedHash, stagedVersion } = plugin
  const found: StoreDifference[] = []
  for (const [word, hash, version] of [
    ['active', activeHash, activeVersion],
    ['staged', stagedHash, stagedVersion],
  ] as const) {
    if (hash === null && version === null) continue
    const record = versions.find((one) => one.pluginId === id && one.contentHash === hash)
    if (record?.version === version) continue
    const what = record === undefined ? 'has no record' : `is recorded as ${record.version}`
    const message = `${id}: its ${word} version ${version} ${what}.`
    found.push({ kind: 'record', pluginId: id, contentHash: hash, message })
  }
  return found
}

async function grantDifferences(
  { id }: PluginRecord,
  versions: readonly VersionRecord[],
  { grants }: PluginPorts
): Promise<StoreDifference[]> {
  const known = new Set(versions.map(({ manifestHash }) => manifestHash))
  const strange = (await grants.active(id)).filter(({ manifestHash }) => !known.has(manifestHash))
  return strange.map(({ capability, manifestHash }) => ({
    kind: 'grant',
    pluginId: id,
    contentHash: null,
    message: `${id}: ${capability} is granted to a manifest that is not kept (${manifestHash.slice(0, 12)}).`,
  }))
}

async function verifyVersion(
  version: VersionRecord,
  keys: readonly KeyRecord[],
  { store }: PluginPorts
): Promise<StoreDifference[]> {
  const { pluginId, contentHash } = version
  const difference = (kind: StoreDifference['kind'], message: string): StoreDifference => ({
    kind,
    pluginId,
    contentHash,
    message: `${pluginId} ${version.version}: ${message}`,
  })
  const opened = await store.open(contentHash)
  if (!opened.ok) return [difference('content', opened.failure.message)]
  const files = opened.value
  const found: StoreDifference[] = []
  for (const [path, hash] of [
    ['dist/plugin.js', version.bundleHash],
    ['aq-plugin.json', version.manifestHash],
  ] as const) {
    const bytes = files.get(path)
    if (bytes !== undefined && sha256Of(bytes) === hash) continue
    found.push(difference('record', `the hash of ${path} is not the one recorded.`))
  }
  const recorded = manifestFault(version)
  if (recorded !== null) found.push(difference('record', recorded))
  for (const fault of fileListFaults(files)) {
    found.push(difference('content', `${fault.where} ${fault.message}.`))
  }
  const signature = signatureFault(version, files, keys)
  if (signature !== null) found.push(difference('signature', signature))
  return found
}

function manifestFault(version: VersionRecord): string | null {
  if (sha256Of(version.manifest) !== version.manifestHash) {
    return 'the manifest in the record is not the one that was installed.'
  }
  const manifest = checkManifest(version.manifest)
  // A manifest that a newer platform no longer reads is told when the plugin is used.
  if (!manifest.ok) return null
  const { id, version: number, publisher } = manifest.value
  const isSame =
    id === version.pluginId && number === version.version && publisher.id === version.publisherId
  return isSame ? null : 'the record names another id, version or publisher than its manifest.'
}

function signatureFault(
  { keyId, level, publisherId }: VersionRecord,
  files: PackageFiles,
  keys: readonly KeyRecord[]
): string | null {
  if (keyId === null) {
    return level === 'unsigned-local' ? null : `it counts as ${level} without a key.`
  }
  if (level === 'unsigned-local') return `it counts as unsigned with the key ${keyId}.`
  const key = keys.find((one) => one.keyId === keyId)
  if (key === undefined) return `the key ${keyId} that signed it is not recorded.`
  if (key.publisherId !== publisherId) {
    return `the key ${keyId} belongs to "${key.publisherId}", the version to "${publisherId}".`
  }
  const [bytes, signed] = [files.get('aq-plugin.sig'), files.get('aq-plugin.files.json')]
  const signature = bytes === undefined ? null : readSignature(bytes)
  if (signature?.ok !== true || signed === undefined) return 'its signature is missing or broken.'
  const fits = verifyBytes(signed, signature.value.signature, key.publicKey)
  return fits ? null : `its signature is not one of the key ${keyId}.`
}

async function lockDifferences(
  ports: PluginPorts,
  only: string | null
): Promise<StoreDifference[]> {
  const of = (pluginId: string | null, message: string): StoreDifference => ({
    kind: 'lock_file',
    pluginId,
    contentHash: null,
    message,
  })
  const locked = await readLockFile(ports.places.lockFile)
  if (!locked.ok) return [of(null, `${locked.failure.message}.`)]
  const differences = compareLocks(locked.value ?? new Map(), await installedEntries(ports))
  return differences
    .filter(({ id }) => only === null || id === only)
    .map(({ id, message }) => of(id, `${message}.`))
}

/** What nothing refers to: content, archives in quarantine, records of plugins that are gone. */
async function leftovers(
  plugins: readonly PluginRecord[],
  versions: readonly VersionRecord[],
  { store, quarantine, records }: PluginPorts
): Promise<StoreDifference[]> {
  const stored = await store.list()
  const waiting = await quarantine.list()
  const unfinished = await records.unfinished()
  const bundles = await records.bundlesOfRuns()
  const known = new Set([
    ...versions.map(({ contentHash }) => contentHash),
    ...unfinished.map(({ detail }) => installDetail(detail).contentHash),
  ])
  const of = (message: string, contentHash: string | null, pluginId: string | null = null) =>
    ({ kind: 'leftover', pluginId, contentHash, message }) as const
  return [
    ...stored
      .filter((hash) => !known.has(hash))
      .map((hash) => of(`${hash.slice(0, 12)} is stored and belongs to no version.`, hash)),
    ...waiting
      .filter((id) => !unfinished.some((one) => one.id === id))
      .map((id) => of(`${id} is in quarantine and belongs to no install.`, null)),
    ...versions
      .filter(
        ({ pluginId, bundleHash }) =>
          !plugins.some(({ id }) => id === pluginId) && !bundles.has(bundleHash)
      )
      .map(({ pluginId, version, contentHash }) =>
        of(`${pluginId} ${version} is kept, and nothing needs it.`, contentHash, pluginId)
      ),
  ]
}
