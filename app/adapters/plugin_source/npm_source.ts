import { err, ok, type Result } from '#kernel/values/result.js'
import { PACKAGE_LIMITS } from '#ports/plugin_package.js'
import type { InstallSource, ResolvedPackage, SourceFailure } from '#ports/plugin_source.js'
import { readAddress } from './address.js'
import { httpGet, tooLarge } from './http_get.js'
import { checkIntegrity, sha512Part } from './integrity.js'
import { npmFailure } from './npm_failure.js'
import { type NpmSpec, readNpmSpec } from './npm_spec.js'
import { oneOriginAgent } from './one_origin_agent.js'
import { type Packument, readPackument } from './packument.js'
import { pacote } from './pacote.js'

/** Settings of npm as a source. */
export interface NpmSettings {
  /** Folder for what pacote keeps of archives; below the data directory. */
  readonly cacheFolder: string
  /** Registry when an install names none; pacote's own default when left out. */
  readonly registry?: string
  /** Longest time for one step, ms; 60,000 when left out. */
  readonly timeoutMs?: number
}

type NpmInstall = Extract<InstallSource, { readonly type: 'npm' }>

const TIMEOUT_MS = 60_000
/** A packument holds every version ever published. */
const PACKUMENT_BYTES_MAX = 10 * 2 ** 20
const PACKUMENT_TYPES = 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8'

/**
 * Packages of an npm registry, through pacote. Only packages by name: no git, no addresses, no folders.
 * One server is spoken to, the registry; nothing of a package is run.
 */
export class NpmSource {
  constructor(private readonly settings: NpmSettings) {}

  /** Picks one version and tells what its archive must be. */
  async resolve(source: NpmInstall): Promise<Result<ResolvedPackage, SourceFailure>> {
    const spec = readNpmSpec(source.spec)
    if (!spec.ok) return spec
    const registry = this.#registry(source)
    if (!registry.ok) return registry
    const packument = await this.#packument(spec.value, registry.value)
    if (!packument.ok) return packument
    const { name, id, wanted } = spec.value
    try {
      const options = { ...this.#options(registry.value), packumentCache: always(packument.value) }
      const manifest = await pacote.manifest(`${name}@${wanted}`, options)
      const archive = archiveOf(manifest._resolved, registry.value)
      const integrity = sha512Part(String(manifest._integrity ?? ''))
      const called = `${name}@${manifest.version}`
      if (archive === null) return err(badAnswer(called, 'has no archive with an address'))
      if (integrity === null) return err(badAnswer(called, 'has no sha512 integrity'))
      const { version } = manifest
      const pinned: NpmInstall = { ...source, registry: registry.value.href }
      return ok({
        source: pinned,
        id,
        version,
        resolved: archive.href,
        integrity,
        keyId: null,
        vouched: null,
      })
    } catch (error) {
      return err(npmFailure(error, `${name}@${wanted}`, registry.value))
    }
  }

  /** Gets the archive of exactly the version that was resolved. */
  async fetch(
    { source, resolved, version, integrity }: ResolvedPackage & { readonly source: NpmInstall },
    given?: AbortSignal
  ): Promise<Result<Uint8Array, SourceFailure>> {
    const spec = readNpmSpec(source.spec)
    if (!spec.ok) return spec
    const registry = this.#registry(source)
    if (!registry.ok) return registry
    if (version === null || integrity === null) {
      throw new TypeError('an npm package is resolved first')
    }
    const called = `${spec.value.name}@${version}`
    const timeoutMs = this.settings.timeoutMs ?? TIMEOUT_MS
    const stop = new AbortController()
    const timeout = AbortSignal.timeout(timeoutMs)
    const signal = AbortSignal.any([stop.signal, timeout, ...(given === undefined ? [] : [given])])
    const packument = packumentOf(spec.value.name, version, resolved, integrity)
    const options = {
      ...this.#options(registry.value),
      signal,
      integrity,
      packumentCache: always(packument),
    }
    try {
      const bytes = await orAborted(
        signal,
        pacote.tarball.stream(called, (stream) => collect(stream, signal), options)
      )
      return checkIntegrity(bytes, integrity, resolved)
    } catch (error) {
      if (error instanceof TooLarge) return err(tooLarge(resolved, PACKAGE_LIMITS.archiveBytes))
      if (given?.aborted === true) {
        return err({ code: 'unreachable', message: `getting ${called} was given up` })
      }
      if (timeout.aborted) {
        const message = `${resolved} took longer than ${timeoutMs / 1000} s; try again later`
        return err({ code: 'unreachable', message })
      }
      return err(npmFailure(error, called, registry.value))
    } finally {
      stop.abort()
    }
  }

  #registry(source: NpmInstall): Result<URL, SourceFailure> {
    const standard = new pacote.RegistryFetcher('aq', {}).registry
    return readAddress(source.registry ?? this.settings.registry ?? standard, 'the npm registry')
  }

  async #packument(spec: NpmSpec, registry: URL): Promise<Result<Packument, SourceFailure>> {
    const address = new URL(`${registry.href.replace(/\/+$/, '')}/${spec.name.replace('/', '%2f')}`)
    const got = await httpGet(address, {
      bytesMax: PACKUMENT_BYTES_MAX,
      timeoutMs: this.settings.timeoutMs ?? TIMEOUT_MS,
      accept: PACKUMENT_TYPES,
    })
    if (got.ok) return readPackument(got.value, spec.name, address.href)
    if (got.failure.code !== 'not_found') return got
    const message = `the registry ${registry.href} has no package ${spec.name}; check the name, or search with plugin:search`
    return err({ code: 'not_found', message })
  }

  #options(registry: URL): Record<string, unknown> {
    return {
      registry: registry.href,
      cache: this.settings.cacheFolder,
      agent: oneOriginAgent(registry),
      // A registry may name archives of the server it mirrors: they are asked of the registry itself.
      replaceRegistryHost: 'always',
      preferOnline: true,
      memoize: false,
      timeout: Math.min(this.settings.timeoutMs ?? TIMEOUT_MS, 20_000),
      fetchRetries: 2,
      fetchRetryMintimeout: 200,
      fetchRetryMaxtimeout: 1000,
      allowGit: 'none',
      allowRemote: 'none',
      allowFile: 'none',
      allowDirectory: 'none',
    }
  }
}

class TooLarge extends Error {}

async function collect(stream: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of stream) {
    bytes += part.length
    if (bytes > PACKAGE_LIMITS.archiveBytes) throw new TooLarge()
    signal.throwIfAborted()
    parts.push(part)
  }
  return Buffer.concat(parts, bytes)
}

/** A promise of pacote's does not always hear that its request was given up. */
async function orAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    const stop = () => reject(signal.reason as Error)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
  work.catch(() => undefined)
  aborted.catch(() => undefined)
  return Promise.race([work, aborted])
}

/** Where an archive is asked for: on the registry's server, at the path that it named. */
function archiveOf(tarball: string, registry: URL): URL | null {
  const url = URL.parse(tarball)
  if (url === null || !/^https?:$/.test(url.protocol)) return null
  const archive = URL.parse(url.pathname, registry.href)
  return archive !== null && archive.origin === registry.origin ? archive : null
}

/** What was resolved, as a registry would say it: pacote gets exactly this and asks nobody else. */
function packumentOf(name: string, version: string, tarball: string, integrity: string): Packument {
  const versions: Packument['versions'] = Object.create(null)
  versions[version] = { name, version, dist: { tarball, integrity } }
  return { name, 'dist-tags': Object.create(null), versions }
}

/** A cache of packuments that has one. */
function always(packument: Packument) {
  return { has: () => true, get: () => packument, set: () => undefined, delete: () => undefined }
}

function badAnswer(called: string, why: string): SourceFailure {
  return {
    code: 'index_invalid',
    message: `${called} ${why} in the registry; it must be published again`,
  }
}
