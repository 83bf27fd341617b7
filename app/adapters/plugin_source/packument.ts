import { err, ok, type Result } from '#kernel/values/result.js'
import type { SourceFailure } from '#ports/plugin_source.js'
import { isTag, isVersion } from './npm_spec.js'
import { shown } from './shown.js'

/** Of what a registry says about a package: the parts that are needed, checked. */
export interface Packument {
  readonly 'name': string
  readonly 'dist-tags': Record<string, string>
  readonly 'versions': Record<string, PackumentVersion>
}

/** One version: where its archive is and what its bytes are. */
export interface PackumentVersion {
  readonly name: string
  readonly version: string
  readonly dist: { readonly tarball: string; readonly integrity?: string; readonly shasum?: string }
}

/** Reads a registry's answer about the package `name`; versions that make no sense are left out. */
export function readPackument(
  bytes: Uint8Array,
  name: string,
  from: string
): Result<Packument, SourceFailure> {
  const invalid = (why: string): Result<Packument, SourceFailure> =>
    err({ code: 'index_invalid', message: `${from} ${why}; is this an npm registry?` })
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return invalid('did not answer with JSON')
  }
  if (!isRecord(value) || !isRecord(value.versions)) {
    return invalid('did not answer with a list of versions')
  }
  if (value.name !== name) {
    return invalid(`answered with another package, ${shown(String(value.name))}`)
  }
  // Without prototypes: a version or tag called "constructor" must be found nowhere.
  const versions: Record<string, PackumentVersion> = Object.create(null)
  for (const [version, one] of Object.entries(value.versions)) {
    const read = isVersion(version) ? readVersion(one, name, version) : null
    if (read !== null) versions[version] = read
  }
  const tags: Record<string, string> = Object.create(null)
  const given = isRecord(value['dist-tags']) ? value['dist-tags'] : {}
  for (const [tag, version] of Object.entries(given)) {
    if (isTag(tag) && typeof version === 'string') tags[tag] = version
  }
  return ok({ name, 'dist-tags': tags, versions })
}

function readVersion(value: unknown, name: string, version: string): PackumentVersion | null {
  if (!isRecord(value) || value.version !== version || value.name !== name) return null
  const { dist } = value
  if (!isRecord(dist) || typeof dist.tarball !== 'string') return null
  const { tarball, integrity, shasum } = dist
  return {
    name,
    version,
    dist: {
      tarball,
      ...(typeof integrity === 'string' ? { integrity } : {}),
      ...(typeof shasum === 'string' ? { shasum } : {}),
    },
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
