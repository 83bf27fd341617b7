import { err, ok, type Result } from '#kernel/values/result.js'
import type { Clock } from '#ports/clock.js'
import type { StreamLine } from '#ports/stream_line.js'
import type { Channel } from './channels.js'
import { every } from './every.js'
import { loginKey, type StreamClient, type StreamLogin } from './stream_client.js'

/** How often every client hears something, so that silence means a broken line. */
export const PING_MS = 5_000

/** So many clients are told in one turn; the way of an order comes in between. */
const CLIENTS_A_TURN = 50
/** Parts of messages that wait for their turn; with more nothing waits any longer. */
const WAITING_MAX = 400

/** What one process lets be open, and how much may wait for one client. */
export interface StreamBounds {
  readonly clients: number
  readonly clientsOfLogin: number
  readonly channelsOfClient: number
  /** Characters that may wait for a client before it is cut off. */
  readonly waiting: number
}

/** Used where nothing else is said. */
export const STREAM_BOUNDS: StreamBounds = {
  clients: 1_000,
  clientsOfLogin: 20,
  channelsOfClient: 100,
  waiting: 1_000_000,
}

/** What the hub works with. */
export interface HubPorts {
  readonly clock: Clock
  /** Names this life of the process: numbers of another one do not compare. */
  readonly epoch: string
  /** A sentence for the log. */
  info(sentence: string): void
  warn(sentence: string): void
}

/** What a message says besides its number: whole rows, or that the snapshot must be fetched again. */
export type StreamBody = Readonly<Record<string, unknown>>

/** Where a channel stands. */
export interface ChannelPlace {
  readonly channel: string
  /** Number of its last message, 0 before the first. */
  readonly seq: number
}

/**
 * Every open stream, and who hears what. A message gets its number here, is written out once and sent to all;
 * whoever does not take what was sent is cut off, and the others do not wait.
 */
export class StreamHub {
  readonly #clients = new Map<string, StreamClient>()
  readonly #listeners = new Map<string, Set<StreamClient>>()
  readonly #seqs = new Map<string, number>()
  readonly #cancel: () => void
  /** What is still to be told, in its order. */
  readonly #waiting: { readonly text: string; readonly clients: readonly StreamClient[] }[] = []
  #isTelling = false
  #isClosed = false

  constructor(
    private readonly ports: HubPorts,
    private readonly bounds: StreamBounds = STREAM_BOUNDS
  ) {
    this.#cancel = every(ports.clock, PING_MS, {
      run: () => this.#ping(),
      failed: (error) => this.failed(error),
    })
  }

  /** Names this life of the process. */
  get epoch(): string {
    return this.ports.epoch
  }

  /** Those that are open. */
  get clients(): readonly StreamClient[] {
    return [...this.#clients.values()]
  }

  /** Whether anybody hears a channel. */
  isHeard(channel: string): boolean {
    return this.#listeners.has(channel)
  }

  /** Channels that somebody hears. */
  get heard(): readonly string[] {
    return [...this.#listeners.keys()]
  }

  /** Why a stream cannot be opened under an id by a login; `null` when it can. */
  fault(uid: string, login: StreamLogin): string | null {
    if (this.#isClosed) return 'the server stops'
    const before = this.#clients.get(uid)
    const key = loginKey(login)
    if (before !== undefined) {
      return loginKey(before.login) === key ? null : 'this uid is in use: choose another'
    }
    if (this.#clients.size >= this.bounds.clients) return 'too many streams are open here'
    const own = this.clients.filter((one) => loginKey(one.login) === key).length
    return own < this.bounds.clientsOfLogin ? null : 'this login has too many streams open'
  }

  /** Takes a stream for which there was no fault. One of the same id is its own, from before it broke. */
  open(uid: string, login: StreamLogin, line: StreamLine): StreamClient {
    this.#clients.get(uid)?.line.cut()
    this.leave(uid)
    const client: StreamClient = { uid, login, line, channels: new Map() }
    this.#clients.set(uid, client)
    const { epoch } = this.ports
    this.#send(client, frame('$$transmit/hello', { epoch, pingMs: PING_MS }))
    return client
  }

  /** Forgets a stream that has ended; `line` says which, where another may have taken its id. */
  leave(uid: string, line?: StreamLine): void {
    const client = this.#clients.get(uid)
    if (client === undefined || (line !== undefined && client.line !== line)) return
    this.#clients.delete(uid)
    for (const name of client.channels.keys()) this.#mute(client, name)
  }

  /** Whether a stream of this id is open and of this login. */
  owns(uid: string, login: StreamLogin): boolean {
    return this.#ownClient(uid, login) !== null
  }

  /** Listens from now on; every later message comes. The failure is a sentence. */
  subscribe(uid: string, login: StreamLogin, channel: Channel): Result<ChannelPlace, string> {
    const client = this.#ownClient(uid, login)
    if (client === null) return err('no such stream; open it first')
    const { channels } = client
    if (channels.size >= this.bounds.channelsOfClient && !channels.has(channel.name)) {
      return err('this stream listens to too many channels')
    }
    channels.set(channel.name, channel)
    const listeners = this.#listeners.get(channel.name) ?? new Set()
    this.#listeners.set(channel.name, listeners.add(client))
    const seq = this.#seqs.get(channel.name) ?? 0
    return ok({ channel: channel.name, seq })
  }

  /** Stops to listen; false where there is no such stream of this login. */
  unsubscribe(uid: string, login: StreamLogin, name: string): boolean {
    const client = this.#ownClient(uid, login)
    if (client === null) return false
    client.channels.delete(name)
    this.#mute(client, name)
    return true
  }

  /** Tells everybody who listens. What is told here has happened: it is durable where it is to be. */
  publish(channel: string, body: StreamBody): void {
    const seq = (this.#seqs.get(channel) ?? 0) + 1
    this.#seqs.set(channel, seq)
    const listeners = this.#listeners.get(channel)
    if (listeners === undefined) return
    const text = frame(channel, { seq, ...body })
    const clients = [...listeners]
    if (!this.#isTelling && clients.length <= CLIENTS_A_TURN) {
      for (const client of clients) this.#send(client, text)
      return
    }
    for (let at = 0; at < clients.length; at += CLIENTS_A_TURN) {
      this.#waiting.push({ text, clients: clients.slice(at, at + CLIENTS_A_TURN) })
    }
    if (!this.#isTelling) this.#tellNext()
  }

  /** Tells some clients, and the others in turns of their own; nothing overtakes what waits. */
  #tellNext(): void {
    let told = 0
    while (this.#waiting.length > 0) {
      const { text, clients } = this.#waiting[0]!
      const isEnough = told > 0 && told + clients.length > CLIENTS_A_TURN
      if (isEnough && this.#waiting.length <= WAITING_MAX) break
      this.#waiting.shift()
      told += clients.length
      for (const client of clients) {
        if (this.#clients.get(client.uid) === client) this.#send(client, text)
      }
    }
    this.#isTelling = told > 0
    if (!this.#isTelling) return
    this.ports.clock.setTimer(this.ports.clock.nowMs(), () => this.#tellNext())
  }

  /** Takes a fault of what feeds streams: it is for the log, trading goes on. */
  failed(error: unknown): void {
    this.ports.warn(
      `streams: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
    )
  }

  /** Ends the stream of a client whose right to it is over. */
  dismiss(client: StreamClient, reason: string): void {
    if (this.#clients.get(client.uid) !== client) return
    client.line.send(frame('$$transmit/bye', { reason }))
    client.line.end()
    this.leave(client.uid)
    this.ports.info(`a stream of ${client.login.caller.actor} ended: ${reason}`)
  }

  /** Tells every client that the server stops, and ends their streams. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#cancel()
    const bye = frame('$$transmit/bye', { reason: 'the server stops' })
    for (const client of this.clients) {
      client.line.send(bye)
      client.line.end()
      this.leave(client.uid)
    }
  }

  #ownClient(uid: string, login: StreamLogin): StreamClient | null {
    const client = this.#clients.get(uid)
    const isOwn = client !== undefined && loginKey(client.login) === loginKey(login)
    return isOwn ? client : null
  }

  #mute(client: StreamClient, name: string): void {
    const listeners = this.#listeners.get(name)
    listeners?.delete(client)
    if (listeners?.size === 0) this.#listeners.delete(name)
  }

  #send(client: StreamClient, text: string): void {
    const { line, uid, login } = client
    if (line.waiting <= this.bounds.waiting) return line.send(text)
    this.leave(uid)
    line.cut()
    this.ports.info(`a stream of ${login.caller.actor} was cut off: it does not take what is sent`)
  }

  #ping(): void {
    const text = frame('$$transmit/ping', { at: new Date(this.ports.clock.nowMs()).toISOString() })
    for (const client of this.clients) this.#send(client, text)
  }
}

function frame(channel: string, payload: StreamBody): string {
  return JSON.stringify({ channel, payload })
}
