import { Redis } from 'ioredis'
import type { RedisMeter } from '#ports/health.js'

const CONNECT_MS = 2_000
const ANSWER_MS = 1_500
const RETRY_MS_MAX = 2_000

/** Pings Redis over a connection of its own, so that a busy one does not look like a dead server. */
export class PingingMeter implements RedisMeter {
  readonly #redis: Redis

  /** `url` is `redis://` or `rediss://`. Begins to connect and goes on trying until it is closed. */
  constructor(url: string) {
    this.#redis = new Redis(url, {
      lazyConnect: true,
      connectTimeout: CONNECT_MS,
      commandTimeout: ANSWER_MS,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (attempt) => Math.min(attempt * 100, RETRY_MS_MAX),
      connectionName: `aq health pid=${process.pid}`,
    })
    // Each ping tells its own failure.
    this.#redis.on('error', () => {})
    void this.#redis.connect().catch(() => {})
  }

  async read(): Promise<number> {
    const { host, port } = this.#redis.options
    if (this.#redis.status !== 'ready') throw new Error(`no connection to ${host}:${port}`)
    const fromMs = performance.now()
    await this.#redis.ping()
    return Math.round((performance.now() - fromMs) * 10) / 10
  }

  close(): void {
    this.#redis.disconnect()
  }
}
