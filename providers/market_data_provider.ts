import type { ApplicationService } from '@adonisjs/core/types'
import type { MarketDataPorts } from '#ports/market_data.js'

declare module '@adonisjs/core/types' {
  interface ContainerBindings {
    /** Bars, instruments and corporate actions: the store, the file readers and the column cache. */
    market_data: MarketDataPorts
  }
}

/** Binds market data to its adapters. Opens the database at the first `make`. */
export default class MarketDataProvider {
  constructor(private readonly app: ApplicationService) {}

  register() {
    this.app.container.singleton('market_data', async () => {
      const [repository, csv, history, paths, { default: env }] = await Promise.all([
        import('#adapters/market_data/postgres/bar_repository.js'),
        import('#adapters/market_data/csv/bar_csv.js'),
        import('#adapters/market_data/history/column_cache.js'),
        import('#adapters/database/cluster_paths.js'),
        import('#start/env'),
      ])
      const { join } = await import('node:path')
      const dataDir = paths.dataDirectory(this.app.makePath(), env.get('AQ_DATA_DIR'))
      return {
        store: new repository.BarRepository(await this.app.container.make('database')),
        files: csv.csvBarFiles,
        cache: new history.ColumnCacheFolder(join(dataDir, 'cache', 'bars')),
      }
    })
  }
}
