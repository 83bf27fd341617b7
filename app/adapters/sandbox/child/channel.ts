import { writeSync } from 'node:fs'
import { encodeBytes, encodeJson } from '../wire/frame.js'
import { RAW_PIECE_BYTES, type ChildMessage } from '../wire/messages.js'

/** The pipe to the parent. */
const PIPE = 3

/** Sends a message; ends this process when nobody listens any more. */
export function send(message: ChildMessage): void {
  write(encodeJson(message))
}

/** Sends raw bytes in pieces that a parent takes. */
export function sendBytes(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += RAW_PIECE_BYTES) {
    for (const part of encodeBytes(bytes.subarray(at, at + RAW_PIECE_BYTES))) write(part)
  }
}

function write(bytes: Uint8Array): void {
  let done = 0
  while (done < bytes.length) {
    try {
      done += writeSync(PIPE, bytes, done, bytes.length - done)
    } catch (error) {
      const isFull = (error as NodeJS.ErrnoException).code === 'EAGAIN'
      if (!isFull) process.kill(process.pid, 'SIGKILL')
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
    }
  }
}
