/**
 * Joining and leaving the embedded server.
 *
 * Every process that uses the server keeps one connection with a shared advisory lock: its
 * membership, which ends by itself when the process dies in whatever way. Who leaves tries to take
 * the same lock alone; only when that succeeds is nobody else inside, and the server is stopped
 * while the lock is held. Who arrives meanwhile waits for the lock, loses the connection with the
 * server, and starts it anew. So users may come and go in any order and never break each other.
 */
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { ConnectionSettings } from '../../ports/database.js'
import { clusterAccount } from './cluster_account.js'
import { clusterBinaries, type ClusterBinaries } from './cluster_binaries.js'
import { CLUSTER_ROLE, createCluster } from './cluster_create.js'
import type { ClusterPaths } from './cluster_paths.js'
import { startServer, stopServer } from './cluster_start.js'
import { DatabaseUnavailable } from './database_unavailable.js'
import { MEMBERS_LOCK } from './locks.js'
import { isOurServer, readPostmaster, removeStalePidFile } from './postmaster.js'

/** One process's stay at the embedded server. */
export interface Membership {
  readonly settings: ConnectionSettings
  /** Where the server's data, log and password are. */
  readonly folder: string
  /** True when this process started the server. */
  readonly started: boolean
  /** The connection that carries the membership; lock work only. */
  readonly keeper: pg.Client
  /** Ends the stay; the last to leave stops the server. Resolves when that is done. */
  leave(): Promise<void>
}

const PATIENCE_MS = 120_000
const POLL_MS = 20
const STARTS_MAX = 5

/** Creates and starts the embedded server as needed and joins it under a name others can read. */
export async function joinCluster(
  paths: ClusterPaths,
  name: string,
  onProgress: (sentence: string) => void = () => {}
): Promise<Membership> {
  const binaries = clusterBinaries()
  const deadline = Date.now() + PATIENCE_MS
  let failures = 0
  let started = false
  while (Date.now() < deadline) {
    const visit = await tryToJoin(paths, name)
    if (visit.type === 'joined') {
      return membership(visit.keeper, visit.settings, { started, paths, binaries })
    }
    if (visit.type === 'wait') {
      await sleep(POLL_MS)
      continue
    }
    const account = clusterAccount(paths, binaries.postgres)
    if (!existsSync(paths.home)) onProgress('Creating the embedded PostgreSQL (once, about 2 s)')
    createCluster(paths, binaries, account)
    const outcome = await startServer(paths, binaries, account)
    started = outcome.type === 'runs'
    if (outcome.type === 'failed' && !isSomebodyQuicker(outcome.said) && ++failures >= STARTS_MAX) {
      throw new DatabaseUnavailable(startAdvice(paths, outcome.said))
    }
  }
  throw new DatabaseUnavailable(
    `The embedded PostgreSQL did not take connections within ${PATIENCE_MS / 1000} s; its log is ${paths.log}.`
  )
}

type Visit =
  | { type: 'joined'; keeper: pg.Client; settings: ConnectionSettings }
  | { type: 'wait' }
  | { type: 'not_running' }

async function tryToJoin(paths: ClusterPaths, name: string): Promise<Visit> {
  const postmaster = readPostmaster(paths)
  if (!postmaster) return { type: 'not_running' }
  if (!isOurServer(postmaster, paths)) {
    removeStalePidFile(paths, postmaster)
    return { type: 'not_running' }
  }
  if (postmaster.status === 'stopping' || postmaster.status === 'starting') return { type: 'wait' }
  const settings = clusterSettings(paths, postmaster.port)
  const keeper = new pg.Client({ ...settings, application_name: name, keepAlive: true })
  // A server that goes away emits here besides failing the query; the query's failure is handled.
  keeper.on('error', () => {})
  try {
    await keeper.connect()
    await keeper.query('select pg_advisory_lock_shared($1, $2)', [...MEMBERS_LOCK])
    return { type: 'joined', keeper, settings }
  } catch {
    await keeper.end().catch(() => {})
    return { type: 'wait' }
  }
}

function membership(
  keeper: pg.Client,
  settings: ConnectionSettings,
  context: { started: boolean; paths: ClusterPaths; binaries: ClusterBinaries }
): Membership {
  let left: Promise<void> | null = null
  const leave = async () => {
    try {
      await keeper.query('select pg_advisory_unlock_shared($1, $2)', [...MEMBERS_LOCK])
      const { rows } = await keeper.query<{ alone: boolean }>(
        'select pg_try_advisory_lock($1, $2) as alone',
        [...MEMBERS_LOCK]
      )
      if (rows[0]?.alone) await stopServer(context.paths, context.binaries)
    } catch {
      // The server is gone already, which is what leaving was to bring about.
    } finally {
      await keeper.end().catch(() => {})
    }
  }
  const folder = context.paths.home
  return { settings, folder, started: context.started, keeper, leave: () => (left ??= leave()) }
}

function clusterSettings(paths: ClusterPaths, port: number): ConnectionSettings {
  return {
    host: '127.0.0.1',
    port,
    user: CLUSTER_ROLE,
    password: readPassword(paths),
    database: CLUSTER_ROLE,
    ssl: false,
  }
}

function readPassword(paths: ClusterPaths): string {
  try {
    return readFileSync(paths.password, 'utf8').trim()
  } catch (error) {
    const why = existsSync(paths.password)
      ? 'may not be read by this user: start as the user who started first'
      : `is missing: put it back, or move ${paths.home} away to begin with an empty database`
    throw new DatabaseUnavailable(`The database password ${paths.password} ${why}.`, {
      cause: error,
    })
  }
}

function isSomebodyQuicker(said: string): boolean {
  return /postmaster\.pid" already exists|is empty|could not bind|Address already in use/i.test(
    said
  )
}

function startAdvice(paths: ClusterPaths, said: string): string {
  if (/No space left|ENOSPC/i.test(said)) {
    return `The embedded PostgreSQL could not start because the disk is full: free some space and start again (${said}).`
  }
  return `The embedded PostgreSQL could not start: ${said}. Its log is ${paths.log}; DATABASE_URL can name a server of your own instead.`
}
