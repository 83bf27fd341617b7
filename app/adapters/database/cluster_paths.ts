/** Where the embedded PostgreSQL keeps its things, below the data directory of the product. */
import { existsSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

/** PostgreSQL major version of the shipped binaries; a cluster of another major is left alone. */
export const CLUSTER_MAJOR = 18

/** Absolute paths of one embedded cluster. */
export interface ClusterPaths {
  /** Parent of all clusters; new ones are prepared here and renamed into place. */
  readonly parent: string
  /** This cluster; exists only when it is complete. */
  readonly home: string
  /** PostgreSQL's own data directory. */
  readonly data: string
  /** Password of the application's role, readable by its owner only. */
  readonly password: string
  /** The port last used, as text. */
  readonly port: string
  /** The server's log; emptied at a start when it has grown past 10 MB. */
  readonly log: string
  /** Written by PostgreSQL while it runs. */
  readonly pidFile: string
}

/**
 * Folder for everything the product stores: `AQ_DATA_DIR`, else `storage/` in the checkout. A build
 * lives in `build/` of the checkout, which every build empties, so it uses the checkout's folder.
 */
export function dataDirectory(root: string, configured: string | undefined): string {
  if (configured) return resolve(root, configured)
  const home = resolve(root)
  const isBuild = basename(home) === 'build' && existsSync(join(dirname(home), 'adonisrc.ts'))
  return join(isBuild ? dirname(home) : home, 'storage')
}

/** Paths of the embedded cluster inside a data directory. */
export function clusterPaths(dataDir: string): ClusterPaths {
  const parent = join(dataDir, 'postgres')
  return clusterPathsAt(parent, join(parent, String(CLUSTER_MAJOR)))
}

/** Paths of a cluster whose home is given; used while one is being prepared under another name. */
export function clusterPathsAt(parent: string, home: string): ClusterPaths {
  const data = join(home, 'data')
  return {
    parent,
    home,
    data,
    password: join(home, 'password'),
    port: join(home, 'port'),
    log: join(home, 'postgres.log'),
    pidFile: join(data, 'postmaster.pid'),
  }
}
