import { err, ok, type Result } from '#kernel/values/result.js'
import { PACKAGE_LIMITS } from '#ports/plugin_package.js'
import { checkParameter } from './check_parameter.js'
import { FieldReader } from './field_reader.js'
import {
  type Manifest,
  type ManifestPublisher,
  type ParameterDeclaration,
  PLUGIN_KINDS,
  type RunningKind,
  RUNNING_KINDS,
  type ManifestFault,
} from './manifest.js'
import { readPermissions } from './check_permissions.js'
import {
  readDeterminism,
  readLimits,
  readMarkets,
  readProvenance,
  readRisk,
  readSubscriptions,
} from './check_runtime_fields.js'
import { RANGE, VERSION } from './version_rules.js'
import { readStrictJson } from './strict_json.js'

// Two words that reach for prototypes are no names: ids are keys of JSON objects, as in the lock file.
const ID = /^(?!(?:constructor|prototype)$)(?=.{3,50}$)[a-z0-9]+(?:[-_][a-z0-9]+)*$/
/** What a plugin's id must look like, in words. */
export const PLUGIN_ID_RULE =
  'must be 3 to 50 small letters and digits, single "-" or "_" between them, and not constructor or prototype'
/** Largest manifest that is read, in bytes. */
export const MANIFEST_BYTES_MAX = PACKAGE_LIMITS.manifestBytes
const PARAMETER_NAME = /^[a-z][a-zA-Z0-9]{0,39}$/
const PARAMETERS_MAX = 50
const ENTRY = 'dist/plugin.js'

/** Whether a text can be a plugin's id. */
export function isPluginId(text: string): boolean {
  return ID.test(text)
}

/** Fields of a manifest; those marked optional in `Manifest` and the defaults below may be left out. */
const FIELDS = [
  '$schema',
  'manifestVersion',
  'id',
  'name',
  'description',
  'version',
  'kind',
  'engines',
  'entry',
  'publisher',
  'license',
  'permissions',
  'parameters',
  'subscriptions',
  'limits',
  'markets',
  'assetClasses',
  'warmupBars',
  'determinism',
  'risk',
  'provenance',
]

/**
 * Reads the text of an `aq-plugin.json`, or tells everything that is wrong with it.
 *
 * What may be left out asks for nothing: no permissions, no parameters, no short selling, no leverage,
 * the least limits.
 */
export function checkManifest(text: string): Result<Manifest, readonly ManifestFault[]> {
  const bytes = Buffer.byteLength(text, 'utf8')
  if (bytes > MANIFEST_BYTES_MAX) {
    return err([
      { field: '', message: `is ${bytes} bytes; at most ${MANIFEST_BYTES_MAX} are read` },
    ])
  }
  const json = readStrictJson(text)
  if (!json.ok) return err([json.failure])
  const faults: ManifestFault[] = []
  const file = new FieldReader(json.value, '', faults)
  if (faults.length > 0) return err(faults)
  if (file.has('config')) {
    file.fault(
      'config',
      'is not a field of a manifest; settings are declared in parameters, keys are asked for as permissions like secrets:api_key'
    )
  }
  file.refuseOthers([...FIELDS, 'config'])
  if (file.has('$schema')) file.text('$schema', 200)
  if (file.value('manifestVersion') !== 1) file.fault('manifestVersion', 'must be 1')
  if (file.has('entry') && file.value('entry') !== ENTRY) {
    file.fault('entry', `must be ${ENTRY}: a package has one bundle, in one place`)
  }
  const license = file.has('license') ? file.text('license', 100) : ''
  const kind = readKind(file)
  const permissions = readPermissions(file, kind, faults)
  const provenance = readProvenance(file)
  const manifest: Manifest = {
    manifestVersion: 1,
    id: file.matching('id', ID, PLUGIN_ID_RULE),
    name: file.text('name', 60),
    description: file.text('description', 280),
    version: file.matching('version', VERSION, 'must be a version like 1.0.0'),
    kind,
    engines: readEngines(file.object('engines')),
    entry: ENTRY,
    publisher: readPublisher(file.object('publisher')),
    ...(license === '' ? {} : { license }),
    permissions,
    parameters: readParameters(file),
    subscriptions: readSubscriptions(file),
    limits: readLimits(file, permissions),
    ...readMarkets(file),
    warmupBars: file.has('warmupBars') ? file.integer('warmupBars', 0, 1_000_000) : 0,
    determinism: readDeterminism(file, kind),
    risk: readRisk(file),
    ...(provenance === null ? {} : { provenance }),
  }
  return faults.length === 0 ? ok(manifest) : err(faults)
}

function readKind(file: FieldReader): RunningKind {
  const kind = file.value('kind')
  const isNamed = PLUGIN_KINDS.some((name) => name === kind)
  if (!isNamed || RUNNING_KINDS.some((name) => name === kind)) {
    return file.choice('kind', RUNNING_KINDS)
  }
  file.fault('kind', `"${String(kind)}" does not run yet; what runs is ${RUNNING_KINDS.join(', ')}`)
  return 'strategy'
}

function readEngines(engines: FieldReader): Manifest['engines'] {
  engines.refuseOthers(['aq', 'sdk'])
  const aq = engines.matching('aq', RANGE, 'must be a range of versions like ">=0.1 <2"')
  return { aq, sdk: engines.integer('sdk', 0, 1000) }
}

function readPublisher(publisher: FieldReader): ManifestPublisher {
  publisher.refuseOthers(['id', 'name', 'url', 'keyId'])
  return {
    id: publisher.matching('id', ID, PLUGIN_ID_RULE),
    name: publisher.text('name', 60),
    ...publisher.optional('url', (name) => publisher.address(name)),
    ...publisher.optional('keyId', (name) =>
      publisher.matching(name, /^[0-9a-f]{16}$/, 'must be 16 hexadecimal digits')
    ),
  }
}

function readParameters(file: FieldReader): Record<string, ParameterDeclaration> {
  const declared: Record<string, ParameterDeclaration> = {}
  if (!file.has('parameters')) return declared
  const parameters = file.object('parameters')
  const names = parameters.names()
  if (names.length > PARAMETERS_MAX) {
    file.fault('parameters', `may be at most ${PARAMETERS_MAX}, are ${names.length}`)
  }
  for (const name of names.slice(0, PARAMETERS_MAX)) {
    if (!PARAMETER_NAME.test(name)) {
      parameters.fault(
        name,
        'must begin with a small letter and hold only letters and digits, at most 40'
      )
      continue
    }
    declared[name] = checkParameter(parameters.object(name))
  }
  return declared
}
