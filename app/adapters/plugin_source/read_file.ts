import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { SourceFailure } from '#ports/plugin_source.js'
import { tooLarge } from './http_get.js'

/** Reads a whole file of at most `bytesMax` bytes. */
export async function readFileCapped(
  path: string,
  bytesMax: number
): Promise<Result<Uint8Array, SourceFailure>> {
  try {
    // A pipe must not make the open wait.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const stat = await file.stat()
      if (!stat.isFile()) return err({ code: 'not_found', message: `${path} is not a file` })
      // One byte more than may be: a file that grows while it is read is caught too.
      const bytes = Buffer.alloc(Math.min(stat.size, bytesMax) + 1)
      let length = 0
      for (let more = 1; more > 0 && length < bytes.length; length += more) {
        more = (await file.read(bytes, length, bytes.length - length, length)).bytesRead
      }
      if (stat.size > bytesMax || length > bytesMax) return err(tooLarge(path, bytesMax))
      return ok(bytes.subarray(0, length))
    } finally {
      await file.close()
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return err({ code: 'not_found', message: `${path} does not exist; check the path` })
    }
    return err({ code: 'unreachable', message: `${path} cannot be read: ${message}` })
  }
}
