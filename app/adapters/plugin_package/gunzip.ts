import { createGunzip } from 'node:zlib'
import { err, ok, type Result } from '#kernel/values/result.js'

/** Why bytes could not be unpacked. */
export interface GunzipFailure {
  readonly code: 'broken' | 'too_large'
  readonly message: string
}

/**
 * Unpacks gzip to at most `bytesMax` bytes.
 *
 * Output is counted while it streams and the stream is ended at the first byte too many, so a bomb
 * costs what is allowed and not what it holds. One member, complete, with nothing behind it.
 */
export function gunzipCapped(
  archive: Uint8Array,
  bytesMax: number
): Promise<Result<Buffer, GunzipFailure>> {
  return new Promise((resolve) => {
    const gunzip = createGunzip({ chunkSize: 64 * 1024 })
    const chunks: Buffer[] = []
    let total = 0
    const end = (result: Result<Buffer, GunzipFailure>): void => {
      resolve(result)
      gunzip.destroy()
    }
    gunzip.on('data', (chunk: Buffer) => {
      total += chunk.length
      chunks.push(chunk)
      if (total <= bytesMax) return
      end(err({ code: 'too_large', message: `holds more than ${bytesMax} bytes when unpacked` }))
    })
    gunzip.on('error', (error) => end(err({ code: 'broken', message: sentenceOf(error) })))
    gunzip.on('end', () => {
      const read = gunzip.bytesWritten
      if (read === archive.length) return end(ok(Buffer.concat(chunks)))
      const message = `has ${archive.length - read} bytes behind its end`
      end(err({ code: 'broken', message }))
    })
    gunzip.end(archive)
  })
}

function sentenceOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'Z_BUF_ERROR') {
    return 'does not end where its compressed data ends: it is cut off, or has a byte too many'
  }
  return `is damaged: ${error.message}`
}
