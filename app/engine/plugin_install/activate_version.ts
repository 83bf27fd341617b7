import { permissionId } from '#engine/plugin_permissions/capability.js'
import type { AuditEntry } from '#ports/audit_log.js'
import type { NewGrant } from '#ports/plugin_grants.js'
import type { RecordChange } from '#ports/plugin_record_store.js'
import type {
  Environment,
  GrantRecord,
  PluginRecord,
  TrustLevel,
  VersionRecord,
} from '#ports/plugin_records.js'
import { grantRows, keptPermissions, type Consent } from './decide_consent.js'
import type { InstallOutcome } from './install_request.js'
import type { Candidate } from './judge_package.js'
import type { Origin } from './judge_signature.js'

/** A package that was checked, verified, agreed to and stored. */
export interface Activation {
  readonly candidate: Candidate
  readonly origin: Origin
  readonly consent: Consent
  /** Permissions in force, of all versions and environments. */
  readonly grants: readonly GrantRecord[]
  readonly integrity: string
  readonly actor: string
  readonly nowMs: number
}

/** Environments whose permissions follow an update; what is live is pinned and promoted anew. */
const FOLLOWING: readonly Environment[] = ['example', 'paper']

/** What is written when a stored package takes its place, and what to tell about it. */
export function activationChanges(activation: Activation): {
  changes: readonly RecordChange[]
  outcome: InstallOutcome
} {
  const { candidate, origin, consent, nowMs } = activation
  const { current, checked } = candidate
  const result = resultOf(activation)
  const changes: RecordChange[] = []
  if (origin.newKey !== null) {
    const key = { ...origin.newKey, firstSeenAtMs: nowMs, revokedAtMs: null }
    changes.push({ type: 'put_key', key })
  }
  const known = candidate.known.find((one) => one.contentHash === checked.contentHash)
  const version = mergeVersions(versionOf(activation), known ?? null)
  changes.push({ type: 'put_version', version })
  if (result !== 'unchanged') changes.push({ type: 'put_plugin', plugin: pluginOf(activation) })
  changes.push({ type: 'audit', entries: auditOf(activation, result) })
  if (result === 'installed' || result === 'updated') {
    changes.push(...grantChanges(givenGrants(activation), activation.actor))
  }
  const { id, kind } = checked.manifest
  return {
    changes,
    outcome: {
      result,
      id,
      kind,
      version: checked.manifest.version,
      level: version.level,
      keyId: version.keyId,
      contentHash: checked.contentHash,
      granted: consent.granted ?? [],
      state: (result === 'unchanged' ? current : null)?.state ?? pluginOf(activation).state,
      waitsFor: consent.granted === null && current !== null ? consent.waitsFor : [],
      findings: checked.findings,
    },
  }
}

function resultOf({ candidate, consent }: Activation): InstallOutcome['result'] {
  const { current, checked } = candidate
  if (current === null) return 'installed'
  if (current.activeHash === checked.contentHash) return 'unchanged'
  return consent.granted === null ? 'staged' : 'updated'
}

function versionOf({ candidate, origin, integrity, actor, nowMs }: Activation): VersionRecord {
  const { checked, resolved } = candidate
  return {
    pluginId: checked.manifest.id,
    version: checked.manifest.version,
    contentHash: checked.contentHash,
    bundleHash: checked.bundleHash,
    manifestHash: checked.manifestHash,
    manifest: checked.manifestText,
    resolved: resolved.resolved,
    integrity,
    level: origin.level,
    publisherId: checked.manifest.publisher.id,
    keyId: origin.keyId,
    installedAtMs: nowMs,
    installedBy: actor,
  }
}

const RANK: readonly TrustLevel[] = ['unsigned-local', 'signed', 'verified', 'official']

/** The same bytes from a better known origin raise a version's level; a lesser one never lowers it. */
function mergeVersions(fresh: VersionRecord, known: VersionRecord | null): VersionRecord {
  if (known === null || (fresh.keyId !== null && fresh.keyId !== known.keyId)) return fresh
  return RANK.indexOf(fresh.level) > RANK.indexOf(known.level) ? fresh : known
}

function pluginOf({ candidate, consent, nowMs }: Activation): PluginRecord {
  const { checked, current, resolved } = candidate
  const { id, kind, version } = checked.manifest
  if (current !== null && consent.granted === null) {
    return {
      ...current,
      stagedVersion: version,
      stagedHash: checked.contentHash,
      source: resolved.source,
      updatedAtMs: nowMs,
    }
  }
  const base: PluginRecord = current ?? {
    id,
    kind,
    state: 'enabled',
    activeVersion: version,
    activeHash: checked.contentHash,
    stagedVersion: null,
    stagedHash: null,
    source: resolved.source,
    quarantineReason: null,
    installedAtMs: nowMs,
    updatedAtMs: nowMs,
  }
  return {
    ...base,
    kind,
    state: base.state === 'blocked' ? 'enabled' : base.state,
    activeVersion: version,
    activeHash: checked.contentHash,
    stagedVersion: null,
    stagedHash: null,
    source: resolved.source,
    updatedAtMs: nowMs,
  }
}

function givenGrants({ candidate, consent, grants, actor }: Activation) {
  const { checked, current, known } = candidate
  const { manifest, manifestHash } = checked
  const active = known.find((one) => one.contentHash === current?.activeHash)
  const before = grants.filter((grant) => grant.manifestHash === active?.manifestHash)
  return FOLLOWING.flatMap((environment) => {
    const ids =
      environment === 'example'
        ? (consent.granted ?? [])
        : keptPermissions(manifest, before, environment)
    return grantRows(ids, { pluginId: manifest.id, environment, manifestHash, grantedBy: actor })
  })
}

function auditOf(activation: Activation, result: InstallOutcome['result']): AuditEntry[] {
  const { candidate, origin, consent, actor } = activation
  const { checked, resolved, current } = candidate
  const { id, version } = checked.manifest
  const entries: AuditEntry[] = []
  if (origin.newKey !== null) {
    const { keyId, publisherId, trustedBy } = origin.newKey
    entries.push({
      actor,
      action: 'key.trusted',
      subject: `key:${keyId}`,
      detail: { publisherId, trustedBy },
    })
  }
  entries.push({
    actor,
    action: AUDIT_WORDS[result],
    subject: `plugin:${id}`,
    detail: {
      version,
      before: current?.activeVersion ?? null,
      contentHash: checked.contentHash,
      manifestHash: checked.manifestHash,
      level: origin.level,
      keyId: origin.keyId,
      resolved: resolved.resolved,
      granted: consent.granted,
      waitsFor: consent.granted === null ? consent.waitsFor : [],
    },
  })
  return entries
}

/** Grants with what the audit log says of them, an entry for each environment. */
export function grantChanges(grants: readonly NewGrant[], actor: string): RecordChange[] {
  const entries = [...Map.groupBy(grants, (grant) => grant.environment)].map(
    ([environment, given]): AuditEntry => ({
      actor,
      action: 'grant.given',
      subject: `plugin:${given[0]?.pluginId}`,
      detail: {
        environment,
        manifestHash: given[0]?.manifestHash,
        permissions: given.map(permissionId),
      },
    })
  )
  if (grants.length === 0) return []
  return [
    { type: 'audit', entries },
    { type: 'give_grants', grants },
  ]
}

const AUDIT_WORDS: Readonly<Record<InstallOutcome['result'], string>> = {
  installed: 'plugin.installed',
  updated: 'plugin.updated',
  staged: 'plugin.update_staged',
  unchanged: 'plugin.reinstalled',
}
