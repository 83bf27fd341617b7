import app from '@adonisjs/core/services/app'
import type { Finding } from '#engine/doctor/finding.js'
import { instant } from '../trading/views.js'

/** Looking starts processes and writes files: whoever asks within this time hears the last answer. */
const FRESH_MS = 30_000
const MB = 1_048_576

let latest: { readonly atMs: number; readonly findings: Promise<readonly Finding[]> } | null = null

/** What the doctor knows of this machine. */
export default class HealthController {
  async show() {
    if (latest === null || Date.now() - latest.atMs > FRESH_MS) {
      latest = { atMs: Date.now(), findings: examine() }
      // What failed is looked at again by the next who asks.
      latest.findings.catch(() => (latest = null))
    }
    const { atMs } = latest
    const findings = await latest.findings
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
}

async function examine(): Promise<readonly Finding[]> {
  const [{ examineMachine }, { examineWalls }, { examineDatabase }] = await Promise.all([
    import('#engine/doctor/examine_machine.js'),
    import('#engine/doctor/examine_walls.js'),
    import('#engine/doctor/examine_database.js'),
  ])
  const dataDir = await app.container.make('data_directory')
  return [
    ...(await examineMachine(app.makePath(), dataDir)),
    examineWalls(await app.container.make('plugin_walls')),
    ...(await examineDatabase(() => app.container.make('database'))),
  ]
}
