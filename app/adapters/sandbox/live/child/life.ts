import { readSync, writeSync } from 'node:fs'
import { FrameReader } from '../../wire/frame.js'
import {
  encodeLive,
  LIVE,
  splitLive,
  type ChildLastWord,
  type ChildThrew,
  type LiveBody,
  type LiveKind,
  type LoadOrder,
} from '../live_frame.js'
import { AuthorLines } from './author_lines.js'
import { LiveRealm, type LiveScripts } from './live_realm.js'

/** The pipe to the host. */
const PIPE = 3
const FRAME_BYTES_MAX = 32 * 1024 * 1024
const WORDS_MAX = 2_000
const STACK_MAX = 4_000

/**
 * The life of a live plugin's process: reads frames from its standard input and answers each on
 * descriptor 3, one after the other, until the pipe ends.
 *
 * Reading blocks, so an idle child costs nothing, and nothing but a frame can wake it. When the
 * host ends or closes the pipe, the child is gone after the call that it is in.
 */
export function livePlugin(scripts: LiveScripts): never {
  const plugin = new PluginLife(scripts)
  const reader = new FrameReader({ jsonBytesMax: 0, rawBytesMax: () => FRAME_BYTES_MAX })
  const piece = Buffer.allocUnsafeSlow(64 * 1024)
  let call = 0
  send(LIVE.ready, 0, '')
  for (;;) {
    const size = read(piece)
    if (size === 0) die()
    try {
      reader.push(piece.subarray(0, size), (frame) => {
        const body = frame.kind === 'bytes' ? splitLive(frame.bytes) : null
        if (body === null) throw new Error('a frame that is none')
        call = body.call
        plugin.take(body)
      })
    } catch (error) {
      send(LIVE.failed, call, JSON.stringify(plugin.lastWord(error)))
      die()
    }
  }
}

/** One plugin, from its load order to its last event. */
class PluginLife {
  readonly #scripts: LiveScripts
  #lines = new AuthorLines('')
  #order: LoadOrder | null = null
  #realm: LiveRealm | null = null

  constructor(scripts: LiveScripts) {
    this.#scripts = scripts
  }

  take({ kind, call, text }: LiveBody): void {
    const words = text.toString('utf8')
    if (kind === LIVE.event && this.#realm !== null) {
      return this.#answer(LIVE.answer, call, this.#realm.handle(words))
    }
    if (kind === LIVE.load && this.#order === null) this.#order = JSON.parse(words) as LoadOrder
    else if (kind === LIVE.map) this.#lines = new AuthorLines(words)
    else if (kind === LIVE.code && this.#order !== null && this.#realm === null) {
      this.#start(this.#order, words)
    } else throw new Error(`a frame of kind ${kind} came out of turn`)
  }

  /** What an error means that no guest caught. */
  lastWord(error: unknown): ChildLastWord {
    const { message, stack } = error instanceof NotLoadable ? error.words : wordsOf(error)
    const word = { message: message.slice(0, WORDS_MAX), location: null }
    if (isTimeout(message)) return { type: 'timed_out', ...word }
    if (isMemory(message)) return { type: 'out_of_memory', ...word }
    if (error instanceof TooLarge) return { type: 'too_large', ...word }
    if (!(error instanceof NotLoadable)) return { type: 'broken', ...word }
    return { type: 'not_loadable', ...word, location: this.#lines.of(stack).location }
  }

  #start(order: LoadOrder, code: string): void {
    const realm = new LiveRealm(order, this.#scripts)
    let fault: string
    try {
      fault = realm.load(code)
    } catch (error) {
      throw new NotLoadable(wordsOf(error))
    }
    if (fault !== '') throw new NotLoadable(JSON.parse(fault) as Words)
    this.#realm = realm
    this.#answer(LIVE.started, 0, realm.start())
  }

  #answer(kind: LiveKind, call: number, answer: string): void {
    const { answerBytesMax } = this.#order as LoadOrder
    const bytes = Buffer.byteLength(answer, 'utf8')
    if (bytes > answerBytesMax) throw new TooLarge(String(bytes))
    if (!answer.startsWith('{"ok":false')) return send(kind, call, answer)
    const told = JSON.parse(answer) as Words & Partial<ChildThrew>
    const { frames, location } = this.#lines.of(String(told.stack))
    const threw = (logs: ChildThrew['logs'], dropped: number): string =>
      JSON.stringify({ message: words, stack: frames, location, logs, dropped })
    const words = String(told.message).slice(0, WORDS_MAX)
    const { logs = [], dropped = 0 } = told
    const whole = threw(logs, dropped)
    const fits = Buffer.byteLength(whole, 'utf8') <= answerBytesMax
    send(LIVE.threw, call, fits ? whole : threw([], dropped + logs.length))
  }
}

interface Words {
  readonly message: string
  readonly stack: string
}

class NotLoadable extends Error {
  constructor(readonly words: Words) {
    super(words.message)
  }
}

/** An answer that is longer than it may be; the message is its length. */
class TooLarge extends Error {}

const isTimeout = (message: string) => message === 'Script execution timed out.'
const isMemory = (message: string) => message.includes('memory limit')

function wordsOf(error: unknown): Words {
  if (!(error instanceof Error)) return { message: String(error), stack: '' }
  return { message: String(error.message), stack: String(error.stack).slice(0, STACK_MAX) }
}

function read(piece: Buffer): number {
  for (;;) {
    try {
      return readSync(0, piece, 0, piece.length, null)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EAGAIN') pause()
      else if (code !== 'EINTR') return 0
    }
  }
}

function send(kind: LiveKind, call: number, text: string): void {
  const bytes = encodeLive(kind, call, text)
  let done = 0
  while (done < bytes.length) {
    try {
      done += writeSync(PIPE, bytes, done, bytes.length - done)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') die()
      pause()
    }
  }
}

/** Waits a millisecond for the other side. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
}

function die(): never {
  process.kill(process.pid, 'SIGKILL')
  throw new Error('killed')
}
