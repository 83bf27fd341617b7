import { readFileSync } from 'node:fs'

/** The kernel's unit of time in /proc, whatever the machine: USER_HZ is 100 on every Linux that Node.js runs on. */
const TICK_MS = 10

/** Time that another process has computed so far, ms; `null` where the system does not tell, or it is gone. */
export function processCpuMs(pid: number): number | null {
  if (process.platform !== 'linux') return null
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name stands in brackets and may hold anything, brackets as well.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const [user, system] = [Number(fields[11]), Number(fields[12])]
    return Number.isFinite(user + system) ? (user + system) * TICK_MS : null
  } catch {
    return null
  }
}
