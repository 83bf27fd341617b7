import { readSync } from 'node:fs'
import { FrameReader } from '../wire/frame.js'
import type { JobMessage } from '../wire/messages.js'
import { send } from './channel.js'
import { runJob, type ReadBars } from './run_job.js'

const JOB_BYTES_MAX = 256 * 1024 * 1024

/**
 * The life of a child process: reads one job from its standard input, runs it inside one isolate
 * and writes frames to descriptor 3. It lives as long as its parent holds the pipe.
 */
export function runChild(readBars: ReadBars): void {
  process.env.TZ = 'UTC'
  send({ t: 'ready' })
  const job = receiveJob()
  // Nothing more is ever said to the child: the pipe ends when the parent does.
  process.stdin.on('data', die)
  process.stdin.on('end', die)
  process.stdin.on('error', die)
  void runJob(job, readBars)
}

function receiveJob(): JobMessage {
  const reader = new FrameReader({ jsonBytesMax: JOB_BYTES_MAX, rawBytesMax: () => 0 })
  const piece = Buffer.allocUnsafe(256 * 1024)
  let text: string | null = null
  while (text === null) {
    const size = readSync(0, piece, 0, piece.length, null)
    if (size === 0) die()
    reader.push(piece.subarray(0, size), (frame) => {
      if (frame.kind === 'json') text = frame.text
    })
  }
  return JSON.parse(text) as JobMessage
}

function die(): never {
  process.kill(process.pid, 'SIGKILL')
  throw new Error('killed')
}
