/**
 * The database as the rest of the product sees it: where it is, what it can do, and raw clients for
 * bulk work. Adapters open it; engine and commands only use it.
 */
import type { ClientBase } from 'pg'

/** Where a PostgreSQL server listens and who we are there. */
export interface ConnectionSettings {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
  /** false = no TLS; an object is handed to `pg` as it stands. */
  readonly ssl: boolean | { readonly rejectUnauthorized: boolean }
}

/**
 * What the server offers for time series. `plain`: PostgreSQL alone. `tsdb-apache`: hypertables.
 * `tsdb-community`: hypertables with compression, retention policies and continuous aggregates.
 */
export type DatabaseTier = 'plain' | 'tsdb-apache' | 'tsdb-community'

/** What a server was found to be. */
export interface Capabilities {
  readonly tier: DatabaseTier
  /** Such as 18.4. */
  readonly postgresVersion: string
  /** Version of the TimescaleDB extension in this database; null without it. */
  readonly timescaleVersion: string | null
  /** Why the tier is lower than one might expect, with what to do; null when there is nothing to say. */
  readonly note: string | null
}

/** What bringing a database up to date found and did. */
export interface SchemaReport {
  readonly capabilities: Capabilities
  /** Names of the migrations that ran. */
  readonly migrated: readonly string[]
  /** Storage changes that were made, in words. */
  readonly storage: readonly string[]
}

/** An open, migrated database. */
export interface OpenDatabase {
  readonly settings: ConnectionSettings
  readonly tier: DatabaseTier
  /** What opening found and did. */
  readonly report: SchemaReport
  /** Whether the server is the product's own, and then where its files are. */
  readonly place:
    { readonly kind: 'embedded'; readonly folder: string } | { readonly kind: 'external' }
  /** Process and address of the server that works on this database (`npm start`); null when none runs. */
  servingProcess(): Promise<string | null>
  /** Looks at extension, migrations and storage once more; tells all that was done since opening. */
  bringUpToDate(): Promise<SchemaReport>
  /** Lends one raw client of a small pool to `use`; it must not be kept afterwards. */
  withClient<T>(use: (client: ClientBase) => Promise<T>): Promise<T>
  /** BEGIN, `use`, COMMIT on one client; ROLLBACK when `use` throws. */
  transaction<T>(use: (client: ClientBase) => Promise<T>): Promise<T>
  /** Gives the connections back; the embedded server stops when its last user has left. */
  close(): Promise<void>
}
