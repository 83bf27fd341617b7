import { err, ok, type Result } from '#kernel/values/result.js'
import {
  PACKAGE_FILES,
  PACKAGE_LIMITS,
  type PackageFault,
  type PackageFile,
  type PackageFiles,
} from '#ports/plugin_package.js'
import { gunzipCapped } from './gunzip.js'
import { BLOCK_BYTES, isZeroBlock, readTarHeader, type TarEntry } from './tar_entry.js'

const PREFIX = 'package/'
const FOLDERS = new Set(['package', 'package/dist'])
// All files with a header and padding each, and the largest usual end of an archive.
const TAR_BYTES_MAX = PACKAGE_LIMITS.totalBytes + PACKAGE_LIMITS.entries * 2 * BLOCK_BYTES + 65_536

/**
 * Unpacks a plugin's archive in memory; nothing is written anywhere.
 *
 * Only the files that a package may hold come out, each once and byte for byte; whatever else the
 * archive holds makes the whole of it a fault.
 */
export async function unpackArchive(
  archive: Uint8Array
): Promise<Result<PackageFiles, PackageFault>> {
  if (archive.length > PACKAGE_LIMITS.archiveBytes) {
    return fault(
      'too_large',
      '',
      `The archive is ${archive.length} bytes; at most ${PACKAGE_LIMITS.archiveBytes} are read.`
    )
  }
  if (archive.length === 0) return broken('is empty')
  if (archive[0] !== 0x1f || archive[1] !== 0x8b) return broken('is not gzip, as a .tgz is')
  const tar = await gunzipCapped(archive, TAR_BYTES_MAX)
  if (tar.ok) return readEntries(tar.value)
  const { code, message } = tar.failure
  return code === 'too_large' ? fault('too_large', '', `The archive ${message}.`) : broken(message)
}

function readEntries(tar: Buffer): Result<PackageFiles, PackageFault> {
  const files = new Map<PackageFile, Uint8Array>()
  let entries = 0
  let totalBytes = 0
  let at = 0
  for (; ; at += BLOCK_BYTES) {
    if (at + BLOCK_BYTES > tar.length) return broken('is cut off: its end mark is missing')
    const block = tar.subarray(at, at + BLOCK_BYTES)
    if (isZeroBlock(block)) break
    const header = readTarHeader(block)
    if (!header.ok) return broken(`is damaged: ${header.failure}`)
    entries += 1
    if (entries > PACKAGE_LIMITS.entries) {
      return fault('too_large', '', `The archive has more than ${PACKAGE_LIMITS.entries} entries.`)
    }
    const checked = checkEntry(header.value, files)
    if (!checked.ok) return checked
    const { size } = header.value
    totalBytes += size
    if (totalBytes > PACKAGE_LIMITS.totalBytes) {
      return fault(
        'too_large',
        '',
        `The archive's files are more than ${PACKAGE_LIMITS.totalBytes} bytes together.`
      )
    }
    const start = at + BLOCK_BYTES
    if (start + size > tar.length) {
      return broken('is cut off: a file is shorter than its header says')
    }
    if (checked.value !== null) {
      // A copy, so that no file keeps the others in memory.
      files.set(checked.value, Uint8Array.from(tar.subarray(start, start + size)))
    }
    at += Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES
  }
  if (!isZeroBlock(tar.subarray(at))) return broken('has other bytes behind its end mark')
  if (tar.length - at < 2 * BLOCK_BYTES) return broken('is cut off: its end mark is missing')
  return files.size === 0 ? broken('holds no file') : ok(files)
}

/** The file that an entry is, `null` for a folder on the way to one, or why it may not be there. */
function checkEntry(
  { type, typeText, path, size }: TarEntry,
  files: PackageFiles
): Result<PackageFile | null, PackageFault> {
  const where = shown(path)
  if (type === 'folder') {
    if (FOLDERS.has(path.replace(/\/$/, ''))) return ok(null)
    return fault('entry_forbidden', where, 'is a folder that no package has')
  }
  if (type === 'other') {
    return fault('entry_forbidden', where, `is ${typeText}; a package holds regular files only`)
  }
  const file = PACKAGE_FILES.find((name) => path === PREFIX + name)
  if (file === undefined) {
    return fault('entry_forbidden', where, `is not a file of a package; ${whyNot(path)}`)
  }
  if (files.has(file)) return fault('entry_forbidden', where, 'is in the archive twice')
  if (size > PACKAGE_LIMITS.fileBytes) {
    return fault(
      'too_large',
      where,
      `is ${size} bytes; at most ${PACKAGE_LIMITS.fileBytes} are read`
    )
  }
  return ok(file)
}

function whyNot(path: string): string {
  if (/[^\x20-\x7e]/.test(path)) return 'its name holds characters that are not plain ASCII'
  if (path.includes('\\')) return 'its name holds a backslash'
  if (/^(?:\/|[A-Za-z]:)/.test(path)) return 'its path is absolute'
  if (path.split('/').includes('..')) return 'its path leads out of the package'
  const lower = path.toLowerCase()
  const same = PACKAGE_FILES.find((name) => lower === (PREFIX + name).toLowerCase())
  if (same !== undefined) return `the name is written ${PREFIX}${same}`
  return `a package holds ${PACKAGE_FILES.join(', ')}, each below ${PREFIX}`
}

/** A path from a stranger, safe to be shown. */
function shown(path: string): string {
  const plain = path.replace(/[^\x20-\x7e]/g, (mark) => {
    return `\\x${mark.charCodeAt(0).toString(16).padStart(2, '0')}`
  })
  return plain.length > 120 ? `${plain.slice(0, 117)}...` : plain
}

function broken(message: string): Result<never, PackageFault> {
  return fault('archive_broken', '', `The archive ${message}.`)
}

function fault(
  code: PackageFault['code'],
  where: string,
  message: string
): Result<never, PackageFault> {
  return err({ code, where, message })
}
