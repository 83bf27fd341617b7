/** Everything that the commands about packages use, as one module: see `backtest_runtime.ts`. */
import { tarPackageArchive } from '#adapters/plugin_package/package_archive.js'
import type { PackageArchive } from '#ports/plugin_package.js'

export { readArchive, writeArchive } from '#engine/plugin_package/archive_file.js'
export { PASSPHRASE_VARIABLE, readKeyFile, writeNewKey } from '#engine/plugin_package/key_file.js'
export { findingLines, packJson, packLines } from '#engine/plugin_package/pack_lines.js'
export { packPlugin } from '#engine/plugin_package/pack_plugin.js'
export { isScope } from '#engine/plugin_package/package_json.js'
export { signPackage } from '#engine/plugin_package/sign_package.js'

/** Ports of packages that need neither database nor network. */
export interface PackagePorts {
  readonly archive: PackageArchive
}

/** Binds the ports to their adapters. */
export function createPackagePorts(): PackagePorts {
  return { archive: tarPackageArchive }
}
