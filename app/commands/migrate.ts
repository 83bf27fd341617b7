import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { SchemaReport } from '#ports/database.js'

/** Brings the database up to date and says what was done. */
export default class Migrate extends BaseCommand {
  static override commandName = 'migrate'
  static override description = 'Bring the database up to date: extension, tables, storage'
  static override options: CommandOptions = { startApp: true }

  @flags.boolean({ description: 'Print the outcome as JSON' })
  declare json: boolean

  override async run() {
    const database = await this.app.container.make('database')
    const report = await database.bringUpToDate()
    if (this.json) {
      process.stdout.write(`${JSON.stringify(report)}\n`)
      return
    }
    for (const line of describe(report)) this.logger.log(line)
  }
}

function describe(report: SchemaReport): string[] {
  const { tier, postgresVersion, timescaleVersion, note } = report.capabilities
  const extension = timescaleVersion ? `, TimescaleDB ${timescaleVersion}` : ''
  return [
    `Database: PostgreSQL ${postgresVersion}${extension} (tier: ${tier})`,
    ...(note ? [`Note: ${note}`] : []),
    ...report.migrated.map((name) => `Migrated: ${name.replace('database/migrations/', '')}`),
    ...report.storage.map((line) => `Storage: ${line}`),
    report.migrated.length + report.storage.length === 0
      ? 'The database was up to date.'
      : 'The database is up to date now.',
  ]
}
