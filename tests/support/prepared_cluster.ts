import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { clusterPaths } from '#adapters/database/cluster_paths.js'
import { openDatabase } from '#adapters/database/open_database.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')
const PARENT = join(ROOT, 'node_modules/.cache/test-clusters')
/** What a cluster with all migrations depends on. */
const MADE_FROM = ['database/migrations', 'app/adapters/database', 'package-lock.json']

/** Where the prepared cluster of this checkout lies; its name tells what it was made from. */
function preparedFolder(): string {
  const hash = createHash('sha256')
  for (const place of MADE_FROM) {
    const path = join(ROOT, place)
    const files = place.includes('.') ? [path] : readdirSync(path).sort()
    for (const file of files) {
      hash.update(file).update(readFileSync(place.includes('.') ? file : join(path, file)))
    }
  }
  return join(PARENT, hash.digest('hex').slice(0, 16))
}

/**
 * Makes a cluster with all migrations applied, once for all specs: copying it costs a tenth of making
 * one. Others that make the same at the same time are harmless: the first to be ready is used.
 */
export async function prepareCluster(): Promise<void> {
  const folder = preparedFolder()
  if (existsSync(folder)) return
  rmSync(PARENT, { recursive: true, force: true })
  const draft = `${folder}.new-${randomBytes(4).toString('hex')}`
  mkdirSync(draft, { recursive: true })
  const database = await openDatabase({
    root: ROOT,
    dataDir: draft,
    databaseUrl: '',
    timescale: 'auto',
  })
  await database.close()
  // All copies would begin at the port that this one had.
  rmSync(clusterPaths(draft).port, { force: true })
  try {
    renameSync(draft, folder)
  } catch {
    rmSync(draft, { recursive: true, force: true })
  }
}

/** Gives an empty data directory the prepared cluster; without one it stays empty, which only takes longer. */
export function copyPreparedCluster(dataDir: string): void {
  const from = clusterPaths(preparedFolder()).parent
  const to = clusterPaths(dataDir).parent
  if (existsSync(to) || !existsSync(from)) return
  // Files belong to the account that the server runs under, which node's own copy would not keep.
  const { status } = spawnSync('cp', ['-a', from, to])
  if (status !== 0) rmSync(to, { recursive: true, force: true })
}
