/** Everything that the commands about registries use, as one module: see `backtest_runtime.ts`. */
import { tarPackageArchive } from '#adapters/plugin_package/package_archive.js'
import type { IndexMakingPorts } from '#engine/plugin_registry/registry_ports.js'
import type { OpenDatabase } from '#ports/database.js'
import { createIndexes, createRegistryPorts } from './registry_ports.js'

export { PASSPHRASE_VARIABLE, readKeyFile } from '#engine/plugin_package/key_file.js'
export { stampOf } from '#engine/plugin_registry/accept_index.js'
export { followRegistry, leaveRegistry } from '#engine/plugin_registry/follow_registry.js'
export {
  INDEX_FILE,
  indexFolder,
  readIndexText,
  writeSignedIndex,
} from '#engine/plugin_registry/index_folder.js'
export { offeredLines, offeredPlugin } from '#engine/plugin_registry/offered_plugin.js'
export { refreshRegistries } from '#engine/plugin_registry/refresh_registries.js'
export { searchPlugins } from '#engine/plugin_registry/search_plugins.js'
export { readDuration, signIndex } from '#engine/plugin_registry/sign_index.js'
export { formatTable } from '#engine/text_table.js'

/** The ports of following registries, with what they say. */
export function createFollowingPorts(database: OpenDatabase) {
  return { ...createRegistryPorts(database), indexes: createIndexes(database) }
}

/** The ports of making an index, which needs no database. */
export function createMakingPorts(): IndexMakingPorts {
  return { archive: tarPackageArchive, now: Date.now }
}
