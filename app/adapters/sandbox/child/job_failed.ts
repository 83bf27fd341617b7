import { writeSync } from 'node:fs'
import { encodeJson } from '../wire/frame.js'
import type { ChildFailure } from '../wire/messages.js'
import type { SharedCounters } from './counters.js'

/** Descriptor of the pipe to the parent. */
const PIPE = 3
const MESSAGE_LENGTH_MAX = 2_000

/** Ends a job with a failure that is already in the child's words. */
export class JobFailed extends Error {
  constructor(readonly failure: ChildFailure) {
    super(failure.type)
  }
}

/** The failure that an error of a job means. */
export function failureOf(error: unknown): ChildFailure {
  if (error instanceof JobFailed) return error.failure
  if (isMemoryLimit(error)) return { type: 'out_of_memory' }
  return { type: 'simulation_failed', message: messageOf(error) }
}

/** Whether isolated-vm ended the isolate for its memory. */
export function isMemoryLimit(error: unknown): boolean {
  return error instanceof Error && error.message.includes('memory limit')
}

/** The words of an error, cut. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, MESSAGE_LENGTH_MAX)
}

/** Ends this process when the isolate is beyond saving; leaving in any gentler way hangs. */
export function dieOutOfMemory(counters: SharedCounters): never {
  const last = { t: 'failed', failure: { type: 'out_of_memory' }, ...counters.read() }
  try {
    writeSync(PIPE, encodeJson(last))
  } finally {
    process.kill(process.pid, 'SIGKILL')
  }
  throw new Error('killed')
}
