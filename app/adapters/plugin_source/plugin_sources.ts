import { isAbsolute } from 'node:path'
import { err, ok, type Result } from '#kernel/values/result.js'
import { PACKAGE_LIMITS, type PackageFiles } from '#ports/plugin_package.js'
import type {
  FetchedPackage,
  InstallSource,
  PluginSources,
  ResolvedPackage,
  SourceFailure,
} from '#ports/plugin_source.js'
import { httpGet } from './http_get.js'
import { checkIntegrity, integrityOf } from './integrity.js'
import { type NpmSettings, NpmSource } from './npm_source.js'
import { readFileCapped } from './read_file.js'

/** What the sources need of elsewhere. */
export interface PluginSourceParts {
  readonly npm: NpmSettings
  /** Makes a package of a plugin's source folder. */
  readonly buildFolder: (
    folder: string
  ) => Promise<Result<PackageFiles, { readonly message: string }>>
  /** Finds a plugin in the registries that are followed. */
  readonly findIndexed: (
    id: string,
    version?: string
  ) => Promise<Result<ResolvedPackage, SourceFailure>>
  /** Asks the registries that are followed for their newest kill lists, before anything is resolved. */
  readonly refreshIndexes: () => Promise<void>
  /** Longest time for one archive of an index, ms; 60,000 when left out. */
  readonly timeoutMs?: number
}

/** Every place that plugins come from: npm, archives, folders, and the indexes that are followed. */
export class PluginSourceSet implements PluginSources {
  readonly #npm: NpmSource

  constructor(private readonly parts: PluginSourceParts) {
    this.#npm = new NpmSource(parts.npm)
  }

  async resolve(
    source: InstallSource,
    signal?: AbortSignal
  ): Promise<Result<ResolvedPackage, SourceFailure>> {
    await this.parts.refreshIndexes()
    switch (source.type) {
      case 'npm':
        return this.#npm.resolve(source, signal)
      case 'index':
        return this.parts.findIndexed(source.id, source.version)
      case 'tarball': {
        const archive = await readArchive(source.path)
        if (!archive.ok) return archive
        return ok(unnamed(source, source.path, integrityOf(archive.value)))
      }
      case 'folder':
        return ok(unnamed(source, source.path, null))
    }
  }

  async fetch(
    resolved: ResolvedPackage,
    signal?: AbortSignal
  ): Promise<Result<FetchedPackage, SourceFailure>> {
    const { source } = resolved
    if (source.type === 'folder') return this.#build(source.path)
    const bytes = await this.#archive(resolved, signal)
    return bytes.ok ? ok({ type: 'archive', bytes: bytes.value }) : bytes
  }

  async #archive(
    resolved: ResolvedPackage,
    signal: AbortSignal | undefined
  ): Promise<Result<Uint8Array, SourceFailure>> {
    const { source, integrity } = resolved
    if (source.type === 'npm') return this.#npm.fetch({ ...resolved, source }, signal)
    // An archive is pinned when it is resolved: what lies there later must be the same.
    if (integrity === null) throw new TypeError('an archive is resolved with its integrity')
    const url =
      source.type === 'index' && !isAbsolute(resolved.resolved) ? new URL(resolved.resolved) : null
    const limits = {
      bytesMax: PACKAGE_LIMITS.archiveBytes,
      timeoutMs: this.parts.timeoutMs ?? 60_000,
      ...(signal === undefined ? {} : { signal }),
    }
    const got = url === null ? await readArchive(resolved.resolved) : await httpGet(url, limits)
    return got.ok ? checkIntegrity(got.value, integrity, resolved.resolved) : got
  }

  async #build(folder: string): Promise<Result<FetchedPackage, SourceFailure>> {
    const built = await this.parts.buildFolder(folder)
    if (built.ok) return ok({ type: 'files', files: built.value })
    return err({ code: 'build_failed', message: built.failure.message })
  }
}

function readArchive(path: string): Promise<Result<Uint8Array, SourceFailure>> {
  return readFileCapped(path, PACKAGE_LIMITS.archiveBytes)
}

function unnamed(
  source: InstallSource,
  resolved: string,
  integrity: string | null
): ResolvedPackage {
  return { source, id: null, version: null, resolved, integrity, keyId: null, vouched: null }
}
