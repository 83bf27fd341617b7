import { setTimeout as sleep } from 'node:timers/promises'
import type { Permission } from '#engine/plugin_permissions/capability.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { NetworkPlace, PluginNetwork, PluginSocket } from '#ports/plugin_network.js'
import type { Effect, RequestName } from './effect_form.js'
import { checkSocketPlace } from './http_rules.js'
import type { Deliver, EffectFailure } from './running_plugin.js'

/** Most connections of one plugin. */
export const SOCKETS_MAX = 4
const OPEN_TIMEOUT_MS = 10_000
/** Most bytes a second that a server can push into a plugin over one connection. */
const BYTES_PER_SECOND = 4_000_000

interface Connection {
  readonly place: Omit<NetworkPlace, 'secure'>
  /** `null` while it is being opened. */
  socket: PluginSocket | null
  isClosed: boolean
}

/** The TCP connections of one process of a plugin. */
export class PluginSockets {
  readonly #connections = new Map<RequestName, Connection>()

  constructor(
    private readonly network: Pick<PluginNetwork, 'open'>,
    private readonly to: {
      readonly deliver: Deliver
      readonly now: () => number
      readonly signal: AbortSignal
    }
  ) {}

  get count(): number {
    return this.#connections.size
  }

  /** Begins to open; the plugin hears `opened`, or `closed` with the reason. */
  open(
    { connection, host, port }: Extract<Effect, { type: 'socket.open' }>,
    grants: readonly Permission[]
  ): Result<void, EffectFailure> {
    if (this.#connections.has(connection)) {
      return err({ code: 'in_use', message: 'connection: a connection has this name already' })
    }
    if (this.#connections.size >= SOCKETS_MAX) {
      return err({ code: 'too_many', message: `a plugin has at most ${SOCKETS_MAX} connections` })
    }
    const place = checkSocketPlace({ host, port }, grants)
    if (!place.ok) return place
    const made: Connection = { place: place.value, socket: null, isClosed: false }
    this.#connections.set(connection, made)
    void this.#connect(connection, made)
    return ok(undefined)
  }

  /** Sends bytes. A connection that cannot take them is closed: a stream with a gap is worth nothing. */
  write({
    connection,
    data,
  }: Extract<Effect, { type: 'socket.write' }>): Result<void, EffectFailure> {
    const made = this.#connections.get(connection)
    if (!made?.socket) {
      return err({ code: 'not_open', message: 'connection: no open one has this name' })
    }
    if (made.socket.write(data)) return ok(undefined)
    const failure = { code: 'busy', message: 'too much waits to be sent on this connection' }
    this.#end(connection, made, failure)
    return err(failure)
  }

  close(connection: RequestName): void {
    const found = this.#connections.get(connection)
    if (found !== undefined) this.#end(connection, found)
  }

  closeAll(): void {
    for (const connection of [...this.#connections.keys()]) this.close(connection)
  }

  /** Closes what these grants no longer allow. */
  keepOnly(grants: readonly Permission[]): void {
    for (const [connection, { place }] of this.#connections) {
      if (!checkSocketPlace(place, grants).ok) this.close(connection)
    }
  }

  async #connect(connection: RequestName, made: Connection): Promise<void> {
    const observer = {
      data: async (bytes: Uint8Array) => {
        if (made.isClosed) return
        const data = Buffer.from(bytes).toString('base64')
        await Promise.all([
          this.#tell(connection, { kind: 'data', data }),
          sleep((bytes.byteLength / BYTES_PER_SECOND) * 1000, undefined, { ref: false }),
        ])
      },
      closed: () => this.#end(connection, made),
    }
    const { signal } = this.to
    const options = { timeoutMs: OPEN_TIMEOUT_MS, signal }
    const opened = await this.network.open(made.place, observer, options).catch(() => null)
    if (opened === null) return this.#end(connection, made, BROKEN)
    if (!opened.ok) return this.#end(connection, made, opened.failure)
    if (made.isClosed) return opened.value.close()
    made.socket = opened.value
    void this.#tell(connection, { kind: 'opened' })
  }

  #end(connection: RequestName, made: Connection, error?: EffectFailure): void {
    if (made.isClosed) return
    made.isClosed = true
    made.socket?.close()
    this.#connections.delete(connection)
    const why = error === undefined ? {} : { error: { code: error.code, message: error.message } }
    if (!this.to.signal.aborted) void this.#tell(connection, { kind: 'closed', ...why })
  }

  async #tell(connection: RequestName, what: Readonly<Record<string, unknown>>): Promise<void> {
    try {
      await this.to.deliver({ type: 'socket', atMs: this.to.now(), connection, ...what })
    } catch {
      // Whoever delivers knows that the plugin is gone; its connections end with it.
    }
  }
}

/** What went wrong inside the host is no business of the plugin's. */
const BROKEN: EffectFailure = { code: 'unavailable', message: 'this does not work just now' }
