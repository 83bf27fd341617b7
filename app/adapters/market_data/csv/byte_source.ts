import { open, type FileHandle } from 'node:fs/promises'
import { createReadStream, type ReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { BarFileRefused } from '#ports/bar_file.js'

const CHUNK_BYTES = 256 * 1024

/** What a file's first bytes may show it to be, and what to do about it. */
const FOREIGN_FORMATS: readonly (readonly [string, string])[] = [
  ['504b0304', 'is a ZIP or Excel file; unpack it or save it as CSV'],
  ['50415231', 'is a Parquet file; convert it to CSV'],
  ['fffe', 'is UTF-16 text; save it as CSV in UTF-8'],
  ['feff', 'is UTF-16 text; save it as CSV in UTF-8'],
  ['28b52ffd', 'is compressed with zstd; unpack it, or compress it with gzip'],
  ['425a68', 'is compressed with bzip2; unpack it, or compress it with gzip'],
  ['fd377a58', 'is compressed with xz; unpack it, or compress it with gzip'],
]

const OPEN_FAILURES: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist; check the path',
  EACCES: 'may not be read by this user; give read permission (chmod +r)',
  EPERM: 'may not be read by this user; give read permission (chmod +r)',
  EISDIR: 'is a directory; name one CSV file in it',
  ENOTDIR: 'does not exist; check the path',
  ENAMETOOLONG: 'has a name that is too long; check the path',
  EMFILE: 'could not be opened, too many files are open; close some and try again',
}

/** The bytes of a CSV file, decompressed where it is gzip, in blocks of bounded size. */
export interface ByteSource {
  readonly bytesTotal: number
  readonly isGzip: boolean
  /** Bytes of the file read so far, before decompression. */
  bytesRead(): number
  /** Throws `BarFileRefused` when reading fails in the middle. */
  blocks(): AsyncGenerator<Uint8Array, void, void>
}

/** Looks at a file's first bytes; throws `BarFileRefused` when it cannot be CSV. Holds nothing open. */
export async function openByteSource(path: string): Promise<ByteSource> {
  const handle = await openFile(path)
  try {
    const stat = await handle.stat()
    if (stat.isDirectory()) throw refuse(path, OPEN_FAILURES.EISDIR!)
    if (!stat.isFile()) throw refuse(path, 'is not an ordinary file; name a CSV file')
    if (stat.size === 0) {
      throw refuse(path, 'is empty; a header time,open,high,low,close,volume and rows are needed')
    }
    const first = Buffer.alloc(4)
    await handle.read(first, 0, 4, 0)
    const magic = first.toString('hex')
    for (const [prefix, message] of FOREIGN_FORMATS) {
      if (magic.startsWith(prefix)) throw refuse(path, message)
    }
    return new FileBytes(path, stat.size, magic.startsWith('1f8b'))
  } finally {
    await handle.close()
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    throw refuse(path, OPEN_FAILURES[code] ?? `could not be opened (${code})`)
  }
}

class FileBytes implements ByteSource {
  #file: ReadStream | null = null

  constructor(
    private readonly path: string,
    readonly bytesTotal: number,
    readonly isGzip: boolean
  ) {}

  bytesRead(): number {
    return this.#file?.bytesRead ?? 0
  }

  async *blocks(): AsyncGenerator<Uint8Array, void, void> {
    const file = createReadStream(this.path, { highWaterMark: CHUNK_BYTES })
    this.#file = file
    try {
      const stream = this.isGzip
        ? pipeline(file, createGunzip({ chunkSize: CHUNK_BYTES }), () => {})
        : file
      for await (const block of stream) yield block as Uint8Array
    } catch (error) {
      throw refuse(this.path, explainReadFailure(error as NodeJS.ErrnoException))
    } finally {
      file.destroy()
    }
  }
}

function explainReadFailure(error: NodeJS.ErrnoException): string {
  if (error.code === 'Z_BUF_ERROR') return 'is a gzip file that ends early; copy it again'
  if (error.code?.startsWith('Z_')) return 'is a damaged gzip file; copy it again'
  return `could not be read to its end (${error.code ?? error.message})`
}

function refuse(path: string, message: string): BarFileRefused {
  return new BarFileRefused(path, [{ line: null, column: null, value: null, message }])
}
