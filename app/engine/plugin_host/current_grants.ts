import type { ManifestPermission } from '#engine/plugin/manifest.js'
import type { RunningIdentity } from '#engine/plugin_gateway/running_plugin.js'
import type { Permission } from '#engine/plugin_permissions/capability.js'
import { activeGrants } from '#engine/plugin_permissions/grants.js'
import { missingOf } from '#engine/plugin_permissions/missing_grants.js'
import type { HostPorts } from './host_ports.js'

/** What is in force for a running plugin. */
export interface KnownGrants {
  readonly permissions: readonly Permission[]
  /** A permission that the plugin cannot do without and has no more; `null` when it has all. */
  readonly lost: string | null
}

/** How old what is known may be, ms: a grant that was taken back counts after a second at the latest. */
const AGE_MS_MAX = 900
/** From which age on they are read again beside the events, so that none has to wait for it, ms. */
const AGE_MS_FRESH = 450
/** How long the database may take, ms; then nothing is known, and nothing is told. */
const READ_MS_MAX = 2_000

/**
 * The grants of one running plugin, read at most twice a second. When they cannot be read nothing is in
 * force. Those who ask are served in the order in which they asked.
 */
export class CurrentGrants {
  readonly #identity: RunningIdentity
  readonly #ports: Pick<HostPorts, 'grants' | 'clock'>
  readonly #asked: readonly ManifestPermission[]
  #known: KnownGrants | null = null
  #asOfMs = 0
  #reading: Promise<void> | null = null
  #line: Promise<unknown> = Promise.resolve()
  #waiting = 0

  constructor(
    identity: RunningIdentity,
    /** What the manifest asks for. */
    asked: readonly ManifestPermission[],
    ports: Pick<HostPorts, 'grants' | 'clock'>
  ) {
    this.#identity = identity
    this.#asked = asked
    this.#ports = ports
  }

  /** How many wait until the grants are read. */
  get waiting(): number {
    return this.#waiting
  }

  /** What is known is out of date: this process gave or took grants. */
  forget(): void {
    this.#known = null
    this.#reading = null
  }

  /** Calls with what is in force (`null`: cannot be read), at once when that is known. */
  with<T>(use: (known: KnownGrants | null) => T): T | Promise<T> {
    const age = this.#age
    if (this.#waiting === 0 && age <= AGE_MS_MAX) {
      if (age > AGE_MS_FRESH) void this.#read()
      return use(this.#known)
    }
    return this.#inLine(async () => {
      if (this.#age > AGE_MS_MAX) await this.#read()
      // Forgotten while it was read: what came back may be from before.
      if (this.#known === null) await this.#read()
      return this.#age <= AGE_MS_MAX ? this.#known : null
    }, use)
  }

  /** Calls with nothing looked up, but not before those who wait. */
  after<T>(use: () => T): T | Promise<T> {
    if (this.#waiting === 0) return use()
    return this.#inLine(async () => null, use)
  }

  async #inLine<K, T>(find: () => Promise<K>, use: (found: K) => T): Promise<T> {
    this.#waiting++
    const turn = this.#line.then(find)
    this.#line = turn
    return turn.then((found) => {
      this.#waiting--
      return use(found)
    })
  }

  get #age(): number {
    if (this.#known === null) return Infinity
    const age = this.#ports.clock.now() - this.#asOfMs
    // A clock that was set back tells nothing.
    return age < 0 ? Infinity : age
  }

  /** Reads them once for all who ask meanwhile; never throws. */
  #read(): Promise<void> {
    if (this.#reading !== null) return this.#reading
    const fromMs = this.#ports.clock.now()
    const reading: Promise<void> = this.#inForce().then((known) => {
      if (this.#reading !== reading) return
      this.#reading = null
      if (known === null) return
      this.#known = known
      this.#asOfMs = fromMs
    })
    this.#reading = reading
    return reading
  }

  async #inForce(): Promise<KnownGrants | null> {
    const { id: pluginId, environment, manifestHash } = this.#identity
    const { grants, clock } = this.#ports
    let cancel = () => {}
    const late = new Promise<null>((resolve) => {
      cancel = clock.after(READ_MS_MAX, () => resolve(null))
    })
    const read = activeGrants({ pluginId, environment, manifestHash }, grants).catch(() => null)
    const permissions = await Promise.race([read, late])
    cancel()
    if (permissions === null) return null
    return { permissions, lost: missingOf(this.#asked, permissions)[0] ?? null }
  }
}
