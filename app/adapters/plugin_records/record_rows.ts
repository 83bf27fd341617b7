/** Columns of the tables of plugins, and rows as the ports know them. */
import type { InstallRecord } from '#ports/plugin_record_store.js'
import type { KeyRecord, PluginRecord, VersionRecord } from '#ports/plugin_records.js'
import { epochMs } from '#ports/sql_time.js'

/** `select` list of `plugins`, named as in `PluginRecord`. */
export const PLUGIN_COLUMNS = `id, kind, state, active_version as "activeVersion", active_hash as "activeHash",
  staged_version as "stagedVersion", staged_hash as "stagedHash", source,
  quarantine_reason as "quarantineReason", ${epochMs('installed_at')} as "installedAtMs",
  ${epochMs('updated_at')} as "updatedAtMs"`

/** `select` list of `plugin_versions`, named as in `VersionRecord`. */
export const VERSION_COLUMNS = `plugin_id as "pluginId", version, content_hash as "contentHash",
  bundle_hash as "bundleHash", manifest_hash as "manifestHash", manifest, resolved, integrity, level,
  publisher_id as "publisherId", key_id as "keyId", ${epochMs('installed_at')} as "installedAtMs",
  installed_by as "installedBy"`

/** `select` list of `publisher_keys`, named as in `KeyRecord`. */
export const KEY_COLUMNS = `key_id as "keyId", publisher_id as "publisherId", public_key as "publicKey",
  level, ${epochMs('first_seen_at')} as "firstSeenAtMs", trusted_by as "trustedBy",
  ${epochMs('revoked_at')} as "revokedAtMs"`

/** `select` list of `plugin_installs`, named as in `InstallRecord`. */
export const INSTALL_COLUMNS = `id, plugin_id as "pluginId", state, request, detail, failure,
  ${epochMs('started_at')} as "startedAtMs", ${epochMs('updated_at')} as "updatedAtMs"`

const at = (ms: number | null): Date | null => (ms === null ? null : new Date(ms))

/** Columns and values of a row of `plugins`. */
export function pluginRow(plugin: PluginRecord): Row {
  return {
    id: plugin.id,
    kind: plugin.kind,
    state: plugin.state,
    active_version: plugin.activeVersion,
    active_hash: plugin.activeHash,
    staged_version: plugin.stagedVersion,
    staged_hash: plugin.stagedHash,
    source: JSON.stringify(plugin.source),
    quarantine_reason: plugin.quarantineReason,
    installed_at: at(plugin.installedAtMs),
    updated_at: at(plugin.updatedAtMs),
  }
}

/** Columns and values of a row of `plugin_versions`. */
export function versionRow(version: VersionRecord): Row {
  return {
    plugin_id: version.pluginId,
    version: version.version,
    content_hash: version.contentHash,
    bundle_hash: version.bundleHash,
    manifest_hash: version.manifestHash,
    manifest: version.manifest,
    resolved: version.resolved,
    integrity: version.integrity,
    level: version.level,
    publisher_id: version.publisherId,
    key_id: version.keyId,
    installed_at: at(version.installedAtMs),
    installed_by: version.installedBy,
  }
}

/** Columns and values of a row of `publisher_keys`. */
export function keyRow(key: KeyRecord): Row {
  return {
    key_id: key.keyId,
    publisher_id: key.publisherId,
    public_key: key.publicKey,
    level: key.level,
    first_seen_at: at(key.firstSeenAtMs),
    trusted_by: key.trustedBy,
    revoked_at: at(key.revokedAtMs),
  }
}

/** Columns and values of a row of `plugin_installs`. */
export function installRow(install: InstallRecord): Row {
  return {
    id: install.id,
    plugin_id: install.pluginId,
    state: install.state,
    request: JSON.stringify(install.request),
    detail: JSON.stringify(install.detail),
    failure: install.failure,
    started_at: at(install.startedAtMs),
    updated_at: at(install.updatedAtMs),
  }
}

/** A row to write: column to value. */
export type Row = Readonly<Record<string, string | number | Date | null>>
