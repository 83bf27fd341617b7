import type { ClientBase } from 'pg'
import type { OpenDatabase } from '#ports/database.js'
import type { KeptPreferences, PreferenceRecords, Preferences } from '#ports/preferences.js'

interface Row {
  readonly body: Preferences
  readonly revision: number
}

/** Before anything was chosen. */
const NONE: KeptPreferences = { revision: 0, preferences: { density: 'normal', tables: {} } }

/** Keeps what people prefer, a row for each. */
export class PostgresPreferences implements PreferenceRecords {
  constructor(private readonly database: OpenDatabase) {}

  of(userId: string): Promise<KeptPreferences> {
    return this.database.withClient((client) => read(client, userId))
  }

  change(
    userId: string,
    change: (before: Preferences) => Preferences | null
  ): Promise<KeptPreferences | null> {
    return this.database.transaction(async (client) => {
      // The row of the user is there already, and two changes of one user wait for each other at it.
      await client.query('select from users where id = $1 for update', [userId])
      const before = await read(client, userId)
      const preferences = change(before.preferences)
      if (preferences === null) return null
      const revision = before.revision + 1
      await client.query(
        `insert into user_preferences (user_id, body, revision) values ($1, $2, $3)
         on conflict (user_id) do update set body = excluded.body, revision = excluded.revision`,
        [userId, JSON.stringify(preferences), revision]
      )
      return { revision, preferences }
    })
  }
}

async function read(client: ClientBase, userId: string): Promise<KeptPreferences> {
  const { rows } = await client.query<Row>(
    'select body, revision from user_preferences where user_id = $1',
    [userId]
  )
  const [row] = rows
  return row === undefined ? NONE : { revision: row.revision, preferences: row.body }
}
