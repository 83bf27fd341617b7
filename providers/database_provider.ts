import type { ApplicationService } from '@adonisjs/core/types'
import { logScrubber } from '#start/log_scrubber'
import type { OpenedDatabase } from '#adapters/database/open_database.js'

declare module '@adonisjs/core/types' {
  interface ContainerBindings {
    /** The product's database: opened at the first `make`, closed with the application. */
    database: OpenedDatabase
    /** Absolute path of the folder that holds everything the product stores. */
    data_directory: string
  }
}

/** Binds the database, and gives its real settings to Lucid. Nothing is loaded before it is asked for. */
export default class DatabaseProvider {
  #opened: Promise<OpenedDatabase> | null = null

  constructor(private readonly app: ApplicationService) {}

  register() {
    this.app.container.singleton('database', () => this.#open())
    this.app.container.singleton('data_directory', async () => {
      const [{ dataDirectory }, { default: env }] = await Promise.all([
        import('#adapters/database/cluster_paths.js'),
        import('#start/env'),
      ])
      return dataDirectory(this.app.makePath(), env.get('AQ_DATA_DIR'))
    })
  }

  async shutdown() {
    const opened = await this.#opened?.catch(() => null)
    await opened?.close()
  }

  #open(): Promise<OpenedDatabase> {
    this.#opened ??= this.#openNow()
    return this.#opened
  }

  async #openNow(): Promise<OpenedDatabase> {
    const [{ openDatabase }, { default: env }] = await Promise.all([
      import('#adapters/database/open_database.js'),
      import('#start/env'),
    ])
    const database = await openDatabase({
      root: this.app.makePath(),
      databaseUrl: env.get('DATABASE_URL'),
      dataDir: env.get('AQ_DATA_DIR'),
      timescale: env.get('TIMESCALE'),
      name: `aq-${this.app.getEnvironment()} pid=${process.pid}`,
      onProgress: (sentence) => process.stderr.write(`${sentence}\n`),
    })
    logScrubber.add(database.settings.password)
    try {
      await this.#introduceToLucid(database)
      return database
    } catch (error) {
      await database.close()
      throw error
    }
  }

  /** Lucid's configuration was read before the embedded server's address was known. */
  async #introduceToLucid(database: OpenedDatabase): Promise<void> {
    if (!this.app.container.hasBinding('lucid.db')) return
    const { lucidConfig, LUCID_CONNECTION } = await import('#adapters/database/lucid_config.js')
    const lucid = await this.app.container.make('lucid.db')
    const config = lucidConfig(database.settings).connections[LUCID_CONNECTION]!
    if (lucid.manager.has(LUCID_CONNECTION)) lucid.manager.patch(LUCID_CONNECTION, config)
    else lucid.manager.add(LUCID_CONNECTION, config)
  }
}
