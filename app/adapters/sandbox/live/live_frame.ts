/**
 * What crosses between the host and the child of a live plugin: frames of raw bytes whose body is
 * 1 byte kind, 4 bytes call number (little endian), then a UTF-8 text.
 *
 * Host to child: one `load`, one `map`, one `code`, then `event`s numbered 1, 2, 3 ... Child to host:
 * `ready` when it can take a plugin, one `started`, then one `answer` or `threw` an event, in their
 * order. A `failed` may stand for any of them; it is the child's last word.
 */
import type { PluginLogLine } from '#ports/plugin_process.js'
import type { SourceLocation } from '#ports/sandbox.js'
import { encodeBytes } from '../wire/frame.js'

/** Bytes of a body before its text. */
export const LIVE_HEAD_BYTES = 5

/** Kinds of a body. */
export const LIVE = {
  load: 1,
  map: 2,
  code: 3,
  event: 4,
  ready: 16,
  started: 17,
  answer: 18,
  threw: 19,
  failed: 20,
} as const

/** Kind of a body, one of `LIVE`. */
export type LiveKind = (typeof LIVE)[keyof typeof LIVE]

/** Longest answer of a child in bytes, whatever its plugin may have: parsing more would hold the host up. */
export const ANSWER_BYTES_MAX = 256 * 1024

/** What a child is told before the code of its plugin. */
export interface LoadOrder {
  readonly id: string
  /** JSON of the guest's setup. */
  readonly setup: string
  readonly seed: number
  readonly memoryMb: number
  /** Longest time of one event in the isolate, ms. */
  readonly timeoutMs: number
  /** Longest time of loading and of starting, ms each. */
  readonly startTimeoutMs: number
  /** Longest answer in bytes. */
  readonly answerBytesMax: number
}

/** What a plugin threw, in its author's own files and lines. */
export interface ChildThrew {
  readonly message: string
  readonly stack: readonly string[]
  readonly location: SourceLocation | null
  readonly logs: readonly PluginLogLine[]
  readonly dropped: number
}

/** Reasons for which a child ends itself. */
export const LAST_WORDS = [
  'timed_out',
  'out_of_memory',
  'not_loadable',
  'too_large',
  'broken',
] as const

/** Why a child ends itself. */
export interface ChildLastWord {
  readonly type: (typeof LAST_WORDS)[number]
  readonly message: string
  readonly location: SourceLocation | null
}

/** A frame with its body, in one piece. */
export function encodeLive(kind: LiveKind, call: number, text: string | Uint8Array): Buffer {
  const size = typeof text === 'string' ? Buffer.byteLength(text, 'utf8') : text.length
  const [header] = encodeBytes({ length: LIVE_HEAD_BYTES + size } as Uint8Array)
  const bytes = Buffer.allocUnsafe(header.length + LIVE_HEAD_BYTES + size)
  bytes.set(header, 0)
  bytes.writeUInt8(kind, header.length)
  bytes.writeUInt32LE(call, header.length + 1)
  const at = header.length + LIVE_HEAD_BYTES
  if (typeof text === 'string') bytes.write(text, at, 'utf8')
  else bytes.set(text, at)
  return bytes
}

/** A body taken apart. `text` is a view of it. */
export interface LiveBody {
  readonly kind: number
  readonly call: number
  readonly text: Buffer
}

/** Takes a body apart; `null` when it is too short to be one. */
export function splitLive(body: Uint8Array): LiveBody | null {
  if (body.length < LIVE_HEAD_BYTES) return null
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length)
  return {
    kind: bytes.readUInt8(0),
    call: bytes.readUInt32LE(1),
    text: bytes.subarray(LIVE_HEAD_BYTES),
  }
}
