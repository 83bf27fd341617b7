import { mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openDatabase, type OpenedDatabase } from '#adapters/database/open_database.js'
import { clusterPaths, type ClusterPaths } from '#adapters/database/cluster_paths.js'
import { readPostmaster } from '#adapters/database/postmaster.js'
import { copyPreparedCluster } from './prepared_cluster.js'

/** Absolute path of the checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')

const MEMORY_FOLDER = '/dev/shm'
const MEMORY_BYTES_MIN = 2 ** 31

/**
 * Where data directories lie: in memory where the system has room there, because making a cluster
 * waits for the disk longer than for anything else.
 */
function dataParent(): string {
  try {
    const { bavail, bsize } = statfsSync(MEMORY_FOLDER)
    return bavail * bsize > MEMORY_BYTES_MIN ? MEMORY_FOLDER : tmpdir()
  } catch {
    return tmpdir()
  }
}

/**
 * A data directory of its own with an embedded server, removed with everything in it. Its database is a
 * copy of a fresh one; only a folder that is to begin empty makes its own.
 */
export class DataFolder {
  readonly path = mkdtempSync(join(dataParent(), 'aq-data-'))
  readonly cluster: ClusterPaths = clusterPaths(this.path)

  constructor(readonly begins: 'migrated' | 'empty' = 'migrated') {}

  /** Not when it is made: all specs of a suite are loaded, and their folders made, before the first runs. */
  #prepare(): void {
    if (this.begins === 'migrated') copyPreparedCluster(this.path)
  }

  open(name?: string): Promise<OpenedDatabase> {
    this.#prepare()
    return openDatabase({
      root: ROOT,
      dataDir: this.path,
      databaseUrl: '',
      timescale: 'auto',
      ...(name === undefined ? {} : { name }),
    })
  }

  /** Process id of the running server, null when none runs. */
  get serverPid(): number | null {
    return readPostmaster(this.cluster)?.pid ?? null
  }

  /** The environment for a process that is to use this folder. */
  get environment(): NodeJS.ProcessEnv {
    this.#prepare()
    const environment = {
      ...process.env,
      AQ_DATA_DIR: this.path,
      TIMESCALE: 'auto',
      // A test opens the accounts that it speaks of.
      AQ_FIRST_ACCOUNT: 'false',
    }
    Reflect.deleteProperty(environment, 'DATABASE_URL')
    return environment
  }

  remove(): void {
    const pid = this.serverPid
    if (pid !== null) {
      try {
        process.kill(pid, 'SIGQUIT')
      } catch {
        // It has ended since the file was read, which is what is wanted.
      }
    }
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}

/** A connection URL for given settings, as an external server would be named. */
export function urlOf(database: OpenedDatabase): string {
  const { user, password, host, port, database: name } = database.settings
  return `postgres://${user}:${password}@${host}:${port}/${name}`
}
