import { closeSync, openSync, readSync } from 'node:fs'

const PAGE_BYTES = 4096
const BYTES_PER_MB = 1_048_576

/**
 * Reads the resident memory of another process in MB, or `null` where the system does not tell.
 *
 * Linux tells in /proc, in pages (4 KB on the systems we build for). Elsewhere the child's own
 * reports are all there is.
 */
export class ResidentMemory {
  readonly #path: string
  readonly #bytes = Buffer.alloc(128)

  constructor(pid: number) {
    this.#path = `/proc/${pid}/statm`
  }

  /** Resident memory now; `null` when it cannot be read, as after the process has ended. */
  readMb(): number | null {
    if (process.platform !== 'linux') return null
    let file: number
    try {
      file = openSync(this.#path, 'r')
    } catch {
      return null
    }
    try {
      const size = readSync(file, this.#bytes, 0, this.#bytes.length, 0)
      const pages = Number(this.#bytes.toString('latin1', 0, size).split(' ')[1])
      return Number.isFinite(pages) ? (pages * PAGE_BYTES) / BYTES_PER_MB : null
    } catch {
      return null
    } finally {
      closeSync(file)
    }
  }
}
