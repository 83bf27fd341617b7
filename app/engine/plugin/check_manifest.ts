import { err, ok, type Result } from '#kernel/values/result.js'
import { checkParameter } from './check_parameter.js'
import { FieldReader } from './field_reader.js'
import {
  type Manifest,
  type ManifestFault,
  type ManifestPermission,
  type ParameterDeclaration,
  PLUGIN_KINDS,
} from './manifest.js'
import { readStrictJson } from './strict_json.js'

const ID = /^(?=.{3,50}$)[a-z0-9]+(?:[-_][a-z0-9]+)*$/
/** What a plugin's id must look like, in words. */
export const PLUGIN_ID_RULE =
  'must be 3 to 50 small letters and digits, single "-" or "_" between them'
const VERSION =
  /^(?:0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8})(?:-[0-9A-Za-z.-]{1,40})?$/
const RANGE = /^[0-9<>=^~ .|x*-]{1,60}$/
const PERMISSION = /^[a-z]+(?:-[a-z]+)*(?::[a-z0-9_.-]+)?(?:@.{1,80})?$/
const PARAMETER_NAME = /^[a-z][a-zA-Z0-9]{0,39}$/
const PARAMETERS_MAX = 50
const LEVERAGE_MAX = 20

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
  'publisher',
  'license',
  'permissions',
  'parameters',
  'risk',
]

/**
 * Reads the text of an `aq-plugin.json`, or tells everything that is wrong with it.
 *
 * `parameters` may be left out (none), so may `risk` (no short selling, no leverage).
 */
export function checkManifest(text: string): Result<Manifest, readonly ManifestFault[]> {
  const json = readStrictJson(text)
  if (!json.ok) return err([json.failure])
  const faults: ManifestFault[] = []
  const file = new FieldReader(json.value, '', faults)
  if (faults.length > 0) return err(faults)
  file.refuseOthers(FIELDS)
  if (file.value('manifestVersion') !== 1) file.fault('manifestVersion', 'must be 1')
  const license = file.text('license', 100, { optional: true })
  const manifest: Manifest = {
    manifestVersion: 1,
    id: file.matching('id', ID, PLUGIN_ID_RULE),
    name: file.text('name', 60),
    description: file.text('description', 280),
    version: file.matching('version', VERSION, 'must be a version like 1.0.0'),
    kind: file.choice('kind', PLUGIN_KINDS),
    engines: readEngines(file.object('engines')),
    publisher: readPublisher(file.object('publisher')),
    ...(license === '' ? {} : { license }),
    permissions: readPermissions(file, faults),
    parameters: readParameters(file),
    risk: readRisk(file),
  }
  return faults.length === 0 ? ok(manifest) : err(faults)
}

function readEngines(engines: FieldReader): Manifest['engines'] {
  engines.refuseOthers(['aq', 'sdk'])
  const aq = engines.matching('aq', RANGE, 'must be a range of versions like ">=0.1 <2"')
  const sdk = engines.number('sdk', 0, 1000)
  if (!Number.isInteger(sdk)) engines.fault('sdk', `must be a whole number, was ${sdk}`)
  return { aq, sdk }
}

function readPublisher(publisher: FieldReader): Manifest['publisher'] {
  publisher.refuseOthers(['id', 'name', 'url', 'keyId'])
  const id = publisher.matching('id', ID, PLUGIN_ID_RULE)
  const name = publisher.text('name', 60)
  if (!publisher.has('url')) return { id, name }
  return {
    id,
    name,
    url: publisher.matching('url', /^https:\/\/\S{3,200}$/, 'must be an https address'),
  }
}

function readPermissions(file: FieldReader, faults: ManifestFault[]): ManifestPermission[] {
  if (!file.has('permissions')) return []
  const seen = new Set<string>()
  return file.list('permissions', 40).map((entry, index) => {
    const permission = new FieldReader(entry, `permissions.${index}`, faults)
    permission.refuseOthers(['id', 'reason', 'optional'])
    const id = permission.matching('id', PERMISSION, 'must be a permission like orders:signal')
    if (seen.has(id)) permission.fault('id', `${id} is asked for twice`)
    seen.add(id)
    const reason = permission.text('reason', 280)
    return permission.has('optional')
      ? { id, reason, optional: permission.boolean('optional') }
      : { id, reason }
  })
}

function readParameters(file: FieldReader): Record<string, ParameterDeclaration> {
  const declared: Record<string, ParameterDeclaration> = {}
  if (!file.has('parameters')) return declared
  const parameters = file.object('parameters')
  const names = parameters.names()
  if (names.length > PARAMETERS_MAX) {
    file.fault('parameters', `may be at most ${PARAMETERS_MAX}, are ${names.length}`)
  }
  for (const name of names) {
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

function readRisk(file: FieldReader): Manifest['risk'] {
  if (!file.has('risk')) return { shortAllowed: false, leverageMax: 1 }
  const risk = file.object('risk')
  risk.refuseOthers(['shortAllowed', 'leverageMax'])
  const shortAllowed = risk.has('shortAllowed') ? risk.boolean('shortAllowed') : false
  const leverageMax = risk.has('leverageMax') ? risk.number('leverageMax', 0.01, LEVERAGE_MAX) : 1
  return { shortAllowed, leverageMax }
}
