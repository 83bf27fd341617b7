import type { LiveSetup } from './setup.js'

/** An event as the host sends it: `type`, `atMs` and the fields of its type. */
export interface LiveEvent {
  readonly type: string
  /** UTC epoch milliseconds. */
  readonly atMs: number
  readonly [field: string]: unknown
}

/** A plugin of one kind, driven by events. Values are JSON text; errors are thrown. */
export interface Runner {
  /** Makes the plugin; the value of the start's answer. */
  start(setup: LiveSetup): string
  /** Hands over an event; the value of its answer. */
  handle(event: LiveEvent): string
  /** What the plugin's `state()` says, JSON text. */
  state(): string
}
