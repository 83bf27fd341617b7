import type { AuditLog } from '#ports/audit_log.js'
import type { PackageArchive } from '#ports/plugin_package.js'
import type { RegistryReader, RegistryRecords } from '#ports/plugin_registry.js'

/** What following registries needs of the outside. */
export interface RegistryPorts {
  readonly records: RegistryRecords
  readonly reader: RegistryReader
  readonly audit: AuditLog
  /** UTC epoch, ms. */
  readonly now: () => number
}

/** What making an index of packages needs of the outside. */
export interface IndexMakingPorts {
  readonly archive: PackageArchive
  readonly now: () => number
}
