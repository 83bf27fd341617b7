import { err, ok, type Result } from '#kernel/values/result.js'
import type { PackageFault } from '#ports/plugin_package.js'
import type { Manifest } from '#engine/plugin/manifest.js'
import { shownValue } from '#engine/plugin/field_reader.js'
import { readStrictJson } from '#engine/plugin/strict_json.js'

/** Keyword by which plugins are found on the npm registry. */
export const NPM_KEYWORD = 'aq-plugin'

const FILE = 'package.json'
// What follows the scope's `@`; the registry's own rule for new names, narrower than what it once allowed.
const SCOPE = /^@[a-z0-9][a-z0-9._-]{0,63}$/

// Fields by which a package manager would run something or fetch something else.
const FORBIDDEN = [
  'scripts',
  'dependencies',
  'optionalDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'bundledDependencies',
  'bundleDependencies',
  'bin',
  'gypfile',
  'workspaces',
  'overrides',
  'directories',
  'man',
]

/** The npm name of a plugin: `aq-plugin-<id>`, or `@scope/aq-plugin-<id>`. */
export function npmNameOf(id: string, scope?: string): string {
  return scope === undefined ? `aq-plugin-${id}` : `${scope}/aq-plugin-${id}`
}

/** Whether a text can be the scope of an npm name: `@my-name`. */
export function isScope(text: string): boolean {
  return SCOPE.test(text)
}

/** The bytes of the `package.json` that a plugin's package is published with. */
export function packageJsonOf(manifest: Manifest, npmName: string): Uint8Array {
  const { version, description, license } = manifest
  const fields = {
    name: npmName,
    version,
    description,
    keywords: [NPM_KEYWORD],
    ...(license === undefined ? {} : { license }),
  }
  return Buffer.from(`${JSON.stringify(fields, null, 2)}\n`, 'utf8')
}

/**
 * The npm name in a package's `package.json`, or what is wrong with that file. With a manifest, name
 * and version must be the manifest's.
 */
export function checkPackageJson(
  text: string,
  manifest: Pick<Manifest, 'id' | 'version'> | null
): Result<string, readonly PackageFault[]> {
  const faults: PackageFault[] = []
  const fault = (field: string, message: string): void => {
    const where = field === '' ? FILE : `${FILE}#${field}`
    faults.push({ code: 'package_json_invalid', where, message })
  }
  const json = readStrictJson(text)
  if (!json.ok) {
    fault(json.failure.field, json.failure.message)
    return err(faults)
  }
  const value = json.value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    fault('', `must be an object, was ${shownValue(value)}`)
    return err(faults)
  }
  const fields = value as Record<string, unknown>
  for (const name of FORBIDDEN) {
    if (Object.hasOwn(fields, name)) {
      fault(name, 'is not allowed: a plugin is one bundle and runs nothing when it is installed')
    }
  }
  const { name, version, keywords } = fields
  if (typeof name !== 'string') fault('name', `must be a text, was ${shownValue(name)}`)
  else if (manifest !== null && !isNameOf(name, manifest.id)) {
    const right = `${npmNameOf(manifest.id)} or ${npmNameOf(manifest.id, '@scope')}`
    fault('name', `must be ${right}, was ${shownValue(name)}`)
  }
  if (manifest !== null && version !== manifest.version) {
    fault('version', `must be the manifest's ${manifest.version}, was ${shownValue(version)}`)
  }
  if (!Array.isArray(keywords) || !keywords.includes(NPM_KEYWORD)) {
    fault('keywords', `must list "${NPM_KEYWORD}"`)
  }
  return faults.length === 0 ? ok(name as string) : err(faults)
}

function isNameOf(name: string, id: string): boolean {
  if (name === npmNameOf(id)) return true
  const [scope, rest] = name.split('/', 2)
  return name === `${scope}/${rest}` && isScope(scope as string) && rest === npmNameOf(id)
}
