/** Only one process serves a database at a time; this is how it says so. */
import pg from 'pg'
import type { ConnectionSettings } from '../../ports/database.js'
import { SERVER_LOCK } from './locks.js'

/** The right to serve, held by one connection for as long as the process lives. */
export interface ServerClaim {
  /** Tells others where this server answers. */
  announce(address: string): Promise<void>
  /** Resolves when the right is gone because the database went away; never after `release`. */
  readonly lost: Promise<void>
  release(): Promise<void>
}

/** Outcome of asking for the right. */
export type ClaimOutcome =
  | { readonly type: 'claimed'; readonly claim: ServerClaim }
  | { readonly type: 'held'; readonly by: string }

/** Asks for the right to serve. When another process has it, `by` tells its pid and address. */
export async function claimServer(settings: ConnectionSettings): Promise<ClaimOutcome> {
  const name = `aq-server pid=${process.pid}`
  const client = new pg.Client({ ...settings, application_name: name, keepAlive: true })
  client.on('error', () => {})
  await client.connect()
  const { rows } = await client.query<{ got: boolean }>(
    'select pg_try_advisory_lock($1, $2) as got',
    [...SERVER_LOCK]
  )
  if (!rows[0]!.got) {
    const by = (await servingProcess(client)) ?? 'another process, which has just stopped'
    await client.end()
    return { type: 'held', by }
  }
  let released = false
  const lost = new Promise<void>((resolve) => {
    client.once('end', () => {
      if (!released) resolve()
    })
  })
  return {
    type: 'claimed',
    claim: {
      lost,
      announce: async (address) => {
        await client.query(`select set_config('application_name', $1, false)`, [
          `${name} ${address}`,
        ])
      },
      release: () => {
        released = true
        return client.end().catch(() => {})
      },
    },
  }
}

/** Process and address of whoever serves; null when nobody does. */
export async function servingProcess(client: pg.ClientBase): Promise<string | null> {
  const { rows } = await client.query<{ application_name: string }>(
    `select a.application_name from pg_locks l join pg_stat_activity a using (pid)
      where l.locktype = 'advisory' and l.classid = $1 and l.objid = $2 and l.granted`,
    [...SERVER_LOCK]
  )
  if (rows.length === 0) return null
  const match = /pid=(\d+)(?: (\S+))?/.exec(rows[0]?.application_name ?? '')
  if (!match) return 'a process that cannot be named'
  return `process ${match[1]}${match[2] ? ` at ${match[2]}` : ', which is still starting'}`
}
