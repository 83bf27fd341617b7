/** Opens the product's database: finds or starts the server, brings tables up to date. */
import pg, { type ClientBase } from 'pg'
import type {
  ConnectionSettings,
  DatabaseTier,
  OpenDatabase,
  SchemaReport,
} from '../../ports/database.js'
import { joinCluster, type Membership } from './cluster_join.js'
import { clusterPaths, dataDirectory } from './cluster_paths.js'
import { connectionFromUrl } from './connection_url.js'
import { DatabaseUnavailable } from './database_unavailable.js'
import { explainDatabaseError } from './explain_error.js'
import { bringUpToDate } from './schema_state.js'
import { servingProcess } from './server_claim.js'
import type { TimescaleWish } from './capabilities.js'

/** Where and how to open; what is absent comes from the environment variable named beside it. */
export interface OpenOptions {
  /** Absolute path of the checkout or build. */
  readonly root: string
  /** DATABASE_URL; empty means the embedded server. */
  readonly databaseUrl?: string | undefined
  /** AQ_DATA_DIR */
  readonly dataDir?: string | undefined
  /** TIMESCALE */
  readonly timescale?: TimescaleWish | undefined
  /** Name other users of the server see, at most 63 characters. */
  readonly name?: string
  /** Told once what takes time, such as the first creation. */
  readonly onProgress?: (sentence: string) => void
}

/** An open database with what opening it brought about. */
export interface OpenedDatabase extends OpenDatabase {
  /** Joins an embedded server again after it went away, starting it as needed. */
  rejoin(): Promise<void>
}

const POOL_MAX = 8

/**
 * Opens the database. Fails with `DatabaseUnavailable`, whose message is for a person; nothing
 * stays open or running after a failure.
 */
export async function openDatabase(options: OpenOptions): Promise<OpenedDatabase> {
  const membership = await join(options)
  const settings = membership?.settings ?? connectionFromUrl(urlOf(options)!)
  const name = options.name ?? 'aq'
  const pool = openPool(settings, name)
  const wish = options.timescale ?? timescaleWish(process.env.TIMESCALE)
  const expected = { root: options.root, wish }
  const database = new PooledDatabase(settings, pool, {
    membership,
    expected,
    join: () => join(options),
  })
  try {
    database.report = await bringUpToDate(database, expected)
    return database
  } catch (error) {
    await database.close()
    const sentence = explainDatabaseError(error)
    throw sentence ? new DatabaseUnavailable(sentence, { cause: error }) : error
  }
}

/** Reads the wish for TimescaleDB from text; absent means `auto`. */
export function timescaleWish(text: string | undefined): TimescaleWish {
  if (text === undefined || text === '') return 'auto'
  if (text === 'auto' || text === 'off' || text === 'require') return text
  throw new DatabaseUnavailable(`TIMESCALE is ${text}; it can be auto, off or require.`)
}

async function join(options: OpenOptions): Promise<Membership | null> {
  if (urlOf(options)) return null
  const paths = clusterPaths(
    dataDirectory(options.root, options.dataDir ?? process.env.AQ_DATA_DIR)
  )
  return joinCluster(paths, options.name ?? 'aq', options.onProgress)
}

function urlOf(options: OpenOptions): string | undefined {
  return options.databaseUrl ?? process.env.DATABASE_URL ?? undefined
}

class PooledDatabase implements OpenedDatabase {
  report!: SchemaReport
  #settings: ConnectionSettings
  #membership: Membership | null
  #closed: Promise<void> | null = null

  constructor(
    settings: ConnectionSettings,
    private readonly pool: pg.Pool,
    private readonly context: {
      membership: Membership | null
      expected: { root: string; wish: TimescaleWish }
      join: () => Promise<Membership | null>
    }
  ) {
    this.#settings = settings
    this.#membership = context.membership
  }

  get settings(): ConnectionSettings {
    return this.#settings
  }

  get place(): OpenDatabase['place'] {
    const folder = this.#membership?.folder
    return folder === undefined ? { kind: 'external' } : { kind: 'embedded', folder }
  }

  servingProcess(): Promise<string | null> {
    return this.withClient(servingProcess)
  }

  get tier(): DatabaseTier {
    return this.report.capabilities.tier
  }

  async bringUpToDate(): Promise<SchemaReport> {
    const again = await bringUpToDate(this, { ...this.context.expected, thorough: true })
    this.report = {
      capabilities: again.capabilities,
      migrated: [...this.report.migrated, ...again.migrated],
      storage: [...this.report.storage, ...again.storage],
    }
    return this.report
  }

  async withClient<T>(use: (client: ClientBase) => Promise<T>): Promise<T> {
    const client = await this.pool.connect()
    let broken: Error | undefined
    const onError = (error: Error) => (broken = error)
    client.on('error', onError)
    try {
      return await use(client)
    } finally {
      client.off('error', onError)
      client.release(broken)
    }
  }

  transaction<T>(use: (client: ClientBase) => Promise<T>): Promise<T> {
    return this.withClient(async (client) => {
      await client.query('begin')
      try {
        const result = await use(client)
        await client.query('commit')
        return result
      } catch (error) {
        // When the connection is gone the server has rolled back already.
        await client.query('rollback').catch(() => {})
        throw error
      }
    })
  }

  async rejoin(): Promise<void> {
    if (this.#membership === null || this.#closed) return
    await this.#membership.keeper.end().catch(() => {})
    const membership = await this.context.join()
    if (membership === null) return
    this.#membership = membership
    this.#settings = membership.settings
    // The port is remembered but may have been taken meanwhile; new clients of the pool use this.
    Object.assign(this.pool.options, { port: membership.settings.port })
    if (this.#closed) await membership.leave()
  }

  close(): Promise<void> {
    this.#closed ??= this.pool.end().then(() => this.#membership?.leave())
    return this.#closed
  }
}

/** A pool of connections of which none, whenever it breaks, ends the process: the next query tells who asked. */
export function openPool(settings: ConnectionSettings, name: string): pg.Pool {
  const pool = new pg.Pool({
    ...settings,
    application_name: name,
    max: POOL_MAX,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    allowExitOnIdle: true,
  })
  pool.on('error', () => {})
  // Between the pool and who asked for it a connection has no listener; the server may end it in that very moment.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}
