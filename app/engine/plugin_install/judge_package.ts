import { basename } from 'node:path'
import { gt, lt } from 'semver'
import { listPluginFolders } from '#engine/plugin/find_plugin.js'
import { readLockFile } from '#engine/plugin_lock/lock_file.js'
import type { CheckedPackage } from '#engine/plugin_package/check_package.js'
import { lookAlike } from '#engine/plugin_registry/look_alike.js'
import type { PluginRecord, VersionRecord } from '#ports/plugin_records.js'
import type { ResolvedPackage } from '#ports/plugin_source.js'
import { refusal, type InstallRequest, type PluginRefusal } from './install_request.js'
import type { PluginPorts } from './plugin_ports.js'

/** A checked package beside what is installed under its id. */
export interface Candidate {
  readonly checked: CheckedPackage
  readonly resolved: ResolvedPackage
  /** What is installed under the same id; `null` at a first install. */
  readonly current: PluginRecord | null
  /** All versions that are known of this id. */
  readonly known: readonly VersionRecord[]
}

/** Why a package must not come under its id and version, beyond who signed it; `null` when it may. */
export async function judgePackage(
  candidate: Candidate,
  request: InstallRequest,
  ports: PluginPorts
): Promise<PluginRefusal | null> {
  return (
    refuseOtherPlugin(candidate, request) ??
    refuseOtherKind(candidate) ??
    (await refuseBlocked(candidate, ports)) ??
    (await refuseShippedId(candidate.checked.manifest.id, ports)) ??
    (await refuseIndexedId(candidate, ports)) ??
    refuseRepublished(candidate) ??
    (await refuseUnlocked(candidate, ports)) ??
    refuseDowngrade(candidate, request) ??
    (await refuseLookAlike(candidate, request, ports))
  )
}

/** Ids of the plugins that come with the platform. */
export async function shippedIds(root: string): Promise<string[]> {
  return (await listPluginFolders(root)).map((folder) => basename(folder))
}

function refuseOtherPlugin(
  { checked: { manifest }, resolved }: Candidate,
  { expectedId }: InstallRequest
): PluginRefusal | null {
  const wanted = expectedId ?? resolved.id
  if (wanted !== null && manifest.id !== wanted) {
    return refusal(
      'other_plugin',
      `The package at ${resolved.resolved} holds the plugin "${manifest.id}", not "${wanted}"; nothing was installed.`
    )
  }
  if (resolved.source.type === 'index' && resolved.version !== null) {
    if (manifest.version !== resolved.version) {
      return refusal(
        'other_plugin',
        `The index promises ${manifest.id} ${resolved.version}, but the package says ${manifest.version}; nothing was installed.`
      )
    }
  }
  return null
}

/** What was agreed to was a plugin of one kind; another kind is shown other things and asked others. */
function refuseOtherKind({ checked: { manifest }, current }: Candidate): PluginRefusal | null {
  if (current === null || current.kind === manifest.kind) return null
  return refusal(
    'kind_changed',
    `${manifest.id} is installed as a plugin of kind ${current.kind}, and this package is of kind ${manifest.kind}: a plugin keeps its kind; remove the plugin first if you mean it.`
  )
}

async function refuseBlocked(
  { checked }: Candidate,
  { index }: PluginPorts
): Promise<PluginRefusal | null> {
  const { manifest, signature, contentHash } = checked
  const keyId = signature?.keyId ?? null
  const why = await index.blocked({
    id: manifest.id,
    version: manifest.version,
    keyId,
    contentHash,
  })
  return why === null ? null : refusal('blocked', why)
}

/** An id of a plugin that comes with the platform is nobody else's. */
export async function refuseShippedId(
  id: string,
  { places }: Pick<PluginPorts, 'places'>
): Promise<PluginRefusal | null> {
  if (!(await shippedIds(places.root)).includes(id)) return null
  return refusal(
    'id_taken',
    `"${id}" is a plugin in plugins/examples, which runs without being installed; a package needs an id of its own.`
  )
}

/** An id that a registry offers is its publisher's, wherever else a package of that name turns up. */
async function refuseIndexedId(
  { checked: { manifest, signature }, resolved, current }: Candidate,
  { index }: PluginPorts
): Promise<PluginRefusal | null> {
  // A folder is its author's own; what comes by an index must have the key that the index demands.
  const { type } = resolved.source
  if (current !== null || type === 'folder' || type === 'index') return null
  const owners = await index.owners(manifest.id)
  const [owner] = owners
  const keyId = signature?.keyId
  if (owner === undefined) return null
  if (keyId !== undefined && owners.some(({ keyIds }) => keyIds.includes(keyId))) return null
  return refusal(
    'id_taken',
    `"${manifest.id}" is offered by the registry ${owner.url} as a plugin of ${owner.publisher}, and this package is ${keyId === undefined ? 'unsigned' : `signed with the key ${keyId}, which is none of theirs`}: give plugin:install ${manifest.id} for the registry's, or leave the registry.`
  )
}

/** The same version number must mean the same bytes, except for an author's own folder. */
function refuseRepublished({ checked, resolved, known }: Candidate): PluginRefusal | null {
  const { manifest, contentHash } = checked
  const same = known.filter((one) => one.version === manifest.version)
  const other = same.find((one) => one.contentHash !== contentHash)
  if (other === undefined || same.some((one) => one.contentHash === contentHash)) return null
  if (resolved.source.type === 'folder' && other.level === 'unsigned-local') return null
  return refusal(
    'version_republished',
    `${manifest.id} ${manifest.version} was published before with other content (${other.contentHash.slice(0, 12)}, now ${contentHash.slice(0, 12)}): a version never changes, so one of the two is not the publisher's; ask the publisher for a new version number.`
  )
}

/**
 * What the lock file says of a plugin that is not installed here yet counts as if it were: it came
 * with the checkout from a machine where somebody had looked.
 */
async function refuseUnlocked(
  { checked, resolved, current }: Candidate,
  { places }: PluginPorts
): Promise<PluginRefusal | null> {
  if (current !== null || resolved.source.type === 'folder') return null
  const { manifest, contentHash, signature } = checked
  const locked = await readLockFile(places.lockFile)
  const entry = locked.ok ? locked.value?.get(manifest.id) : undefined
  if (entry === undefined) return null
  const keyId = signature?.keyId ?? null
  const mend = `if that is right, remove ${manifest.id} from ${places.lockFile} first.`
  if (entry.keyId !== null && entry.keyId !== keyId) {
    const by = keyId === null ? 'is unsigned' : `is signed with the key ${keyId}`
    return refusal(
      'key_changed',
      `${manifest.id} ${by}, but the lock file names the key ${entry.keyId}: stopped; ${mend}`
    )
  }
  if (entry.version !== manifest.version || entry.contentHash === contentHash) return null
  return refusal(
    'version_republished',
    `${manifest.id} ${manifest.version} has other content (${contentHash.slice(0, 12)}) than the lock file says (${entry.contentHash.slice(0, 12)}): stopped; ${mend}`
  )
}

function refuseDowngrade(
  { checked: { manifest }, current }: Candidate,
  { allowDowngrade }: InstallRequest
): PluginRefusal | null {
  if (current === null || allowDowngrade) return null
  const newest =
    current.stagedVersion !== null && gt(current.stagedVersion, current.activeVersion)
      ? current.stagedVersion
      : current.activeVersion
  if (!lt(manifest.version, newest)) return null
  return refusal(
    'downgrade',
    `${manifest.id} ${newest} is installed and ${manifest.version} is older; use plugin:rollback for a version that was here before, or --allow-downgrade.`
  )
}

async function refuseLookAlike(
  { checked: { manifest }, current }: Candidate,
  { acceptLookAlike }: InstallRequest,
  { records, index, places }: PluginPorts
): Promise<PluginRefusal | null> {
  if (current !== null || acceptLookAlike === manifest.id) return null
  const known = [
    ...(await records.plugins()).map((plugin) => plugin.id),
    ...(await index.ids()),
    ...(await shippedIds(places.root)),
  ]
  const near = lookAlike(manifest.id, known)
  if (near === null) return null
  const why = near.why.startsWith('looks like') ? '' : ` (${near.why})`
  return refusal(
    'look_alike',
    `"${manifest.id}" looks like "${near.id}"${why}; if you mean it, give --accept-look-alike ${manifest.id}.`
  )
}
