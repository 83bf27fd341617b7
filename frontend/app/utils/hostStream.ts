/** What one message of a channel says besides its number. */
export interface StreamPayload {
  readonly seq?: number
  /** Whole rows in the form of the API. */
  readonly items?: readonly Record<string, unknown>[]
  /** The snapshot must be fetched again. */
  readonly refetch?: boolean
  readonly [name: string]: unknown
}

/** Who hears a channel. */
export interface StreamListener {
  told(payload: StreamPayload): void
  /** Something may have been missed: the snapshot must be fetched again. */
  missed(): void
}

/** How the line stands: nobody is logged in, it is being opened, it is open, it broke and is tried again. */
export type StreamState = 'idle' | 'connecting' | 'live' | 'away'

/** What the line is made of; a browser's own parts, or those of a test. */
export interface StreamParts {
  /** Opens the stream; frames come through `heard`. Ends when the stream does; throws when it can not be opened. */
  open(uid: string, heard: (text: string) => void, signal: AbortSignal): Promise<void>
  subscribe(wish: {
    uid: string
    channels: { name: string; epoch?: string; seq?: number }[]
  }): Promise<{
    epoch: string
    places: { channel: string; seq: number; refetch: boolean }[]
    refusals: { channel: string; status: number }[]
  }>
  unsubscribe(wish: { uid: string; channels: string[] }): Promise<unknown>
  newUid(): string
  now(): number
  /** From 0 to 1. */
  random(): number
  /** The host refuses this login: asks whether anybody is logged in. Never fails. */
  refused(): Promise<void>
}

/** Longer silence than this is a broken line, whatever the socket says: the host speaks every 5 s. */
export const SILENT_MS = 10_000
const OPEN_MS = 10_000
const WAIT_MS = 500
const WAIT_MS_MAX = 30_000
/** A line that lasted so long was a good one: the next failure is the first again. */
const GOOD_MS = 5_000
/** A channel that could not be subscribed is asked for again after so long. */
const AGAIN_MS = 2_000
/** So many channels go into one call. */
const CHANNELS_MAX = 100
const LOGIN_OVER = 'the login has ended'

interface Heard {
  readonly listeners: Set<StreamListener>
  /** Number of the last message, `null` where nothing is known of this epoch. */
  seq: number | null
  /** The epoch that `seq` is of. */
  epoch: string | null
  isRefused: boolean
}

/** One opened stream. */
interface Line {
  readonly uid: string
  readonly cut: AbortController
  readonly sinceMs: number
  epoch: string | null
  /** Channels that are to be subscribed. */
  readonly coming: Set<string>
  /** Channels that nobody listens to any more. */
  readonly leaving: Set<string>
  isTelling: boolean
}

/**
 * The one line of a tab to the host: opened again and again with growing pauses, every channel subscribed
 * anew with what is known of it, gaps noticed. Nothing is kept here: whoever listens is told when it missed something.
 */
export class HostStream {
  state: StreamState = 'idle'
  /** When the host was last heard, by any frame; 0 for never. */
  lastAt = 0
  /** Called after `state` or `lastAt` has changed. */
  changed: () => void = () => {}
  readonly #channels = new Map<string, Heard>()
  #line: Line | null = null
  #tries = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #watch: ReturnType<typeof setInterval> | undefined

  constructor(private readonly parts: StreamParts) {}

  /** Opens the line; what was refused to the login before may be asked for again. */
  start(): void {
    for (const heard of this.#channels.values()) heard.isRefused = false
    this.#tries = 0
    this.#watch ??= setInterval(() => this.#look(), 1_000)
    this.#open()
  }

  /** Closes the line and forgets what it told. */
  stop(): void {
    clearTimeout(this.#timer)
    clearInterval(this.#watch)
    this.#watch = undefined
    this.#drop()
    for (const heard of this.#channels.values()) heard.seq = heard.epoch = null
    this.#become('idle')
  }

  /** The machine woke up, the network is back or the tab is looked at: no waiting now. */
  kick(): void {
    if (this.state === 'idle') return
    const isDoubtful = this.parts.now() - this.lastAt > SILENT_MS
    if (this.state === 'live' ? !isDoubtful : this.#isOpening()) return
    this.#tries = 0
    this.#open()
  }

  /** Listens to a channel; ends with the function returned. */
  on(channel: string, listener: StreamListener): () => void {
    let heard = this.#channels.get(channel)
    if (heard === undefined) {
      heard = { listeners: new Set(), seq: null, epoch: null, isRefused: false }
      this.#channels.set(channel, heard)
      this.#line?.coming.add(channel)
      void this.#say()
    }
    heard.listeners.add(listener)
    return () => {
      heard.listeners.delete(listener)
      if (heard.listeners.size > 0 || this.#channels.get(channel) !== heard) return
      this.#channels.delete(channel)
      this.#line?.leaving.add(channel)
      void this.#say()
    }
  }

  /** Whether everything of a channel is heard now. */
  covers(channel: string): boolean {
    const heard = this.#channels.get(channel)
    return this.state === 'live' && heard?.seq !== null && heard?.epoch === this.#line?.epoch
  }

  #open(): void {
    clearTimeout(this.#timer)
    this.#drop()
    const line: Line = {
      uid: this.parts.newUid(),
      cut: new AbortController(),
      sinceMs: this.parts.now(),
      epoch: null,
      coming: new Set(),
      leaving: new Set(),
      isTelling: false,
    }
    this.#line = line
    this.#become(this.lastAt === 0 ? 'connecting' : 'away')
    const over = () => {
      if (this.#line === line) this.#retry()
    }
    this.parts
      .open(line.uid, (text) => this.#line === line && this.#heard(text), line.cut.signal)
      .then(over, over)
  }

  #drop(): void {
    const line = this.#line
    this.#line = null
    line?.cut.abort()
  }

  #retry(): void {
    const wasGood = this.state === 'live' && this.parts.now() - this.#line!.sinceMs > GOOD_MS
    this.#drop()
    if (wasGood) this.#tries = 0
    const wait =
      Math.min(WAIT_MS_MAX, WAIT_MS * 2 ** this.#tries++) * (0.5 + this.parts.random() / 2)
    this.#become('away')
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#open(), wait)
  }

  #isOpening(): boolean {
    return this.#line !== null && this.parts.now() - this.#line.sinceMs < 2_000
  }

  #look(): void {
    const { now } = this.parts
    const isMute = this.state === 'live' && now() - this.lastAt > SILENT_MS
    const isStuck =
      this.state !== 'live' && this.#line !== null && now() - this.#line.sinceMs > OPEN_MS
    if (isMute || isStuck) this.#retry()
  }

  #heard(text: string): void {
    this.lastAt = this.parts.now()
    let said: { channel?: string; payload?: StreamPayload }
    try {
      said = JSON.parse(text) as typeof said
    } catch {
      return this.#retry()
    }
    const { channel = '', payload = {} } = said
    if (channel === '$$transmit/hello') this.#greeted(String(payload.epoch))
    else if (channel === '$$transmit/bye') this.#dismissed(String(payload.reason))
    else if (!channel.startsWith('$$')) this.#tell(channel, payload)
    this.changed()
  }

  #greeted(epoch: string): void {
    const line = this.#line!
    line.epoch = epoch
    this.#become('live')
    line.leaving.clear()
    for (const [channel, { isRefused }] of this.#channels) {
      if (!isRefused) line.coming.add(channel)
    }
    void this.#say()
  }

  /** A login that was renewed comes back at once with its new session; who has none is told so by the host. */
  #dismissed(reason: string): void {
    if (reason !== LOGIN_OVER) return this.#retry()
    this.#drop()
    this.#become('away')
    void this.parts.refused().then(() => {
      if (this.state === 'away' && this.#line === null) this.#open()
    })
  }

  #tell(channel: string, payload: StreamPayload): void {
    const heard = this.#channels.get(channel)
    if (heard === undefined) return
    const { seq = 0 } = payload
    const epoch = this.#line!.epoch
    const isKnown = heard.seq !== null && heard.epoch === epoch
    if (isKnown && seq <= heard.seq!) return
    const isGap = isKnown && seq !== heard.seq! + 1
    heard.seq = seq
    heard.epoch = epoch
    for (const listener of heard.listeners) {
      if (isGap || payload.refetch === true) listener.missed()
      else listener.told(payload)
    }
  }

  /** Says which channels are wanted: those of one turn together, and one call after the other, so that none overtakes. */
  async #say(): Promise<void> {
    const line = this.#line
    if (line === null || this.state !== 'live' || line.isTelling) return
    line.isTelling = true
    await Promise.resolve()
    while (this.#line === line && this.state === 'live') {
      const coming = take(line.coming).filter((name) => this.#channels.has(name))
      if (coming.length > 0) await this.#subscribe(line, coming)
      const leaving = take(line.leaving).filter((name) => !this.#channels.has(name))
      if (leaving.length > 0) {
        await this.parts.unsubscribe({ uid: line.uid, channels: leaving }).catch(() => undefined)
      }
      if (line.coming.size + line.leaving.size === 0) break
    }
    line.isTelling = false
  }

  async #subscribe(line: Line, names: readonly string[]): Promise<void> {
    const wanted = new Map(names.map((name) => [name, this.#channels.get(name)!]))
    const channels = [...wanted].map(([name, { seq, epoch }]) =>
      seq === null || epoch === null ? { name } : { name, epoch, seq }
    )
    try {
      const { epoch, places, refusals } = await this.parts.subscribe({ uid: line.uid, channels })
      if (this.#line !== line) return
      const isOurs = (name: string) => this.#channels.get(name) === wanted.get(name)
      const missed: Heard[] = []
      for (const { channel, seq, refetch } of places) {
        const heard = wanted.get(channel)
        if (heard === undefined || !isOurs(channel)) continue
        // Messages may have come before the answer.
        const isAhead = heard.epoch === epoch && (heard.seq ?? 0) > seq
        if (!isAhead) heard.seq = seq
        heard.epoch = epoch
        if (refetch) missed.push(heard)
      }
      for (const { channel, status } of refusals) {
        if (!isOurs(channel)) continue
        if (status === 403) wanted.get(channel)!.isRefused = true
        else this.#again(line, [channel])
      }
      this.changed()
      for (const { listeners } of missed) for (const listener of listeners) listener.missed()
    } catch (error) {
      if (this.#line !== line) return
      // With a renewed login the token of the old one is refused as well: that is no word about channels.
      if (error instanceof Problem && error.status === 401) void this.parts.refused()
      else this.#again(line, names)
    }
  }

  #again(line: Line, names: readonly string[]): void {
    setTimeout(() => {
      for (const name of names) line.coming.add(name)
      if (this.#line === line) void this.#say()
    }, AGAIN_MS)
  }

  #become(state: StreamState): void {
    this.state = state
    this.changed()
  }
}

/** What is in the set, as far as it goes into one call; it is in it no more. */
function take(set: Set<string>): string[] {
  const names = [...set].slice(0, CHANNELS_MAX)
  for (const name of names) set.delete(name)
  return names
}
