import { validRange } from 'semver'
import { err, ok, type Result } from '#kernel/values/result.js'
import { VOUCHED_LEVELS } from '#ports/plugin_registry.js'
import { isPluginId, PLUGIN_ID_RULE } from '#engine/plugin/check_manifest.js'
import { FieldReader } from '#engine/plugin/field_reader.js'
import type { ManifestFault } from '#engine/plugin/manifest.js'
import { readStrictJson } from '#engine/plugin/strict_json.js'
import { isPublicKey, keyIdOf } from '#engine/plugin_package/signing_key.js'
import type {
  BlockedEntry,
  IndexedKey,
  IndexedPlugin,
  IndexedVersion,
  RegistryIndex,
} from './index_document.js'

/** Most entries of each list of an index. */
const MOST = { plugins: 5_000, versions: 500, keys: 2_500, blocked: 5_000, permissions: 100 }
/** Longest time that an index may count, so that nobody can freeze what is seen, ms. */
const LIFE_MAX_MS = 400 * 24 * 60 * 60 * 1000

const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/
const STAMP_RULE = 'must be a time like 2026-01-31T12:00:00Z'
const VERSION =
  /^(?:0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8})(?:-[0-9A-Za-z.-]{1,40})?$/
const VERSION_RULE = 'must be a version like 1.0.0'
const RANGE = /^[0-9A-Za-z<>=^~ .|x*-]{1,100}$/
const KEY_ID = /^[0-9a-f]{16}$/
const KEY_ID_RULE = 'must be 16 hexadecimal digits'
const SHA512 = /^sha512-[A-Za-z0-9+/]{86}==$/
const HASH = /^[0-9a-f]{64}$/
const NAME_ID = /^[a-z0-9]+(?:[-_][a-z0-9]+)*$/
const NAME_ID_RULE = 'must be small letters and digits, single "-" or "_" between them'

/**
 * Reads the text of an `index.json`, or says what is wrong: path of the field, rule, value.
 *
 * Fields that are not known are left out, so that a later index still blocks what it blocks here.
 */
export function readIndex(text: string): Result<RegistryIndex, string> {
  const json = readStrictJson(text)
  if (!json.ok) return err(faultText([json.failure]))
  const faults: ManifestFault[] = []
  const file = new FieldReader(json.value, '', faults)
  if (faults.length > 0) return err(faultText(faults))
  if (file.value('formatVersion') !== 1) {
    return err('formatVersion must be 1; a newer index needs a newer platform')
  }
  const index: RegistryIndex = {
    formatVersion: 1,
    name: file.text('name', 60),
    sequence: wholeNumber(file, 'sequence'),
    issuedAtMs: stamp(file, 'issuedAt'),
    expiresAtMs: stamp(file, 'expires'),
    plugins: file.items('plugins', MOST.plugins).map(readPlugin),
    keys: file.items('keys', MOST.keys).map(readKey),
    blocked: file.items('blocked', MOST.blocked).map(readBlocked),
  }
  if (faults.length === 0) checkWhole(index, file)
  return faults.length === 0 ? ok(index) : err(faultText(faults))
}

function readPlugin(plugin: FieldReader): IndexedPlugin {
  const publisher = plugin.object('publisher')
  return {
    id: pluginId(plugin),
    name: plugin.text('name', 60),
    description: plugin.text('description', 280),
    kind: plugin.matching('kind', /^[a-z]+(?:-[a-z]+)*$/, 'must be a kind of plugin, as strategy'),
    publisher: {
      id: publisher.matching('id', NAME_ID, NAME_ID_RULE),
      name: publisher.text('name', 100),
      keyId: publisher.matching('keyId', KEY_ID, KEY_ID_RULE),
    },
    level: plugin.choice('level', VOUCHED_LEVELS),
    versions: plugin.items('versions', MOST.versions).map(readVersion),
  }
}

function readVersion(version: FieldReader): IndexedVersion {
  const engines = version.object('engines')
  const aq = engines.matching('aq', RANGE, 'must be a range of versions like ">=0.1 <2"')
  if (aq !== '' && validRange(aq) === null) engines.fault('aq', 'must be a range of versions')
  const permissions = version.list('permissions', MOST.permissions)
  if (permissions.some((one) => typeof one !== 'string' || one.length > 200)) {
    version.fault('permissions', 'must be texts of at most 200 characters')
  }
  return {
    version: version.matching('version', VERSION, VERSION_RULE),
    tarball: version.text('tarball', 2000),
    integrity: version.matching('integrity', SHA512, 'must be sha512- and a hash in base64'),
    contentHash: version.has('contentHash')
      ? version.matching('contentHash', HASH, 'must be 64 hexadecimal digits')
      : null,
    keyId: version.matching('keyId', KEY_ID, KEY_ID_RULE),
    engines: { aq, sdk: engines.number('sdk', 0, 1000) },
    permissions: permissions.filter((one) => typeof one === 'string'),
    publishedAtMs: stamp(version, 'publishedAt'),
  }
}

function readKey(key: FieldReader): IndexedKey {
  const keyId = key.matching('keyId', KEY_ID, KEY_ID_RULE)
  const publicKey = key.text('publicKey', 100)
  if (publicKey !== '' && !isPublicKey(publicKey)) {
    key.fault('publicKey', 'must be an Ed25519 key, SPKI in base64')
  } else if (publicKey !== '' && keyIdOf(publicKey) !== keyId) {
    key.fault('keyId', `is not the name of publicKey, which is ${keyIdOf(publicKey)}`)
  }
  return {
    keyId,
    publicKey,
    publisherId: key.matching('publisherId', NAME_ID, NAME_ID_RULE),
    level: key.choice('level', VOUCHED_LEVELS),
    revokedAtMs: key.has('revoked') ? stamp(key, 'revoked') : null,
  }
}

function readBlocked(entry: FieldReader): BlockedEntry {
  const hasId = entry.has('id')
  const hasKey = entry.has('keyId')
  if (!hasId && !hasKey) entry.fault('id', 'is missing; an entry names a plugin, a key, or both')
  const versions = entry.has('versions') ? entry.list('versions', MOST.versions) : null
  if (versions?.some((one) => typeof one !== 'string' || !VERSION.test(one))) {
    entry.fault('versions', `${VERSION_RULE}, each`)
  }
  const range = entry.has('range')
    ? entry.matching('range', RANGE, 'must be a range of versions')
    : null
  if (range !== null && range !== '' && validRange(range) === null) {
    entry.fault('range', 'must be a range of versions like "<1.2.3"')
  }
  if (versions !== null && range !== null) {
    entry.fault('range', 'is given beside versions; give one')
  }
  return {
    id: hasId ? pluginId(entry) : null,
    versions: versions === null ? null : (versions as string[]),
    range,
    keyId: hasKey ? entry.matching('keyId', KEY_ID, KEY_ID_RULE) : null,
    reason: entry.text('reason', 400),
    sinceMs: stamp(entry, 'since'),
  }
}

/** What holds between the parts of an index. */
function checkWhole(index: RegistryIndex, file: FieldReader): void {
  if (index.expiresAtMs <= index.issuedAtMs) file.fault('expires', 'must be after issuedAt')
  if (index.expiresAtMs - index.issuedAtMs > LIFE_MAX_MS) {
    file.fault('expires', 'may be at most 400 days after issuedAt')
  }
  const keys = new Map(index.keys.map((key) => [key.keyId, key]))
  if (keys.size < index.keys.length) file.fault('keys', 'name a key twice')
  const ids = new Set<string>()
  index.plugins.forEach((plugin, at) => {
    const fault = (message: string) => file.fault(`plugins.${at}`, `(${plugin.id}) ${message}`)
    if (ids.has(plugin.id)) fault('is listed twice')
    ids.add(plugin.id)
    const versions = new Set(plugin.versions.map((one) => one.version))
    if (versions.size < plugin.versions.length) fault('lists a version twice')
    for (const { keyId } of [plugin.publisher, ...plugin.versions]) {
      const owner = keys.get(keyId)?.publisherId
      if (owner === undefined) fault(`is signed by ${keyId}, which is not among the keys`)
      else if (owner !== plugin.publisher.id) fault(`is signed by ${keyId}, a key of ${owner}`)
    }
  })
}

function pluginId(of: FieldReader): string {
  const id = of.value('id')
  if (typeof id === 'string' && isPluginId(id)) return id
  of.fault('id', PLUGIN_ID_RULE)
  return ''
}

function wholeNumber(of: FieldReader, name: string): number {
  const value = of.number(name, 0, Number.MAX_SAFE_INTEGER)
  if (!Number.isSafeInteger(value)) of.fault(name, 'must be a whole number')
  return value
}

function stamp(of: FieldReader, name: string): number {
  const text = of.matching(name, STAMP, STAMP_RULE)
  if (text === '') return 0
  const ms = Date.parse(text)
  if (!Number.isFinite(ms)) of.fault(name, STAMP_RULE)
  return Number.isFinite(ms) ? ms : 0
}

function faultText(
  faults: readonly { readonly field: string; readonly message: string }[]
): string {
  const shown = faults.slice(0, 3).map(({ field, message }) => `${field} ${message}`.trim())
  const more = faults.length > 3 ? `; ${faults.length - 3} more` : ''
  return shown.join('; ') + more
}
