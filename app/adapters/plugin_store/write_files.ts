import { chmod, lstat, mkdir, open, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { PackageFiles } from '#ports/plugin_package.js'
import { PACKAGE_FOLDERS } from './stored_files.js'

const READ_ONLY_FILE = 0o444
const READ_ONLY_FOLDER = 0o555
const WRITABLE_FOLDER = 0o700

/** Writes a package into a new folder, durable and read-only. Throws what the system throws. */
export async function writeFiles(folder: string, files: PackageFiles): Promise<void> {
  await mkdir(folder, { mode: WRITABLE_FOLDER })
  const paths = [...files.keys()]
  const below = PACKAGE_FOLDERS.filter((one) => paths.some((path) => dirname(path) === one))
  for (const one of below) {
    await mkdir(join(folder, one), { recursive: true, mode: WRITABLE_FOLDER })
  }
  for (const [path, bytes] of files) await writeReadOnly(join(folder, path), bytes)
  for (const one of below) {
    await chmod(join(folder, one), READ_ONLY_FOLDER)
    await syncFolder(join(folder, one))
  }
  await chmod(folder, READ_ONLY_FOLDER)
  await syncFolder(folder)
}

/** Writes one new file, durable and read-only. */
export async function writeReadOnly(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', READ_ONLY_FILE)
  try {
    await file.writeFile(bytes)
    // The mode given to open is cut by the umask.
    await file.chmod(READ_ONLY_FILE)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Makes what was created or renamed in a folder durable. Windows has no such call and needs none. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Lets `change` write in a read-only folder of the store. */
export async function whileWritable(folder: string, change: () => Promise<void>): Promise<void> {
  await chmod(folder, WRITABLE_FOLDER)
  try {
    await change()
  } finally {
    await chmod(folder, READ_ONLY_FOLDER)
  }
}

/** Removes a read-only folder with everything in it; links are removed, never followed. */
export async function removeFolder(folder: string): Promise<void> {
  const stat = await lstat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (stat === null) return
  if (stat.isDirectory()) await makeWritable(folder)
  await rm(folder, { recursive: true, force: true, maxRetries: 3 })
}

async function makeWritable(folder: string): Promise<void> {
  await chmod(folder, WRITABLE_FOLDER)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeWritable(join(folder, entry.name))
  }
}
