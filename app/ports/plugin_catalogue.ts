import type { SourceLocation } from './sandbox.js'

/** A plugin whose code can be handed to a sandbox. */
export interface UsablePlugin {
  readonly id: string
  /** The manifest's text. */
  readonly manifest: string
  /** The very buffer whose SHA-256 is `bundleHash`. */
  readonly code: Uint8Array
  readonly bundleHash: string
  readonly contentHash: string
  readonly sourceMap: Uint8Array | null
  readonly version: string
}

/** Why an installed plugin cannot be used; one sentence with what to do. */
export interface PluginUnusable {
  readonly code: 'disabled' | 'quarantined' | 'blocked' | 'content_changed' | 'engine_unsupported'
  readonly message: string
  readonly location?: SourceLocation
}

/** A plugin that is in use until it is released: nobody removes it meanwhile. */
export interface HeldPlugin {
  readonly plugin: UsablePlugin
  release(): Promise<void>
}

/** Installed plugins as backtests and the plugin host use them. */
export interface PluginCatalogue {
  /** Ids of installed plugins, sorted. */
  ids(): Promise<string[]>
  /** The active version of an installed plugin; `null` when none of that id is installed. */
  find(id: string): Promise<UsablePlugin | PluginUnusable | null>
  /** As `find`, and holds the plugin until it is released. */
  use(id: string): Promise<HeldPlugin | PluginUnusable | null>
}
