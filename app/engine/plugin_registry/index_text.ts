import { stampOf } from './accept_index.js'
import type { BlockedEntry, IndexedKey, IndexedPlugin, RegistryIndex } from './index_document.js'

/** The text of an index, as `readIndex` reads it; the same index gives the same text. */
export function indexText(index: RegistryIndex): string {
  const { formatVersion, name, sequence, issuedAtMs, expiresAtMs } = index
  const document = {
    formatVersion,
    name,
    sequence,
    issuedAt: stampOf(issuedAtMs),
    expires: stampOf(expiresAtMs),
    plugins: index.plugins.map(pluginJson),
    keys: index.keys.map(keyJson),
    blocked: index.blocked.map(blockedJson),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

function pluginJson({ id, name, description, kind, publisher, level, versions }: IndexedPlugin) {
  return {
    id,
    name,
    description,
    kind,
    publisher: { id: publisher.id, name: publisher.name, keyId: publisher.keyId },
    level,
    versions: versions.map((one) => ({
      version: one.version,
      tarball: one.tarball,
      integrity: one.integrity,
      ...(one.contentHash === null ? {} : { contentHash: one.contentHash }),
      keyId: one.keyId,
      engines: { aq: one.engines.aq, sdk: one.engines.sdk },
      permissions: one.permissions,
      publishedAt: stampOf(one.publishedAtMs),
    })),
  }
}

function keyJson({ keyId, publicKey, publisherId, level, revokedAtMs }: IndexedKey) {
  const revoked = revokedAtMs === null ? {} : { revoked: stampOf(revokedAtMs) }
  return { keyId, publicKey, publisherId, level, ...revoked }
}

function blockedJson({ id, versions, range, keyId, reason, sinceMs }: BlockedEntry) {
  return {
    ...(id === null ? {} : { id }),
    ...(versions === null ? {} : { versions }),
    ...(range === null ? {} : { range }),
    ...(keyId === null ? {} : { keyId }),
    reason,
    since: stampOf(sinceMs),
  }
}
