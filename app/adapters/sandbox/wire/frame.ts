/**
 * Frames between a child and its parent: 1 byte kind, 4 bytes length (little endian), the body.
 *
 * Kind `J` carries a JSON text, kind `B` raw bytes that belong to the JSON frame before them.
 */
export const HEADER_BYTES = 5
const JSON_KIND = 0x4a
const BYTES_KIND = 0x42

/** A frame as it was received; the body is still to be distrusted. */
export type Frame =
  | { readonly kind: 'json'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }

/** Largest bodies that a receiver takes, in bytes. */
export interface FrameCaps {
  readonly jsonBytesMax: number
  /** Largest body of raw bytes; asked again for every frame, since it depends on what was announced. */
  readonly rawBytesMax: () => number
}

/** The bytes of a JSON frame. */
export function encodeJson(message: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(message), 'utf8')
  return Buffer.concat([header(JSON_KIND, body.length), body])
}

/** The header and body of a frame of raw bytes, to be written one after the other. */
export function encodeBytes(bytes: Uint8Array): readonly [Buffer, Uint8Array] {
  return [header(BYTES_KIND, bytes.length), bytes]
}

function header(kind: number, length: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES)
  bytes.writeUInt8(kind, 0)
  bytes.writeUInt32LE(length, 1)
  return bytes
}

/** Puts frames together from the pieces that a pipe delivers, holding no more than one frame. */
export class FrameReader {
  readonly #caps: FrameCaps
  #head = Buffer.alloc(HEADER_BYTES)
  #headFilled = 0
  #body: Buffer | null = null
  #bodyFilled = 0

  constructor(caps: FrameCaps) {
    this.#caps = caps
  }

  /**
   * Takes a piece and hands on each frame that is complete.
   *
   * Throws `FrameRefused` at the first header that is not allowed, before memory is given to its
   * body; the reader must not be used afterwards.
   */
  push(piece: Uint8Array, take: (frame: Frame) => void): void {
    let at = 0
    while (at < piece.length) {
      if (this.#body === null) {
        at = this.#fillHeader(piece, at)
      }
      const body = this.#body as Buffer | null
      if (body === null) return
      const part = Math.min(body.length - this.#bodyFilled, piece.length - at)
      body.set(piece.subarray(at, at + part), this.#bodyFilled)
      this.#bodyFilled += part
      at += part
      if (this.#bodyFilled === body.length) take(this.#finish(body))
    }
  }

  #fillHeader(piece: Uint8Array, from: number): number {
    const part = Math.min(HEADER_BYTES - this.#headFilled, piece.length - from)
    this.#head.set(piece.subarray(from, from + part), this.#headFilled)
    this.#headFilled += part
    if (this.#headFilled < HEADER_BYTES) return from + part
    const kind = this.#head.readUInt8(0)
    const length = this.#head.readUInt32LE(1)
    if (kind !== JSON_KIND && kind !== BYTES_KIND) {
      throw new FrameRefused(`a frame of unknown kind ${kind}`)
    }
    const max = kind === JSON_KIND ? this.#caps.jsonBytesMax : this.#caps.rawBytesMax()
    if (length > max) throw new FrameRefused(`a frame of ${length} bytes where ${max} are allowed`)
    if (length === 0) throw new FrameRefused('an empty frame')
    this.#body = Buffer.allocUnsafeSlow(length)
    this.#bodyFilled = 0
    return from + part
  }

  #finish(body: Buffer): Frame {
    const isJson = this.#head.readUInt8(0) === JSON_KIND
    this.#headFilled = 0
    this.#body = null
    return isJson ? { kind: 'json', text: body.toString('utf8') } : { kind: 'bytes', bytes: body }
  }
}

/** A frame that a receiver does not take. */
export class FrameRefused extends Error {
  override readonly name = 'FrameRefused'
}
