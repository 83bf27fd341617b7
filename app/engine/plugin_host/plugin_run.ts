import type { RunningKind } from '#engine/plugin/manifest.js'
import type { RunningIdentity } from '#engine/plugin_gateway/running_plugin.js'
import type { PluginProcess } from '#ports/plugin_process.js'
import type { CurrentGrants } from './current_grants.js'
import type { Startable } from './may_start.js'

/** Events that a new version is shown before it takes over. */
const RECENT_MAX = 20
/** Longest event that is kept for that, in characters. */
const RECENT_LENGTH_MAX = 16_384

/** An event that was answered, and what the answer looked like. */
export interface PastEvent {
  readonly event: string
  readonly form: string
}

/** One process of a plugin, from its start to its end. */
export class PluginRun {
  /** `null` until it has started. */
  process: PluginProcess | null = null
  isGone = false
  #open = 0
  #onIdle: (() => void)[] = []

  constructor(
    readonly startable: Startable,
    readonly identity: RunningIdentity,
    /** What it may be told. */
    readonly grants: CurrentGrants
  ) {}

  /** Notes that an event is under way; to be ended by `leave`. */
  enter(): void {
    this.#open++
  }

  /** Notes that an event has been answered. */
  leave(): void {
    this.#open--
    if (this.#open === 0) for (const tell of this.#onIdle.splice(0)) tell()
  }

  /** Resolves when no event is under way. */
  idle(): Promise<void> {
    if (this.#open === 0) return Promise.resolve()
    return new Promise((resolve) => this.#onIdle.push(resolve))
  }
}

/**
 * Events that a new version may be shown though they happened to the one before. A broker's cannot be:
 * it would believe in orders and connections that are not its own; nor can answers to requests.
 */
const SHOWN: Readonly<Record<RunningKind, (type: string) => boolean>> = {
  'strategy': (type) => type !== 'stop',
  'risk-rule': (type) => type === 'assess',
  'agent': (type) => type === 'bar' || type === 'account' || type === 'timer',
  'broker': () => false,
}

/** The last events of a plugin, for showing them to its next version. */
export class RecentEvents {
  readonly #kind: RunningKind
  readonly #events: PastEvent[] = []

  constructor(kind: RunningKind) {
    this.#kind = kind
  }

  /** Keeps an event of a type that was answered in a form. */
  add(type: string, event: string, form: string): void {
    if (event.length > RECENT_LENGTH_MAX || !SHOWN[this.#kind](type)) return
    this.#events.push({ event, form })
    if (this.#events.length > RECENT_MAX) this.#events.shift()
  }

  /** Oldest first. */
  list(): readonly PastEvent[] {
    return [...this.#events]
  }
}
