import { err, ok, type Result } from '#kernel/values/result.js'
import type { PackageFault, PackageFiles } from '#ports/plugin_package.js'
import { readStrictJson } from '#engine/plugin/strict_json.js'
import { visible } from '#engine/plugin/visible.js'
import { canonicalJson } from './canonical_json.js'
import { sha512Of, SIGNATURE_FILE } from './content_hash.js'

/** The file that lists every other file of a package; it is what a publisher signs. */
export const LIST_FILE = 'aq-plugin.files.json'

/** Largest list that is read, in bytes; nine files with long hashes take 2 KB. */
const LIST_BYTES_MAX = 16_384

interface ListedFile {
  readonly size: number
  /** Hexadecimal. */
  readonly sha512: string
}

/** The bytes of `aq-plugin.files.json` for a package: size and SHA-512 of all files but itself and the signature. */
export function fileListOf(files: PackageFiles): Uint8Array {
  const listed: Record<string, ListedFile> = {}
  for (const [path, bytes] of files) {
    if (path === LIST_FILE || path === SIGNATURE_FILE) continue
    listed[path] = { size: bytes.length, sha512: sha512Of(bytes) }
  }
  return Buffer.from(`${canonicalJson({ listVersion: 1, files: listed })}\n`, 'utf8')
}

/** Everything in which a package differs from its own list of files. */
export function fileListFaults(files: PackageFiles): PackageFault[] {
  const bytes = files.get(LIST_FILE)
  if (bytes === undefined) return []
  if (bytes.length > LIST_BYTES_MAX) {
    return [fault(`is ${bytes.length} bytes; at most ${LIST_BYTES_MAX} are read`)]
  }
  const read = readList(Buffer.from(bytes).toString('utf8'))
  if (!read.ok) return [fault(read.failure)]
  const faults: PackageFault[] = []
  for (const [path, content] of files) {
    if (path === LIST_FILE || path === SIGNATURE_FILE) continue
    const entry = read.value.get(path)
    if (entry === undefined) {
      faults.push({ code: 'files_mismatch', where: path, message: `is not listed in ${LIST_FILE}` })
    } else if (entry.size !== content.length || entry.sha512 !== sha512Of(content)) {
      const message = `is not the file that ${LIST_FILE} lists (${content.length} bytes, listed ${entry.size})`
      faults.push({ code: 'files_mismatch', where: path, message })
    }
  }
  for (const path of read.value.keys()) {
    if (path !== LIST_FILE && path !== SIGNATURE_FILE && files.has(path as 'README.md')) continue
    faults.push(fault(`lists ${visible(path).slice(0, 80)}, which it must not or which is missing`))
  }
  return faults
}

function fault(message: string): PackageFault {
  return { code: 'files_mismatch', where: LIST_FILE, message }
}

function readList(text: string): Result<Map<string, ListedFile>, string> {
  const json = readStrictJson(text)
  if (!json.ok) return err(`${json.failure.field} ${json.failure.message}`.trim())
  const list = json.value
  if (!isObject(list) || list.listVersion !== 1 || !isObject(list.files)) {
    return err('must be {"listVersion": 1, "files": {path: {size, sha512}}}')
  }
  if (Object.keys(list).length !== 2) {
    return err('must hold listVersion and files, and nothing else')
  }
  const files = new Map<string, ListedFile>()
  for (const [path, entry] of Object.entries(list.files)) {
    const isSound =
      isObject(entry) &&
      Object.keys(entry).length === 2 &&
      Number.isSafeInteger(entry.size) &&
      typeof entry.sha512 === 'string' &&
      /^[0-9a-f]{128}$/.test(entry.sha512)
    if (!isSound) {
      return err(`files.${visible(path).slice(0, 80)} must hold size and sha512 (hexadecimal)`)
    }
    files.set(path, entry as unknown as ListedFile)
  }
  return ok(files)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
