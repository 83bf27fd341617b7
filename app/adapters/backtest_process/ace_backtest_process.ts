import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { BacktestProcess, JobOutcome, JobProgress } from '#ports/backtest_process.js'

/** A process that was asked to end gets so long until it is ended. */
const GRACE_MS = 5_000
const SAID_MAX = 400

/** A line of `backtest:job`. */
interface JobLine {
  readonly progress?: JobProgress
  readonly outcome?: JobOutcome
}

/** Runs backtests as `node ace backtest:job`: the request goes in, progress and outcome come out as lines. */
export class AceBacktestProcess implements BacktestProcess {
  /** `workingFolder` holds no plugins: an id is never taken for a folder there. */
  constructor(private readonly places: { readonly root: string; readonly workingFolder: string }) {}

  run(
    asked: object,
    on: { progress(progress: JobProgress): void; readonly signal: AbortSignal }
  ): Promise<JobOutcome> {
    const child = spawn(process.execPath, [join(this.places.root, 'ace.js'), 'backtest:job'], {
      cwd: this.places.workingFolder,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    // The request is one line; the end of the stream afterwards is what ends the job.
    child.stdin.on('error', () => undefined)
    child.stdin.write(`${JSON.stringify(asked)}\n`)
    const giveUp = endWith(child, on.signal)
    return outcomeOf(child, on.progress).finally(giveUp)
  }
}

/** Ends a process when the signal says so; answers what takes that back. */
function endWith(child: ChildProcess, signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined
  const end = () => {
    child.stdin?.end()
    timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
  }
  if (signal.aborted) end()
  else signal.addEventListener('abort', end, { once: true })
  return () => {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
  }
}

function outcomeOf(
  child: ChildProcess,
  progress: (progress: JobProgress) => void
): Promise<JobOutcome> {
  let outcome: JobOutcome | null = null
  let said = ''
  createInterface({ input: child.stdout! }).on('line', (line) => {
    const read = lineOf(line)
    if (read?.progress !== undefined) progress(read.progress)
    outcome = read?.outcome ?? outcome
  })
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-SAID_MAX)
  })
  return new Promise((resolve) => {
    const ended = (message: string) => resolve(outcome ?? { type: 'ended', message })
    child.once('error', (error) => ended(`its process could not be started: ${error.message}`))
    child.once('close', (code, signal) =>
      ended(`its process ended (${signal ?? code}): ${said.trim().split('\n').at(-1) ?? ''}`)
    )
  })
}

/** Lines that are something else are passed over. */
function lineOf(line: string): JobLine | null {
  try {
    const read: unknown = JSON.parse(line)
    return typeof read === 'object' ? read : null
  } catch {
    return null
  }
}
