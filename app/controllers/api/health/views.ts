import type { HealthPart } from '#engine/health/health_ring.js'
import type { Checked } from '#engine/health/latest_check.js'
import { instant } from '../trading/views.js'

const MB = 1_048_576

/** What the doctor found, and the process that answers. */
export function checkedView({ atMs, findings }: Checked) {
  const { rss, heapUsed } = process.memoryUsage()
  return {
    isFine: findings.every(({ level }) => level !== 'fail'),
    at: instant(atMs),
    findings,
    process: {
      id: process.pid,
      upSeconds: Math.round(process.uptime()),
      residentMb: Math.round(rss / MB),
      heapMb: Math.round(heapUsed / MB),
    },
  }
}

/** A part with its last hour. */
export function partView({ sinceMs, atMs, ...part }: HealthPart) {
  return { ...part, since: instant(sinceMs), at: instant(atMs) }
}
