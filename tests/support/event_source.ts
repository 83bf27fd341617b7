import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ApiAnswer, ApiCaller } from './api_caller.js'

/** One message of a stream. */
export interface Told {
  readonly channel: string
  readonly payload: Record<string, unknown> & { readonly seq?: number }
}

/** Which channels are told from where on, and which are refused. */
export interface Subscribed {
  readonly epoch: string
  readonly places: readonly { channel: string; seq: number; refetch: boolean }[]
  readonly refusals: readonly { channel: string; status: number; code: string; detail: string }[]
}

/** Reads a stream of events as a browser does, and keeps what it was told. */
export class EventReader {
  readonly uid: string
  readonly told: Told[] = []
  isOver = false
  readonly #aborted = new AbortController()

  private constructor(
    readonly status: number,
    readonly headers: Headers,
    uid: string,
    private readonly caller: ApiCaller
  ) {
    this.uid = uid
  }

  /** Opens a stream with what a caller is signed in by. */
  static async open(caller: ApiCaller, uid: string = randomUUID()): Promise<EventReader> {
    const aborted = new AbortController()
    const response = await fetch(`${caller.address}/api/v1/stream/events?uid=${uid}`, {
      headers: { accept: 'text/event-stream', ...caller.credentials },
      signal: aborted.signal,
    })
    const reader = new EventReader(response.status, response.headers, uid, caller)
    reader.#aborted.signal.addEventListener('abort', () => aborted.abort())
    if (response.status === 200) void reader.#read(response)
    else await response.body?.cancel()
    return reader
  }

  /** Asks for one channel; a refusal of it is told as an answer of its status. */
  async subscribe(name: string, had: object = {}): Promise<ApiAnswer> {
    const answer = await this.ask([{ name, ...had }])
    if (answer.status !== 200) return answer
    const { epoch, places, refusals } = answer.body as unknown as Subscribed
    const [refusal] = refusals
    const body = refusal ?? { epoch, ...places[0] }
    return { ...answer, status: refusal?.status ?? 200, body }
  }

  /** Asks for several channels at once. */
  ask(channels: readonly object[]): Promise<ApiAnswer> {
    return this.caller.call('POST', '/stream/subscribe', { uid: this.uid, channels })
  }

  /** Messages of one channel. */
  of(channel: string): Told[] {
    return this.told.filter((one) => one.channel === channel)
  }

  /** Waits until it was told something that fits; throws with all of it when time is up. */
  async until(fits: (told: Told) => boolean, ms = 20_000): Promise<Told> {
    const end = Date.now() + ms
    for (;;) {
      const found = this.told.find(fits)
      if (found !== undefined) return found
      if (Date.now() > end) {
        throw new Error(`not told in time: ${JSON.stringify(this.told.slice(-5))}`)
      }
      await sleep(20)
    }
  }

  /** Waits until the other side has ended it. */
  async ended(ms = 10_000): Promise<boolean> {
    for (const end = Date.now() + ms; !this.isOver && Date.now() < end;) await sleep(20)
    return this.isOver
  }

  close(): void {
    this.#aborted.abort()
  }

  async #read(response: Response): Promise<void> {
    let text = ''
    const decoder = new TextDecoder()
    try {
      for await (const chunk of response.body!) {
        text += decoder.decode(chunk as Uint8Array, { stream: true })
        const frames = text.split('\n\n')
        text = frames.pop()!
        for (const frame of frames) {
          if (frame.startsWith('data: ')) this.told.push(JSON.parse(frame.slice(6)) as Told)
        }
      }
    } catch {
      // Cut off, by either side.
    }
    this.isOver = true
  }
}
