import { err, ok, type Result } from '#kernel/values/result.js'
import { PACKAGE_LIMITS } from '#ports/plugin_package.js'
import type { InstallSource, ResolvedPackage, SourceFailure } from '#ports/plugin_source.js'
import { readAddress } from './address.js'
import { httpGet } from './http_get.js'
import { checkIntegrity, sha512Part } from './integrity.js'
import { type NpmSpec, readNpmSpec } from './npm_spec.js'
import { type Packument, readPackument } from './packument.js'
import { pacote } from './pacote.js'

/** Settings of npm as a source. */
export interface NpmSettings {
  /** Registry when an install names none; pacote's own default when left out. */
  readonly registry?: string
  /** Longest time for one step, ms; 60,000 when left out. */
  readonly timeoutMs?: number
}

type NpmInstall = Extract<InstallSource, { readonly type: 'npm' }>

const TIMEOUT_MS = 60_000
/** A packument holds every version ever published. */
const PACKUMENT_BYTES_MAX = 4 * 2 ** 20
const PACKUMENT_TYPES = 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8'

/**
 * Packages of an npm registry. Only packages by name: no git, no addresses, no folders. One server is
 * spoken to, the registry; nothing of a package is run.
 *
 * pacote chooses the version, by npm's rules, from a document that was read and checked before. It does
 * not touch the network: version 22 ends the whole process with an error that nobody can catch when an
 * archive breaks off, is too large or is given up.
 */
export class NpmSource {
  constructor(private readonly settings: NpmSettings) {}

  /** Picks one version and tells what its archive must be. */
  async resolve(
    source: NpmInstall,
    signal?: AbortSignal
  ): Promise<Result<ResolvedPackage, SourceFailure>> {
    const spec = readNpmSpec(source.spec)
    if (!spec.ok) return spec
    const registry = this.#registry(source)
    if (!registry.ok) return registry
    const packument = await this.#packument(spec.value, registry.value, signal)
    if (!packument.ok) return packument
    const { name, id, wanted } = spec.value
    const picked = await pick(`${name}@${wanted}`, packument.value, registry.value)
    if (!picked.ok) return picked
    const { version } = picked.value
    const archive = archiveOf(picked.value._resolved, registry.value)
    const integrity = sha512Part(String(picked.value._integrity ?? ''))
    if (archive === null || integrity === null) {
      const lacks = archive === null ? 'archive with an address' : 'sha512 integrity'
      const message = `${name}@${version} has no ${lacks} in the registry; it must be published again`
      return err({ code: 'index_invalid', message })
    }
    return ok({
      source: { ...source, registry: registry.value.href },
      id,
      version,
      resolved: archive.href,
      integrity,
      keyId: null,
      vouched: null,
    })
  }

  /** Gets exactly the archive that was resolved. */
  async fetch(
    { source, resolved, integrity }: ResolvedPackage & { readonly source: NpmInstall },
    signal?: AbortSignal
  ): Promise<Result<Uint8Array, SourceFailure>> {
    if (integrity === null) throw new TypeError('an npm package is resolved with its integrity')
    const registry = this.#registry(source)
    if (!registry.ok) return registry
    // What was resolved may have been kept for a while: it is looked at again.
    const archive = archiveOf(resolved, registry.value)
    if (archive === null) throw new TypeError('an npm archive lies in its registry')
    const got = await httpGet(archive, {
      bytesMax: PACKAGE_LIMITS.archiveBytes,
      timeoutMs: this.settings.timeoutMs ?? TIMEOUT_MS,
      ...(signal === undefined ? {} : { signal }),
    })
    return got.ok ? checkIntegrity(got.value, integrity, archive.href) : got
  }

  #registry(source: NpmInstall): Result<URL, SourceFailure> {
    const standard = new pacote.RegistryFetcher('aq', {}).registry
    return readAddress(source.registry ?? this.settings.registry ?? standard, 'the npm registry')
  }

  async #packument(
    spec: NpmSpec,
    registry: URL,
    signal: AbortSignal | undefined
  ): Promise<Result<Packument, SourceFailure>> {
    const base = registry.href.replace(/\/+$/, '')
    const address = new URL(`${base}/${spec.name.replace('/', '%2f')}`)
    const got = await httpGet(address, {
      bytesMax: PACKUMENT_BYTES_MAX,
      timeoutMs: this.settings.timeoutMs ?? TIMEOUT_MS,
      accept: PACKUMENT_TYPES,
      ...(signal === undefined ? {} : { signal }),
    })
    if (got.ok) return readPackument(got.value, spec.name, address.href)
    if (got.failure.code !== 'not_found') return got
    const message = `the registry ${registry.href} has no package ${spec.name}; check the name, or search with plugin:search`
    return err({ code: 'not_found', message })
  }
}

async function pick(called: string, packument: Packument, registry: URL) {
  // A cache that has the document already; without it, and offline, pacote has nowhere to look.
  const packumentCache = { has: () => true, get: () => packument, set() {}, delete() {} }
  const none = { allowGit: 'none', allowRemote: 'none', allowFile: 'none', allowDirectory: 'none' }
  const options = { registry: registry.href, packumentCache, offline: true, ...none }
  try {
    return ok(await pacote.manifest(called, options))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ETARGET' && code !== 'ENOVERSIONS') throw error
    const message = `the registry ${registry.href} has no ${called}; ${versionsText(packument)}`
    return err<SourceFailure>({ code: 'not_found', message })
  }
}

function versionsText({ versions, 'dist-tags': tags }: Packument): string {
  const newest = Object.keys(versions).slice(-5).reverse()
  if (newest.length === 0) return 'it has no version that can be installed'
  return `it has ${newest.join(', ')} and the tags ${Object.keys(tags).slice(0, 10).join(', ')}`
}

/**
 * Where an archive is asked for: on the registry's own server, at the path that was named. A registry
 * may name archives of the server that it mirrors.
 */
function archiveOf(tarball: string, registry: URL): URL | null {
  const url = URL.parse(tarball)
  if (url === null || !/^https?:$/.test(url.protocol)) return null
  const archive = URL.parse(url.pathname, registry.href)
  return archive !== null && archive.origin === registry.origin ? archive : null
}
