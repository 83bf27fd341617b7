import { pluginKey, type RunningIdentity } from './running_plugin.js'
import { TokenBucket } from './token_bucket.js'

/** What a plugin may do how often, in one environment; a restart does not start the count anew. */
export const RATES = {
  /** Everything that is not handed to the caller: storage, timers, sockets, requests. */
  request: { burst: 100, perSecond: 50 },
  http: { burst: 20, perSecond: 2 },
  notify: { burst: 5, perSecond: 0.1 },
  log: { burst: 100, perSecond: 10 },
} as const

/** Rates by plugin and environment. */
export class PluginRates {
  readonly #buckets = new Map<string, TokenBucket>()

  constructor(private readonly now: () => number) {}

  /** Takes one; false when there has been too much lately. */
  take(plugin: RunningIdentity, what: keyof typeof RATES): boolean {
    const key = `${what} ${pluginKey(plugin)}`
    let bucket = this.#buckets.get(key)
    if (bucket === undefined) {
      bucket = new TokenBucket(RATES[what], this.now())
      this.#buckets.set(key, bucket)
    }
    return bucket.take(this.now())
  }
}
