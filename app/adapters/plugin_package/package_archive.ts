import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { PACKAGE_FILES, type PackageArchive, type PackageFiles } from '#ports/plugin_package.js'
import { BLOCK_BYTES, tarHeader } from './tar_entry.js'
import { unpackArchive } from './unpack.js'

const gzipped = promisify(gzip)
// Place in a gzip header of the system that wrote it, and the value for "unknown".
const SYSTEM_BYTE = 9
const SYSTEM_UNKNOWN = 255

/** Packs and unpacks plugins as npm does: a gzipped tar archive with everything below `package/`. */
export const tarPackageArchive: PackageArchive = {
  unpack: unpackArchive,
  pack: packArchive,
}

/** The same files give the same bytes: order, modes and times are fixed. */
async function packArchive(files: PackageFiles): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for (const path of PACKAGE_FILES.toSorted()) {
    const bytes = files.get(path)
    if (bytes === undefined) continue
    const padding = Buffer.alloc((BLOCK_BYTES - (bytes.length % BLOCK_BYTES)) % BLOCK_BYTES)
    parts.push(tarHeader(`package/${path}`, bytes.length), bytes, padding)
  }
  parts.push(Buffer.alloc(2 * BLOCK_BYTES))
  const packed = await gzipped(Buffer.concat(parts), { level: 9 })
  packed[SYSTEM_BYTE] = SYSTEM_UNKNOWN
  return packed
}
