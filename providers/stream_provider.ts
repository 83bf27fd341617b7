import { setTimeout as sleep } from 'node:timers/promises'
import type { ApplicationService } from '@adonisjs/core/types'
import type * as runtime from './stream_runtime.js'

/** The open streams, and what they are fed with. */
export type Streams = ReturnType<typeof runtime.openStreams> & Pick<typeof runtime, 'silentBody'>

declare module '@adonisjs/core/types' {
  interface ContainerBindings {
    /** Streams of events to clients; in the server alone. */
    streams: Streams
  }
}

/** Clients get so long to take the last message before connections are closed. */
const GOODBYE_MS = 100

/** Binds streams. At the end of the server they say so and end, before connections are closed. */
export default class StreamProvider {
  #streams: Streams | null = null

  constructor(private readonly app: ApplicationService) {}

  register() {
    this.app.container.singleton('streams', async () => {
      const [loaded, settings, database, trading, identity, transmit, logger, redis] =
        await Promise.all([
          import('./stream_runtime.js'),
          this.app.container.make('settings'),
          this.app.container.make('database'),
          this.app.container.make('trading'),
          this.app.container.make('identity'),
          this.app.container.make('transmit'),
          this.app.container.make('logger'),
          this.#redis(),
        ])
      const opened = loaded.openStreams({
        database,
        transmit,
        redis,
        trading: trading.ports,
        settings: settings.desk,
        installed: async () => {
          const { ports } = await this.app.container.make('plugins')
          return ports.records.plugins()
        },
        identity: identity.ports,
        health: async () => (await this.app.container.make('health')).watch,
        info: (sentence) => logger.info({ area: 'streams' }, sentence),
        warn: (sentence) => logger.warn({ area: 'streams' }, sentence),
      })
      this.#streams = { ...opened, silentBody: loaded.silentBody }
      return this.#streams
    })
  }

  /** Redis, and what the hosts of this installation have in common: the application key. */
  async #redis() {
    const { desk } = await this.app.container.make('settings')
    const url = desk.value('redis.url')
    if (typeof url !== 'string') return null
    const [{ default: env }, { applicationKey }, dataDir] = await Promise.all([
      import('#start/env'),
      import('#adapters/secret/application_key.js'),
      this.app.container.make('data_directory'),
    ])
    return { url, secret: (env.get('APP_KEY') ?? applicationKey(dataDir)).release() }
  }

  ready() {
    this.app.terminating(async () => {
      if (this.#streams === null) return
      this.#streams.close()
      await sleep(GOODBYE_MS)
    })
  }
}
