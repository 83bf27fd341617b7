import type { Result } from '#kernel/values/result.js'
import type { SourceLocation } from './sandbox.js'

/** Makes one file out of a plugin folder's TypeScript. */
export interface PluginBundler {
  /** Bundles `src/index.ts` of a plugin folder; an unchanged folder is answered from the cache. */
  bundlePlugin(folder: string): Promise<Result<PluginBundle, BundleFailure>>
}

/** A plugin as the one script that the sandbox loads. */
export interface PluginBundle {
  readonly code: string
  /** SHA-256 of `code` as UTF-8, in hexadecimal. */
  readonly sha256: string
  readonly sourceMapPath: string
  readonly bytes: number
  readonly fromCache: boolean
}

/** Why a plugin folder could not be bundled. */
export interface BundleFailure {
  readonly type:
    | 'folder_missing'
    | 'entry_missing'
    | 'syntax_error'
    | 'module_missing'
    | 'import_forbidden'
    | 'default_export_missing'
    | 'async_forbidden'
    | 'too_large'
    | 'build_failed'
  /** The file, relative to the plugin folder, with line and column; `null` when no place can be named. */
  readonly location: SourceLocation | null
  /** One sentence: what is wrong, where (`src/index.ts:3:21`), and what would be right. */
  readonly message: string
  /** Files from the entry to the one at fault, for a forbidden or missing import. */
  readonly importChain: readonly string[]
}
