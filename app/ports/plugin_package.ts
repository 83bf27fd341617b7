import type { Result } from '#kernel/values/result.js'

/** The files that a package may hold; anything else in an archive is a fault. */
export const PACKAGE_FILES = [
  'package.json',
  'aq-plugin.json',
  'aq-plugin.files.json',
  'aq-plugin.sig',
  'dist/plugin.js',
  'dist/plugin.js.map',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'icon.svg',
] as const
export type PackageFile = (typeof PACKAGE_FILES)[number]

/** A package in memory: path to bytes, allowed paths only. */
export type PackageFiles = ReadonlyMap<PackageFile, Uint8Array>

/** Largest sizes, in bytes. */
export const PACKAGE_LIMITS = {
  entries: 20,
  fileBytes: 2 * 1024 * 1024,
  totalBytes: 5 * 1024 * 1024,
  archiveBytes: 5 * 1024 * 1024,
  manifestBytes: 64 * 1024,
} as const

/** One thing wrong with an archive or package: what, where (path and field), what would be right. */
export interface PackageFault {
  readonly code:
    | 'archive_broken'
    | 'entry_forbidden'
    | 'too_large'
    | 'file_missing'
    | 'manifest_invalid'
    | 'package_json_invalid'
    | 'files_mismatch'
    | 'signature_invalid'
    | 'code_forbidden'
    | 'engine_unsupported'
  /** Path inside the package, with a field after `#` where one is at fault; '' for the whole. */
  readonly where: string
  readonly message: string
}

/** Reads and writes archives (`npm pack` layout: everything below `package/`). */
export interface PackageArchive {
  /** Unpacks in memory: allow-listed regular files only, sizes capped while it streams. */
  unpack(archive: Uint8Array): Promise<Result<PackageFiles, PackageFault>>
  /** Packs; the same files give the same bytes. */
  pack(files: PackageFiles): Promise<Uint8Array>
}
