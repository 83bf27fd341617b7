import { constants } from 'node:fs'
import { open, readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { PluginBundler } from '#ports/plugin_bundler.js'
import {
  PACKAGE_LIMITS,
  type PackageFault,
  type PackageFile,
  type PackageFiles,
} from '#ports/plugin_package.js'
import type { SourceLocation } from '#ports/sandbox.js'
import { PLATFORM } from '#engine/plugin/platform.js'
import { MANIFEST_FILE, manifestFaultLines, readManifest } from '#engine/plugin/read_manifest.js'
import { visible } from '#engine/plugin/visible.js'
import { BUNDLE_FILE } from './check_bundle.js'
import { type CheckedPackage, checkPackage, packageFaultLines } from './check_package.js'
import { fileListOf, LIST_FILE } from './file_list.js'
import { npmNameOf, packageJsonOf } from './package_json.js'
import { MAP_FILE, portableSourceMap } from './source_map.js'

/** A plugin's folder as a package that can be packed, signed and installed. */
export interface BuiltPackage {
  readonly files: PackageFiles
  readonly checked: CheckedPackage
}

/** Why a folder gave no package. */
export interface BuildFailure {
  readonly type: 'manifest_invalid' | 'bundle_failed' | 'file_unreadable' | 'package_invalid'
  /** What is wrong, one line for each fault. */
  readonly message: string
  /** Place in the plugin's sources, for code that could not be bundled. */
  readonly location: SourceLocation | null
  readonly faults: readonly PackageFault[]
}

const TEXTS = ['README.md', 'CHANGELOG.md', 'LICENSE', 'icon.svg'] as const

/**
 * Makes the package of a plugin's source folder: bundles its code and adds what a package holds besides.
 *
 * The same folder gives the same bytes. Without a `scope` (`@my-name`) the npm name is the plain
 * `aq-plugin-<id>`. What `checkPackage` refuses is refused here too.
 */
export async function buildPackage(
  folder: string,
  ports: { readonly bundler: PluginBundler },
  options: { readonly scope?: string } = {}
): Promise<Result<BuiltPackage, BuildFailure>> {
  const manifest = await readManifest(folder)
  if (!manifest.ok) {
    return failed('manifest_invalid', manifestFaultLines(manifest.failure).join('\n'))
  }
  const bundle = await ports.bundler.bundlePlugin(folder)
  if (!bundle.ok) {
    const { message, location } = bundle.failure
    return failed('bundle_failed', visible(message), location)
  }
  const files = new Map<PackageFile, Uint8Array>()
  files.set(
    'package.json',
    packageJsonOf(manifest.value, npmNameOf(manifest.value.id, options.scope))
  )
  files.set(BUNDLE_FILE, Buffer.from(bundle.value.code, 'utf8'))
  try {
    const manifestBytes = await readText(join(folder, MANIFEST_FILE))
    if (manifestBytes !== null) files.set(MANIFEST_FILE, manifestBytes)
    const map = await readFile(bundle.value.sourceMapPath, 'utf8')
    files.set(MAP_FILE, portableSourceMap(map, await realpath(folder)))
    for (const name of TEXTS) {
      const bytes = await readText(join(folder, name))
      if (bytes !== null) files.set(name, bytes)
    }
  } catch (error) {
    const { code, path, message } = error as NodeJS.ErrnoException
    return failed(
      'file_unreadable',
      path === undefined ? message : `${path} cannot be read (${code})`
    )
  }
  files.set(LIST_FILE, fileListOf(files))
  const checked = checkPackage(files, PLATFORM)
  if (!checked.ok) {
    const message = packageFaultLines(checked.failure).join('\n')
    return failed('package_invalid', message, null, checked.failure)
  }
  return ok({ files, checked: checked.value })
}

/**
 * A file of the folder, or `null` when there is none. Throws when it is too large to be packed, and for
 * links: what a package shows must come from the plugin's own folder.
 */
async function readText(path: string): Promise<Uint8Array | null> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  try {
    await using file = await open(path, O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0))
    const about = await file.stat()
    if (!about.isFile()) throw new RangeError(`${path} is not a file`)
    if (about.size > PACKAGE_LIMITS.fileBytes) {
      throw new RangeError(
        `${path} is ${about.size} bytes; at most ${PACKAGE_LIMITS.fileBytes} are packed`
      )
    }
    return await file.readFile()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return null
    if (code === 'ELOOP') throw new RangeError(`${path} is a link; a package takes files only`)
    throw error
  }
}

function failed(
  type: BuildFailure['type'],
  message: string,
  location: SourceLocation | null = null,
  faults: readonly PackageFault[] = []
): Result<BuiltPackage, BuildFailure> {
  return err({ type, message, location, faults })
}
