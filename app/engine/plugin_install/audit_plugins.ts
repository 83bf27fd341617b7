import { compareLocks } from '#engine/plugin_lock/compare_locks.js'
import { readLockFile } from '#engine/plugin_lock/lock_file.js'
import {
  CAPABILITIES,
  parsePermission,
  permissionId,
} from '#engine/plugin_permissions/capability.js'
import { plainWords } from '#engine/plugin_permissions/plain_words.js'
import type { GrantRecord, KeyRecord, PluginRecord, VersionRecord } from '#ports/plugin_records.js'
import { installedEntries } from './lock_entry.js'
import type { PluginPorts } from './plugin_ports.js'

/** One thing that an operator should know. A problem is wrong; a note is a risk that was taken. */
export interface AuditFinding {
  readonly severity: 'problem' | 'note'
  readonly pluginId: string | null
  readonly code:
    | 'lock_file'
    | 'blocked'
    | 'index'
    | 'key_revoked'
    | 'unsigned'
    | 'wide_permission'
    | 'stopped'
    | 'staged'
    | 'unfinished'
  readonly message: string
}

/**
 * Looks at what is installed as an operator would before trusting it: against the lock file, the kill
 * lists, the state of the indexes and keys, and for what is unsigned or allowed a lot. Changes nothing.
 */
export async function auditPlugins(ports: PluginPorts): Promise<AuditFinding[]> {
  const [plugins, versions, keys] = await Promise.all([
    ports.records.plugins(),
    ports.records.versions(),
    ports.records.keys(),
  ])
  const findings = await lockFindings(ports)
  for (const message of await ports.index.warnings()) {
    findings.push({ severity: 'problem', pluginId: null, code: 'index', message })
  }
  for (const plugin of plugins) {
    const version = versions.find(
      (one) => one.pluginId === plugin.id && one.contentHash === plugin.activeHash
    )
    findings.push(...stateFindings(plugin))
    if (version === undefined) continue
    findings.push(...(await originFindings(version, keys, ports)))
    findings.push(...wideFindings(version, await ports.grants.active(plugin.id)))
  }
  for (const { pluginId, state } of await ports.records.unfinished()) {
    const message = `A change of ${pluginId ?? 'a plugin'} has not ended (it is ${state}).`
    findings.push({ severity: 'note', pluginId, code: 'unfinished', message })
  }
  return findings
}

async function lockFindings(ports: PluginPorts): Promise<AuditFinding[]> {
  const problem = (pluginId: string | null, message: string): AuditFinding => ({
    severity: 'problem',
    pluginId,
    code: 'lock_file',
    message: `${message}.`,
  })
  const locked = await readLockFile(ports.places.lockFile)
  if (!locked.ok) return [problem(null, locked.failure.message)]
  const differences = compareLocks(locked.value ?? new Map(), await installedEntries(ports))
  return differences.map(({ id, message }) => problem(id, message))
}

function stateFindings({ id, state, quarantineReason, stagedVersion }: PluginRecord) {
  const findings: AuditFinding[] = []
  if (state === 'quarantined' || state === 'blocked') {
    const message = `${id} is ${state}: ${quarantineReason ?? 'no reason is recorded'}.`
    findings.push({ severity: 'problem', pluginId: id, code: 'stopped', message })
  }
  if (stagedVersion !== null) {
    const message = `${id} ${stagedVersion} asks for more and waits for plugin:update ${id} --accept.`
    findings.push({ severity: 'note', pluginId: id, code: 'staged', message })
  }
  return findings
}

async function originFindings(
  version: VersionRecord,
  keys: readonly KeyRecord[],
  { index }: PluginPorts
): Promise<AuditFinding[]> {
  const { pluginId, version: number, keyId, contentHash, level } = version
  const findings: AuditFinding[] = []
  const blocked = await index.blocked({ id: pluginId, version: number, keyId, contentHash })
  if (blocked !== null) {
    findings.push({ severity: 'problem', pluginId, code: 'blocked', message: blocked })
  }
  if (level === 'unsigned-local') {
    const message = `${pluginId} ${number} is unsigned; it can never go live.`
    findings.push({ severity: 'note', pluginId, code: 'unsigned', message })
  }
  const key = keys.find((one) => one.keyId === keyId)
  if (key !== undefined && key.revokedAtMs !== null) {
    const message = `${pluginId} ${number} is signed with the key ${keyId}, which is no longer trusted.`
    findings.push({ severity: 'problem', pluginId, code: 'key_revoked', message })
  }
  return findings
}

function wideFindings(version: VersionRecord, grants: readonly GrantRecord[]): AuditFinding[] {
  return grants
    .filter((grant) => grant.manifestHash === version.manifestHash)
    .flatMap((grant) => {
      const read = parsePermission(permissionId(grant))
      if (!read.ok) return []
      const { name, terms } = read.value
      const reachesFar = terms.type === 'net' && (terms.wildcard || terms.private)
      if (CAPABILITIES[name].consent !== 'dangerous' && !reachesFar) return []
      const message = `${version.pluginId} ${plainWords(read.value)} (in ${grant.environment}).`
      const finding: AuditFinding = {
        severity: 'note',
        pluginId: version.pluginId,
        code: 'wide_permission',
        message,
      }
      return [finding]
    })
}
