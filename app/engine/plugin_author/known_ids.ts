import { basename } from 'node:path'
import { listPluginFolders } from '#engine/plugin/find_plugin.js'
import { lockFilePath, readLockFile } from '#engine/plugin_lock/lock_file.js'

/**
 * Ids that a new plugin must not be mistaken for: the examples of the checkout and what is installed
 * by the lock file. A lock file that cannot be read counts as empty; `plugin:verify` tells of it.
 */
export async function knownIds(places: { root: string; dataDir: string }): Promise<string[]> {
  const examples = await listPluginFolders(places.root)
  const lock = await readLockFile(lockFilePath(places.dataDir, places.root))
  const installed = lock.ok && lock.value !== null ? [...lock.value.keys()] : []
  return [...examples.map((folder) => basename(folder)), ...installed]
}
