import type { Result } from '#kernel/values/result.js'
import type { PackageFiles } from './plugin_package.js'

/** Where a plugin is to come from. */
export type InstallSource =
  /** `name`, `@scope/name`, either with `@version` or `@tag`. */
  | { readonly type: 'npm'; readonly spec: string; readonly registry?: string }
  /** A `.tgz` made by `plugin:pack` or `npm pack`; absolute path. */
  | { readonly type: 'tarball'; readonly path: string }
  /** A plugin's source folder (developer mode); absolute path. */
  | { readonly type: 'folder'; readonly path: string }
  /** An id of a registry index that this platform follows. */
  | { readonly type: 'index'; readonly id: string; readonly version?: string }

/** What a source says it has, before anything is fetched. Plain data: it is kept between states. */
export interface ResolvedPackage {
  readonly source: InstallSource
  /** Plugin id when the source knows it (an index does), else `null`. */
  readonly id: string | null
  readonly version: string | null
  /** Exact address of the archive or folder. */
  readonly resolved: string
  /** Subresource integrity (`sha512-...`) that the source promises; `null` when it promises none. */
  readonly integrity: string | null
  /** Key that the index demands; `null` when nothing demands one. */
  readonly keyId: string | null
  /** Level that the index vouches for; `null` outside an index. */
  readonly vouched: 'official' | 'verified' | null
}

/** A package's bytes. A folder is bundled and comes as files, all else as an archive. */
export type FetchedPackage =
  | { readonly type: 'archive'; readonly bytes: Uint8Array }
  | { readonly type: 'files'; readonly files: PackageFiles }

/** Why a source gave nothing. */
export interface SourceFailure {
  readonly code:
    | 'spec_invalid'
    | 'not_found'
    | 'unreachable'
    | 'too_large'
    | 'integrity_mismatch'
    | 'index_unsigned'
    | 'index_expired'
    | 'index_rolled_back'
    | 'index_invalid'
    | 'blocked'
    | 'build_failed'
  /** One sentence: what, where, what would be right. */
  readonly message: string
}

/** Finds and fetches plugins. */
export interface PluginSources {
  resolve(
    source: InstallSource,
    signal?: AbortSignal
  ): Promise<Result<ResolvedPackage, SourceFailure>>
  /** Fetches exactly what was resolved; an archive whose bytes do not fit `integrity` is a failure. */
  fetch(
    resolved: ResolvedPackage,
    signal?: AbortSignal
  ): Promise<Result<FetchedPackage, SourceFailure>>
}
