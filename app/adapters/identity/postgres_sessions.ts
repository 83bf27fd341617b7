import type { OpenDatabase } from '#ports/database.js'
import type { SessionRecords } from '#ports/stream_line.js'

/** The sessions that the framework keeps, looked at. */
export class PostgresSessions implements SessionRecords {
  constructor(private readonly database: OpenDatabase) {}

  inForce(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return this.database.withClient(async (client) => {
      const { rows } = await client.query<{ id: string }>(
        'select id from sessions where id = any($1) and expires_at > now()',
        [ids]
      )
      return new Set(rows.map(({ id }) => id))
    })
  }
}
