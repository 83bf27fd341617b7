import { spawn, type ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import type { Readable, Writable } from 'node:stream'

/** Characters of the child's standard error that are kept to explain its death. */
const STDERR_LENGTH_MAX = 4_000
/** Bytes of standard error that are read at all; then its end is closed. */
const STDERR_BYTES_MAX = 64 * 1024

/** How to start a process that plugins run in. */
export interface ProcessStart {
  /** Absolute path of the child's script, without links. */
  readonly script: string
  /** What it may read besides: absolute paths without links, folders ending in `*`. */
  readonly readablePaths: readonly string[]
  /** Programs to put before Node's own. */
  readonly prefix: readonly string[]
  /** Flags of V8: sizes of the child's own heap (not of the isolate), when code is compiled. */
  readonly v8Flags: readonly string[]
  /** In a session of its own, so that Ctrl-C in the host's terminal does not reach it. */
  readonly isDetached: boolean
}

/** How a process ended. */
export interface ProcessExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The head of what it wrote to standard error, on one line. */
  readonly stderr: string
}

/** A process for plugins: one pipe in, one pipe out, no environment but PATH and UTC. */
export class SandboxProcess {
  readonly #process: ChildProcess
  /** Settles once, when the process is gone and its pipes are read to the end. */
  readonly exited: Promise<ProcessExit>

  constructor(start: ProcessStart) {
    const [program, ...words] = [...start.prefix, process.execPath, ...flags(start), start.script]
    this.#process = spawn(program as string, words, {
      stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
      // The same time zone everywhere, so that a plugin decides the same on every machine.
      env: { PATH: process.env.PATH ?? '', TZ: 'UTC' },
      cwd: tmpdir(),
      windowsHide: true,
      detached: start.isDetached && process.platform !== 'win32',
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

  /** The pipe to the child's standard input; closing it ends the child after what it was sent. */
  get input(): Writable {
    return this.#process.stdin as Writable
  }

  /** The pipe from the child's descriptor 3. */
  get output(): Readable {
    return this.#process.stdio[3] as Readable
  }

  /** Ends the process at once; it has nothing to tidy up. What it said before can still be read. */
  kill(): void {
    this.#process.kill('SIGKILL')
  }

  /** Ends the process at once and reads nothing more of it. */
  discard(): void {
    this.kill()
    this.input.destroy()
    this.output.destroy()
  }
}

function flags({ script, readablePaths, v8Flags }: ProcessStart): string[] {
  return [
    // isolated-vm asks for it; without it creating isolates crashes on some systems.
    '--no-node-snapshot',
    '--permission',
    '--allow-addons',
    ...[script, ...readablePaths].map((path) => `--allow-fs-read=${path}`),
    '--disable-warning=PERM0001',
    '--disable-warning=SecurityWarning',
    ...v8Flags,
  ]
}

function preferAsVictim(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, '1000')
  } catch {
    // The child may be gone already, or the system does not allow it: `doctor` tells.
  }
}

function watchExit(child: ChildProcess): Promise<ProcessExit> {
  let stderr = ''
  let bytes = 0
  child.stderr?.on('error', () => {})
  child.stderr?.on('data', (piece: Buffer) => {
    bytes += piece.length
    if (stderr.length < STDERR_LENGTH_MAX) {
      stderr = (stderr + piece.toString('utf8')).slice(0, STDERR_LENGTH_MAX)
    }
    if (bytes > STDERR_BYTES_MAX) child.stderr?.destroy()
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
