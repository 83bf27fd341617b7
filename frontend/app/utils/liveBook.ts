/** What a book works with: the line, the cache of what is shown, the screen. */
export interface LiveParts {
  on(channel: string, listener: StreamListener): () => void
  covers(channel: string): boolean
  /** What is shown now, `undefined` for nothing yet. */
  shown(): unknown
  show(data: unknown): void
  /** Asks the host again. */
  ask(): void
  now(): number
  /** Calls back at the next frame that is drawn; not while the tab is hidden. Returns what calls it off. */
  atFrame(draw: () => void): () => void
  isHidden(): boolean
  /** The channels by which what is shown is kept fresh. */
  channelsOf(shown: unknown): readonly LiveChannel[]
  /** Whether this person may hear a channel. */
  may(channel: string): boolean
}

type Message = readonly [LiveChannel, StreamPayload]
/** So many messages are kept for a frame or an answer; with more the host is asked. */
const KEPT = 500
/** Many rows at once would make one long frame: so many go into their places in one, but all of them in a few. */
const ROWS_A_FRAME = 4
const FRAMES_MAX = 3
/** What was asked so lately is not asked again at once because a channel is new: many begin together. */
const SETTLE_MS = 500

/**
 * One answer of the host that is shown, and the channels that keep it fresh: rows go into their places once a
 * frame, what can not be put in place is asked for again. What came while an answer was on its way is put on top of it.
 */
export class LiveBook {
  users = 0
  readonly #ends = new Map<string, () => void>()
  #channels: readonly LiveChannel[] = []
  #waiting: Message[] = []
  #meanwhile: Message[] = []
  #onTheWay = 0
  /** What is to be asked again after the answer that is on its way: so long after that was asked, ms. */
  #dueMs = Infinity
  #isClosed = false
  #isBehind = false
  #askedAt = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #timerAt = Infinity
  #unframe: (() => void) | null = null

  constructor(private readonly parts: LiveParts) {
    this.#follow(parts.shown())
  }

  /** Whether everything that is shown is kept fresh by the line now. */
  get isCovered(): boolean {
    return this.#channels.length > 0 && this.#channels.every(({ name }) => this.parts.covers(name))
  }

  /** Whether there is any channel for it. */
  get isFollowed(): boolean {
    return this.#channels.length > 0
  }

  /** What the host answers, with what came meanwhile on top. */
  async fetch<T>(answer: () => Promise<T>): Promise<T> {
    this.#onTheWay++
    this.#askedAt = this.parts.now()
    let isWhole = true
    try {
      let data: unknown = await answer()
      for (const [channel, payload] of this.#meanwhile) {
        const merged = channel.merge?.(data, payload) ?? null
        if (merged === null) isWhole = false
        else data = merged
      }
      this.#follow(data)
      // What waits for a frame is older than the answer, or on top of it by now.
      if (this.#onTheWay === 1) this.#waiting = []
      return data as T
    } finally {
      this.#onTheWay--
      if (this.#onTheWay === 0) this.#meanwhile = []
      const dueMs = isWhole ? this.#dueMs : 0
      if (this.#onTheWay === 0 && dueMs < Infinity) {
        this.#dueMs = Infinity
        this.askSoon(dueMs)
      }
    }
  }

  /** The tab is looked at again. */
  wake(): void {
    if (!this.#isBehind) return
    this.#isBehind = false
    this.askSoon(0)
  }

  /** Asks the host again, `gapMs` after the last time at the soonest; one that is on its way is not broken off. */
  askSoon(gapMs: number): void {
    if (this.#onTheWay > 0) {
      this.#dueMs = Math.min(this.#dueMs, gapMs)
      return
    }
    const at = Math.max(this.parts.now(), this.#askedAt + gapMs)
    if (at >= this.#timerAt) return
    clearTimeout(this.#timer)
    this.#timerAt = at
    this.#timer = setTimeout(() => {
      this.#timerAt = Infinity
      if (this.parts.isHidden()) this.#isBehind = true
      else this.parts.ask()
    }, at - this.parts.now())
  }

  /** Asks once more soon: what is shown was asked before this listened, and the line does not say what came between. */
  confirm(): void {
    this.askSoon(SETTLE_MS)
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.#unframe?.()
    for (const end of this.#ends.values()) end()
    this.#ends.clear()
  }

  /** Listens to the channels of what is shown, and to those of before no more. */
  #follow(shown: unknown): void {
    if (this.#isClosed) return
    this.#channels = this.parts.channelsOf(shown)
    const wanted = new Map(
      this.#channels.filter(({ name }) => this.parts.may(name)).map((one) => [one.name, one])
    )
    for (const [name, end] of this.#ends) {
      if (wanted.has(name)) continue
      end()
      this.#ends.delete(name)
    }
    for (const [name, channel] of wanted) {
      if (this.#ends.has(name)) continue
      const listener = {
        told: (payload: StreamPayload) => this.#told(channel, payload),
        missed: () => this.askSoon(SETTLE_MS),
      }
      this.#ends.set(name, this.parts.on(name, listener))
    }
  }

  #told(channel: LiveChannel, payload: StreamPayload): void {
    if (this.parts.isHidden()) {
      this.#isBehind = true
      return
    }
    if (channel.merge === undefined) return this.askSoon(channel.gapMs)
    if (this.#onTheWay > 0) this.#meanwhile.push([channel, payload])
    this.#waiting.push([channel, payload])
    if (Math.max(this.#waiting.length, this.#meanwhile.length) > KEPT) {
      this.#waiting = []
      this.#meanwhile = []
      return this.askSoon(0)
    }
    this.#unframe ??= this.parts.atFrame(() => this.#draw())
  }

  #draw(): void {
    this.#unframe = null
    let data = this.parts.shown()
    const [messages, later] = aFrameOf(newestQuotes(this.#waiting))
    this.#waiting = later
    if (later.length > 0) this.#unframe = this.parts.atFrame(() => this.#draw())
    if (data === undefined) return
    const before = data
    for (const [channel, payload] of messages) {
      const merged = channel.merge!(data, payload)
      if (merged === null) this.askSoon(channel.gapMs)
      else data = merged
    }
    if (data === before) return
    this.parts.show(data)
    this.#follow(data)
  }
}

/**
 * What is put in place in one frame, and what in the next ones, in the order in which it was told. Quotes are no rows:
 * each draws its own price.
 */
function aFrameOf(messages: readonly Message[]): [Message[], Message[]] {
  const total = messages.reduce((sum, [, { items = [] }]) => sum + items.length, 0)
  let room = Math.max(ROWS_A_FRAME, Math.ceil(total / FRAMES_MAX))
  const [now, later]: [Message[], Message[]] = [[], []]
  for (const [channel, payload] of messages) {
    const { items = [], ...rest } = payload
    const fits = items.length <= room && later.length === 0
    if (channel.name === 'quotes' || fits) now.push([channel, payload])
    else {
      if (room > 0) now.push([channel, { ...rest, items: items.slice(0, room) }])
      later.push([channel, { ...rest, items: items.slice(room) }])
    }
    room = Math.max(0, room - items.length)
  }
  return [now, later]
}

/** The messages, those about quotes as one with the newest of each symbol. */
function newestQuotes(messages: readonly Message[]): readonly Message[] {
  const quotes = messages.filter(([{ name }]) => name === 'quotes')
  if (quotes.length < 2) return messages
  const newest = new Map(
    quotes.flatMap(([, { items = [] }]) => items.map((one) => [one.symbol, one] as const))
  )
  const others = messages.filter(([{ name }]) => name !== 'quotes')
  return [...others, [quotes[0]![0], { items: [...newest.values()] }]]
}
