import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { Redis } from 'ioredis'
import type { RelayListener, StreamRelay } from '#ports/stream_relay.js'

/** Longest wait for a connection, and for an answer. */
const CONNECT_MS = 2_000
const ANSWER_MS = 1_000
/** Longest pause between two attempts to connect. */
const RETRY_MS_MAX = 2_000
/** Messages on their way to a Redis that is slow; with more, further ones are lost. */
const WAITING_MAX = 1_000
/** Characters of one message that are read at most. */
const LENGTH_MAX = 1_000_000
/** What is older, or as much in the future, is not from now: it was recorded and is played again. */
const AGE_MS_MAX = 30_000
const SIGN_CHARACTERS = 64

/** What two hosts of one installation have in common. */
export interface RedisRelayPlace {
  /** `redis://` or `rediss://`. */
  readonly url: string
  /** A secret of the installation: others at the same Redis neither hear nor can say anything. */
  readonly secret: string
}

/**
 * Streams of several hosts as one, through Redis. Each message is signed with a key of the installation: what
 * others write there is not believed. Nothing is kept: after a lost connection the listener is told that it may have missed something.
 */
export class RedisRelay implements StreamRelay {
  readonly #publisher: Redis
  readonly #subscriber: Redis
  readonly #channel: string
  readonly #key: Buffer
  readonly #self = randomBytes(8).toString('hex')
  #waiting = 0
  #isSubscribed = false
  #hasLost = false

  private constructor(
    { url, secret }: RedisRelayPlace,
    private readonly listener: RelayListener
  ) {
    const derived = (use: string) => createHmac('sha256', secret).update(use).digest()
    this.#key = derived('stream relay: signature')
    this.#channel = `aq:streams:${derived('stream relay: name').toString('hex').slice(0, 32)}`
    const common = {
      lazyConnect: true,
      connectTimeout: CONNECT_MS,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (attempt: number) => Math.min(attempt * 100, RETRY_MS_MAX),
      connectionName: `aq streams pid=${process.pid}`,
    }
    this.#publisher = new Redis(url, { ...common, commandTimeout: ANSWER_MS })
    this.#subscriber = new Redis(url, { ...common, autoResubscribe: false })
    for (const redis of [this.#publisher, this.#subscriber]) redis.on('error', () => {})
    this.#subscriber.on('ready', () => void this.#subscribe())
    this.#subscriber.on('close', () => {
      this.#hasLost ||= this.#isSubscribed
      this.#isSubscribed = false
    })
    this.#subscriber.on('message', (_channel: string, text: string) => this.#heard(text))
  }

  /** Begins to connect and goes on trying for as long as it is open; never fails. */
  static open(place: RedisRelayPlace, listener: RelayListener): RedisRelay {
    const relay = new RedisRelay(place, listener)
    void relay.#publisher.connect().catch(() => {})
    void relay.#subscriber.connect().catch(() => {})
    return relay
  }

  get isOpen(): boolean {
    return this.#isSubscribed && this.#publisher.status === 'ready'
  }

  tell(channel: string, body: Readonly<Record<string, unknown>>): void {
    if (this.#publisher.status !== 'ready' || this.#waiting >= WAITING_MAX) return
    const text = JSON.stringify({ from: this.#self, atMs: Date.now(), channel, body })
    this.#waiting++
    this.#publisher
      .publish(this.#channel, this.#sign(text) + text)
      .catch(() => {})
      .finally(() => this.#waiting--)
  }

  close(): void {
    this.#publisher.disconnect()
    this.#subscriber.disconnect()
  }

  async #subscribe(): Promise<void> {
    try {
      await this.#subscriber.subscribe(this.#channel)
    } catch {
      return this.#subscriber.disconnect(true)
    }
    this.#isSubscribed = true
    if (this.#hasLost) this.listener.missed()
    this.#hasLost = false
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('hex')
  }

  #heard(said: string): void {
    if (said.length > LENGTH_MAX) return
    const [sign, text] = [said.slice(0, SIGN_CHARACTERS), said.slice(SIGN_CHARACTERS)]
    const [given, own] = [Buffer.from(sign), Buffer.from(this.#sign(text))]
    if (given.length !== own.length || !timingSafeEqual(given, own)) return
    // What is signed was written by this very code.
    const { from, atMs, channel, body } = JSON.parse(text) as {
      from: string
      atMs: number
      channel: string
      body: Record<string, unknown>
    }
    if (from === this.#self || Math.abs(Date.now() - atMs) > AGE_MS_MAX) return
    this.listener.told(channel, body)
  }
}
