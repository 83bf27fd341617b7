import type { OpenDatabase } from '#ports/database.js'
import type { PastIncident, PluginIncidents } from '#ports/plugin_incidents.js'
import type { Environment } from '#ports/plugin_records.js'

interface Row {
  readonly plugin_id: string
  readonly environment: Environment
  readonly kind: PastIncident['kind']
  readonly message: string
  readonly detail: Record<string, unknown>
  readonly at: Date
}

/** Incidents of plugins in the database. */
export class PostgresIncidents implements PluginIncidents {
  constructor(private readonly database: Pick<OpenDatabase, 'withClient'>) {}

  async since(pluginId: string, environment: Environment, atMs: number): Promise<PastIncident[]> {
    const { rows } = await this.database.withClient((client) =>
      client.query<Row>(
        `select plugin_id, environment, kind, message, detail, at from plugin_incidents
          where plugin_id = $1 and environment = $2 and at >= $3
          order by at desc, id desc limit 100`,
        [pluginId, environment, new Date(atMs)]
      )
    )
    return rows.map(({ plugin_id: id, at, ...row }) => ({
      pluginId: id,
      atMs: at.getTime(),
      ...row,
    }))
  }
}
