import { readFileSync } from 'node:fs'

const KB_PER_MB = 1_024

/**
 * Memory of a process in MB with what it shares counted in parts (PSS).
 *
 * `null` where the system does not tell: outside Linux, after its end, or for want of rights.
 */
export function proportionalMb(pid: number): number | null {
  if (process.platform !== 'linux') return null
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1')
    const kb = /^Pss:\s+(\d+) kB$/m.exec(text)?.[1]
    return kb === undefined ? null : Number(kb) / KB_PER_MB
  } catch {
    return null
  }
}
