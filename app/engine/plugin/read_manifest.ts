import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { err, type Result } from '#kernel/values/result.js'
import { checkManifest, MANIFEST_BYTES_MAX } from './check_manifest.js'
import type { Manifest, ManifestFault } from './manifest.js'

/** Name of the manifest inside a plugin's folder. */
export const MANIFEST_FILE = 'aq-plugin.json'

/** Reads and checks the manifest of a plugin's folder. All faults are told at once. */
export async function readManifest(
  folder: string
): Promise<Result<Manifest, readonly ManifestFault[]>> {
  const whole = (message: string): Result<Manifest, readonly ManifestFault[]> =>
    err([{ field: '', message }])
  let bytes: Buffer
  try {
    // Without O_NONBLOCK a named pipe in the manifest's place would be waited for.
    const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)
    await using file = await open(join(folder, MANIFEST_FILE), flags)
    const about = await file.stat()
    if (!about.isFile()) return whole('is not a file')
    const { size } = about
    if (size > MANIFEST_BYTES_MAX) {
      return whole(`is ${size} bytes; at most ${MANIFEST_BYTES_MAX} are read`)
    }
    bytes = await file.readFile()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return whole('does not exist')
    return whole(`cannot be read: ${code ?? String(error)}`)
  }
  const text = bytes.toString('utf8')
  if (text.includes('\ufffd')) return whole('is not UTF-8 text')
  return checkManifest(text.startsWith('\ufeff') ? text.slice(1) : text)
}

/** The faults of a manifest as lines for people: `aq-plugin.json: parameters.fast.max must be ...`. */
export function manifestFaultLines(faults: readonly ManifestFault[]): string[] {
  return faults.map(({ field, message }) =>
    field === '' ? `${MANIFEST_FILE} ${message}` : `${MANIFEST_FILE}: ${field} ${message}`
  )
}
