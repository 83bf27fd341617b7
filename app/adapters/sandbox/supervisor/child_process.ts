import { spawn, type ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import type { Readable, Writable } from 'node:stream'

/** Characters of the child's standard error that are kept to explain its death. */
const STDERR_LENGTH_MAX = 4_000
/** Heap of the child's own JavaScript (not of the isolate) in MB. */
const CHILD_HEAP_MB = 256
/** Size of each half of V8's young generation, in MB. */
const NURSERY_MB = 16
/**
 * Calls after which V8 gives a function its best machine code, instead of 3,000, and how much it may put into one
 * function, instead of 920 bytes of bytecode. A rehearsal calls what it needs some five thousand times: with
 * the usual bounds most of the way of an order is compiled in the run itself, which then takes 457 instead of 303 ms
 * of processor time for a million bars and 39,000 orders.
 */
const CALLS_TO_OPTIMISE = 800
const INLINED_BYTES_MAX = 1_800

/** How to start a child. */
export interface ChildStart {
  readonly script: string
  /** What it may read: absolute paths without links, folders ending in `*`. */
  readonly readablePaths: readonly string[]
}

/** How a child ended. */
export interface ChildExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The head of what it wrote to standard error, on one line. */
  readonly stderr: string
}

/** A running child: one pipe in, one pipe out, no environment but PATH and UTC. */
export class SandboxChild {
  readonly #process: ChildProcess
  /** Settles once, when the process is gone and its pipes are read to the end. */
  readonly exited: Promise<ChildExit>

  constructor(start: ChildStart) {
    this.#process = spawn(process.execPath, [...flags(start), start.script], {
      stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
      // The same time zone everywhere, so that a plugin decides the same on every machine.
      env: { PATH: process.env.PATH ?? '', TZ: 'UTC' },
      cwd: tmpdir(),
      windowsHide: true,
    })
    this.exited = watchExit(this.#process)
    // A child that is killed first under memory pressure takes nothing else with it.
    if (process.platform === 'linux' && this.#process.pid !== undefined) {
      preferAsVictim(this.#process.pid)
    }
    this.input.on('error', () => {})
    this.output.on('error', () => {})
  }

  /** Process id; `undefined` when it could not be started. */
  get pid(): number | undefined {
    return this.#process.pid
  }

  /** The pipe to the child's standard input; closing it ends the child. */
  get input(): Writable {
    return this.#process.stdin as Writable
  }

  /** The pipe from the child's descriptor 3. */
  get output(): Readable {
    return this.#process.stdio[3] as Readable
  }

  /** Ends the child at once; it has nothing to tidy up. */
  kill(): void {
    this.#process.kill('SIGKILL')
  }
}

function flags(start: ChildStart): string[] {
  return [
    // isolated-vm asks for it; without it creating isolates crashes on some systems.
    '--no-node-snapshot',
    '--permission',
    '--allow-addons',
    ...start.readablePaths.map((path) => `--allow-fs-read=${path}`),
    '--disable-warning=PERM0001',
    '--disable-warning=SecurityWarning',
    `--max-old-space-size=${CHILD_HEAP_MB}`,
    // A run makes many short-lived objects: a larger nursery is emptied less often.
    `--min-semi-space-size=${NURSERY_MB}`,
    `--max-semi-space-size=${NURSERY_MB}`,
    `--invocation-count-for-turbofan=${CALLS_TO_OPTIMISE}`,
    `--max-inlined-bytecode-size-cumulative=${INLINED_BYTES_MAX}`,
  ]
}

function preferAsVictim(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, '1000')
  } catch {
    // The child may be gone already, or the system does not allow it: it is a courtesy.
  }
}

function watchExit(child: ChildProcess): Promise<ChildExit> {
  let stderr = ''
  child.stderr?.setEncoding('utf8')
  child.stderr?.on('data', (text: string) => {
    if (stderr.length < STDERR_LENGTH_MAX) stderr = (stderr + text).slice(0, STDERR_LENGTH_MAX)
  })
  return new Promise((resolve) => {
    const end = (code: number | null, signal: NodeJS.Signals | null, more = '') =>
      resolve({ code, signal, stderr: (stderr + more).replace(/\s+/g, ' ').trim() })
    child.once('close', (code, signal) => end(code, signal))
    child.once('error', (error) => {
      if (child.pid === undefined) end(null, null, error.message)
    })
  })
}
