import { closeSync, openSync, readSync } from 'node:fs'

const KB_PER_MB = 1_024

/**
 * Reads the resident memory of another process.
 *
 * Linux tells in /proc, whatever the size of its pages. Elsewhere the child's own reports are all
 * there is.
 */
export class ResidentMemory {
  readonly #path: string
  readonly #bytes = Buffer.alloc(4_096)

  constructor(pid: number) {
    this.#path = `/proc/${pid}/status`
  }

  /** Resident memory now in MB; `null` where it cannot be read, as after the process has ended. */
  readMb(): number | null {
    if (process.platform !== 'linux') return null
    try {
      const file = openSync(this.#path, 'r')
      try {
        const size = readSync(file, this.#bytes, 0, this.#bytes.length, 0)
        const kb = /^VmRSS:\s+(\d+) kB$/m.exec(this.#bytes.toString('latin1', 0, size))?.[1]
        return kb === undefined ? null : Number(kb) / KB_PER_MB
      } finally {
        closeSync(file)
      }
    } catch {
      return null
    }
  }
}
