import type { BarFiles } from '#ports/bar_file.js'
import type { BarStore } from '#ports/bar_store.js'
import type { ColumnCache } from '#ports/column_cache.js'

/** What the engine needs to import, keep and read market data. */
export interface MarketDataPorts {
  readonly store: BarStore
  readonly files: BarFiles
  readonly cache: ColumnCache
}
