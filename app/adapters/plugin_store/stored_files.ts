import { constants, type Stats } from 'node:fs'
import { lstat, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  PACKAGE_FILES,
  PACKAGE_LIMITS,
  type PackageFile,
  type PackageFiles,
} from '#ports/plugin_package.js'

/** A stored package is not what was stored: which file, and what is wrong with it. */
export class ContentChanged extends Error {
  override readonly name = 'ContentChanged'
}

/** Folders that a package may have below its own. */
export const PACKAGE_FOLDERS = [
  ...new Set(
    PACKAGE_FILES.flatMap((file) => {
      const end = file.lastIndexOf('/')
      return end < 0 ? [] : [file.slice(0, end)]
    })
  ),
]

/**
 * Reads a stored package: every file once, into the buffers that are handed out.
 *
 * Throws {@link ContentChanged} for anything that `put` does not make: a link, a second name of a file
 * elsewhere, a device, a file or folder too many. Throws what the system throws when it cannot be read.
 */
export async function readStoredFiles(folder: string): Promise<PackageFiles> {
  const files = new Map<PackageFile, Uint8Array>()
  await requireFolder(folder, '.')
  for (const path of await pathsIn(folder)) {
    files.set(path, await readStoredFile(folder, path))
  }
  return files
}

/** Reads one file of a stored package, which must be a regular file of its own. */
export async function readStoredFile(folder: string, path: PackageFile): Promise<Uint8Array> {
  // A link in the last place is refused by the system; a pipe must not make the open wait.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
  const file = await open(join(folder, path), flags).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ELOOP' || error.code === 'ENXIO') throw changed(path, 'is not a plain file')
    throw error
  })
  try {
    const stat = await file.stat()
    if (!stat.isFile()) throw changed(path, 'is not a plain file')
    if (stat.nlink > 1) throw changed(path, 'has a second name elsewhere on the disk')
    if (stat.size > PACKAGE_LIMITS.fileBytes) throw changed(path, 'has grown')
    const bytes = Buffer.alloc(stat.size)
    const { bytesRead } = await file.read(bytes, 0, stat.size, 0)
    if (bytesRead !== stat.size) throw changed(path, 'changed while it was read')
    return bytes
  } finally {
    await file.close()
  }
}

async function pathsIn(folder: string): Promise<PackageFile[]> {
  const paths: PackageFile[] = []
  for (const below of ['', ...PACKAGE_FOLDERS]) {
    const names = below === '' ? await readdir(folder) : await namesBelow(folder, below)
    for (const name of names) {
      const path = below === '' ? name : `${below}/${name}`
      if (PACKAGE_FOLDERS.includes(path)) continue
      if (!isPackageFile(path)) throw changed(path, 'was added')
      paths.push(path)
    }
  }
  return paths.sort()
}

async function namesBelow(folder: string, below: string): Promise<string[]> {
  const stat = await lstat(join(folder, below)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (stat === null) return []
  refuseOther(stat, below)
  return readdir(join(folder, below))
}

async function requireFolder(path: string, name: string): Promise<void> {
  refuseOther(await lstat(path), name)
}

function refuseOther(stat: Stats, name: string): void {
  if (!stat.isDirectory()) throw changed(name, 'is not a folder of its own')
}

function changed(path: string, what: string): ContentChanged {
  return new ContentChanged(`${JSON.stringify(path)} ${what}`)
}

function isPackageFile(path: string): path is PackageFile {
  return (PACKAGE_FILES as readonly string[]).includes(path)
}
