/** The database: where it is, what it can do, and who serves from it. */
import type { OpenDatabase } from '#ports/database.js'
import { fine, type Finding } from './finding.js'

/** Opens the database through `open` and looks around; a refusal is a finding, not an error. */
export async function examineDatabase(open: () => Promise<OpenDatabase>): Promise<Finding[]> {
  let database: OpenDatabase
  try {
    database = await open()
  } catch (error) {
    return [
      {
        what: 'database',
        level: 'fail',
        found: 'not available',
        advice: error instanceof Error ? error.message : String(error),
      },
    ]
  }
  const { settings, report, place } = database
  const { tier, postgresVersion, timescaleVersion, note } = report.capabilities
  const where = `${settings.host}:${settings.port}/${settings.database}`
  const done = report.migrated.length
  return [
    fine('database', `PostgreSQL ${postgresVersion} at ${where}`),
    fine(
      'data',
      place.kind === 'embedded' ? `embedded, in ${place.folder}` : 'external (DATABASE_URL)'
    ),
    {
      what: 'tier',
      level: note && note !== 'TIMESCALE=off' ? 'warn' : 'ok',
      found: timescaleVersion ? `${tier} (TimescaleDB ${timescaleVersion})` : tier,
      advice: note,
    },
    fine('tables', done === 0 ? 'up to date' : `brought up to date now (${done} migrations)`),
    fine('server', (await database.servingProcess()) ?? 'not running'),
  ]
}
