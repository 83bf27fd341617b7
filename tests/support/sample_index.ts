import { generateKey, signatureFile, signBytes } from '#engine/plugin_package/signature.js'
import type { GeneratedKey } from '#engine/plugin_package/signing_key.js'
import type {
  IndexedPlugin,
  IndexedVersion,
  RegistryIndex,
} from '#engine/plugin_registry/index_document.js'
import { indexText } from '#engine/plugin_registry/index_text.js'
import type { FollowedRegistry, IndexBytes } from '#ports/plugin_registry.js'

/** Noon of a day on which the sample indexes are good. */
export const NOON = Date.UTC(2026, 2, 1, 12)
/** Milliseconds of a day. */
export const DAY = 86_400_000

/** Who publishes the sample plugins. */
export const AUTHOR: GeneratedKey = generateKey()
/** Who signs the sample index. */
export const KEEPER: GeneratedKey = generateKey()

/** A version of a sample plugin. */
export function sampleVersion(version: string, over: Partial<IndexedVersion> = {}): IndexedVersion {
  return {
    version,
    tarball: `momentum_pro-${version}.tgz`,
    integrity: `sha512-${'A'.repeat(86)}==`,
    contentHash: null,
    keyId: AUTHOR.keyId,
    engines: { aq: '>=0.1 <2', sdk: 0 },
    permissions: ['market-data:read'],
    publishedAtMs: NOON - 30 * DAY,
    ...over,
  }
}

/** A sample plugin with a version 1.0.0. */
export function samplePlugin(over: Partial<IndexedPlugin> = {}): IndexedPlugin {
  return {
    id: 'momentum_pro',
    name: 'Momentum Pro',
    description: 'Buys what has risen.',
    kind: 'strategy',
    publisher: { id: 'quants', name: 'Quants United', keyId: AUTHOR.keyId },
    level: 'verified',
    versions: [sampleVersion('1.0.0')],
    ...over,
  }
}

/** An index with the sample plugin, good for a week around noon. */
export function sampleIndex(over: Partial<RegistryIndex> = {}): RegistryIndex {
  const { keyId, publicKey } = AUTHOR
  return {
    formatVersion: 1,
    name: 'Sample registry',
    sequence: 5,
    issuedAtMs: NOON - DAY,
    expiresAtMs: NOON + 6 * DAY,
    plugins: [samplePlugin()],
    keys: [{ keyId, publicKey, publisherId: 'quants', level: 'verified', revokedAtMs: null }],
    blocked: [],
    ...over,
  }
}

/** An index as its registry publishes it; a text may take its place. */
export function publish(index: RegistryIndex | string, key: GeneratedKey = KEEPER): IndexBytes {
  const bytes = Buffer.from(typeof index === 'string' ? index : indexText(index))
  const signed = signBytes(bytes, key.privateKey)
  if (!signed.ok) throw new Error(signed.failure)
  return { index: bytes, signature: signatureFile(signed.value) }
}

/** A registry that is followed with an index. */
export function followed(
  index: RegistryIndex,
  over: Partial<FollowedRegistry> = {}
): FollowedRegistry {
  const { index: bytes, signature } = publish(index)
  return {
    url: 'https://plugins.example.com/index.json',
    keyId: KEEPER.keyId,
    publicKey: KEEPER.publicKey,
    sequence: index.sequence,
    expiresAtMs: index.expiresAtMs,
    checkedAtMs: NOON,
    document: {
      index: Buffer.from(bytes).toString(),
      signature: Buffer.from(signature).toString(),
      vouches: 'verified',
    },
    ...over,
  }
}
