import type { Result } from '#kernel/values/result.js'
import type { FollowedRegistry } from '#ports/plugin_registry.js'
import type { ResolvedPackage, SourceFailure } from '#ports/plugin_source.js'
import type { Platform } from '#engine/plugin/platform.js'
import { stampOf } from './accept_index.js'
import { blockedBy, type BlockQuestion } from './blocked_by.js'
import { findIndexed } from './find_indexed.js'
import type { RegistryIndex } from './index_document.js'
import { readIndex } from './read_index.js'
import { refreshRegistries } from './refresh_registries.js'
import type { RegistryPorts } from './registry_ports.js'

/** A registry with its index. */
export interface FollowedIndex {
  readonly registry: FollowedRegistry
  readonly index: RegistryIndex
}

/** What the registries that are followed say together. */
export class FollowedIndexes {
  readonly #read = new Map<string, FollowedIndex>()
  /** Sentences about registries that gave no good index when they were last asked, by address. */
  readonly #troubles = new Map<string, string>()

  constructor(
    private readonly ports: RegistryPorts,
    private readonly platform: Platform
  ) {}

  /** Registries with the indexes in force, by address. Nothing is fetched. */
  async all(): Promise<FollowedIndex[]> {
    const registries = await this.ports.records.list()
    return registries.flatMap((registry) => {
      const known = this.#read.get(registry.url)
      // The text itself tells whether it is the same: another process may have renewed the row.
      if (known?.registry.document.index === registry.document.index) {
        return [{ registry, index: known.index }]
      }
      const read = readIndex(registry.document.index)
      if (!read.ok) {
        // Only a platform that reads more strictly than the one that stored it comes here.
        const message = `the stored index of ${registry.url} cannot be used: ${read.failure}`
        this.#troubles.set(registry.url, message)
        return []
      }
      const fresh = { registry, index: read.value }
      this.#read.set(registry.url, fresh)
      return [fresh]
    })
  }

  /** Asks all registries, or those not asked for `olderThanMs`; what fails leaves a warning. */
  async refresh(olderThanMs = 0): Promise<void> {
    for (const { url, failure } of await refreshRegistries(this.ports, { olderThanMs })) {
      if (failure === null) this.#troubles.delete(url)
      else this.#troubles.set(url, failure.message)
    }
  }

  /** Ids of all plugins that any index offers, sorted. */
  async ids(): Promise<readonly string[]> {
    const ids = (await this.all()).flatMap(({ index }) => index.plugins.map((plugin) => plugin.id))
    return [...new Set(ids)].sort()
  }

  /** Who may publish an id in the registries that offer it, the expired ones too. */
  async owners(id: string): Promise<{ url: string; publisher: string; keyIds: string[] }[]> {
    return (await this.all()).flatMap(({ registry: { url }, index: { plugins, keys } }) => {
      const plugin = plugins.find((one) => one.id === id)
      if (plugin === undefined) return []
      const own = keys.filter(
        (key) => key.publisherId === plugin.publisher.id && key.revokedAtMs === null
      )
      return [{ url, publisher: plugin.publisher.name, keyIds: own.map((key) => key.keyId) }]
    })
  }

  /** Why a kill list names a plugin, a version or a key; `null` when none does. */
  async blocked(question: BlockQuestion): Promise<string | null> {
    const indexes = (await this.all()).map(({ index }) => index)
    return blockedBy(indexes, question)
  }

  /** Sentences about registries that have expired, do not answer, or cannot be trusted any more. */
  async warnings(): Promise<readonly string[]> {
    const now = this.ports.now()
    await this.all()
    return (await this.ports.records.list()).flatMap(({ url, expiresAtMs }) => {
      const trouble = this.#troubles.get(url)
      if (trouble !== undefined) return [trouble]
      if (expiresAtMs > now) return []
      return [
        `the index at ${url} expired at ${stampOf(expiresAtMs)}: nothing is installed by it, its kill list still counts`,
      ]
    })
  }

  /** Finds the plugin `id`, in its newest version that fits or in the one that is asked for. */
  async find(id: string, version?: string): Promise<Result<ResolvedPackage, SourceFailure>> {
    const wanted = { id, ...(version === undefined ? {} : { version }) }
    const { reader, now } = this.ports
    const found = findIndexed(wanted, await this.all(), {
      platform: this.platform,
      nowMs: now(),
      archiveLocation: reader.archiveLocation.bind(reader),
    })
    return found
  }
}
