import type { Result } from '#kernel/values/result.js'
import type { Environment } from './plugin_records.js'

/** Whose storage: each plugin has its own in each environment. */
export interface StorageOwner {
  readonly pluginId: string
  readonly environment: Environment
}

/** Texts that plugins keep. Keys and values are checked before they come here. */
export interface PluginStorage {
  get(owner: StorageOwner, key: string): Promise<string | null>
  /** Keeps a value, or answers how many bytes it would come to when that is beyond the quota. */
  set(
    owner: StorageOwner,
    entry: { readonly key: string; readonly value: string; readonly quotaBytes: number }
  ): Promise<Result<void, { readonly neededBytes: number }>>
  /** Whether there was one. */
  delete(owner: StorageOwner, key: string): Promise<boolean>
  /** Keys that begin with a text, sorted. */
  keys(owner: StorageOwner, options: { prefix: string; limit: number }): Promise<string[]>
}
