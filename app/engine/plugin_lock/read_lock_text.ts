import { err, ok, type Result } from '#kernel/values/result.js'
import { ENVIRONMENTS, type Environment } from '#ports/plugin_records.js'
import { isPluginId, PLUGIN_ID_RULE } from '#engine/plugin/check_manifest.js'
import { FieldReader, shownValue } from '#engine/plugin/field_reader.js'
import type { ManifestFault } from '#engine/plugin/manifest.js'
import { readStrictJson } from '#engine/plugin/strict_json.js'
import type { LockedPlugins, LockEntry, LockFault } from './lock_file.js'

const LEVELS = ['official', 'verified', 'signed', 'unsigned-local'] as const
const HASH = /^[0-9a-f]{64}$/
const HASH_RULE = 'must be 64 hexadecimal digits'
const FIELDS = [
  'version',
  'resolved',
  'integrity',
  'contentHash',
  'manifestHash',
  'keyId',
  'level',
  'grantsHash',
  'enabledIn',
]
const PLUGINS_MAX = 10_000

/** Reads the text of a lock file; a fault names the path and the field. */
export function readLockText(text: string, path: string): Result<LockedPlugins, LockFault> {
  const faults: ManifestFault[] = []
  const json = readStrictJson(text)
  if (!json.ok) return err(faultOf(path, [json.failure]))
  const file = new FieldReader(json.value, '', faults)
  if (faults.length > 0) return err(faultOf(path, faults))
  file.refuseOthers(['lockfileVersion', 'plugins'], 'a lock file')
  if (file.value('lockfileVersion') !== 1) file.fault('lockfileVersion', 'must be 1')
  const plugins = file.object('plugins')
  const names = plugins.names()
  if (names.length > PLUGINS_MAX) plugins.fault('', `may have at most ${PLUGINS_MAX} plugins`)
  const entries = new Map<string, LockEntry>()
  for (const id of names.slice(0, PLUGINS_MAX)) {
    if (!isPluginId(id)) plugins.fault(id, `is not the id of a plugin, which ${PLUGIN_ID_RULE}`)
    entries.set(id, readEntry(plugins.object(id)))
  }
  return faults.length === 0 ? ok(entries) : err(faultOf(path, faults))
}

function readEntry(entry: FieldReader): LockEntry {
  entry.refuseOthers(FIELDS, 'a locked plugin')
  const isUnsigned = entry.value('keyId') === null
  return {
    version: entry.text('version', 80),
    resolved: entry.text('resolved', 4000),
    integrity: entry.matching(
      'integrity',
      /^(?:sha512-[A-Za-z0-9+/]{86}==)?$/,
      'must be sha512- and a hash, or empty'
    ),
    contentHash: entry.matching('contentHash', HASH, HASH_RULE),
    manifestHash: entry.matching('manifestHash', HASH, HASH_RULE),
    keyId: isUnsigned
      ? null
      : entry.matching('keyId', /^[0-9a-f]{16}$/, 'must be 16 hexadecimal digits or null'),
    level: entry.choice('level', LEVELS),
    grantsHash: entry.matching('grantsHash', HASH, HASH_RULE),
    enabledIn: readEnvironments(entry),
  }
}

function readEnvironments(entry: FieldReader): Environment[] {
  const given = entry.list('enabledIn', ENVIRONMENTS.length)
  for (const one of given) {
    if (!ENVIRONMENTS.includes(one as Environment)) {
      entry.fault('enabledIn', `must hold ${ENVIRONMENTS.join(', ')}, had ${shownValue(one)}`)
    }
  }
  return ENVIRONMENTS.filter((one) => given.includes(one))
}

function faultOf(path: string, faults: readonly ManifestFault[]): LockFault {
  const [first] = faults
  const where = first?.field === '' || first === undefined ? '' : ` ${first.field}`
  const more = faults.length > 1 ? `; ${faults.length - 1} more` : ''
  const message = `${path}:${where} ${first?.message}${more}; mend it, or remove it and it is written anew`
  return { message: message.replace(': is', ' is') }
}
