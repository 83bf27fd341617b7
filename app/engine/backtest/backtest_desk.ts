import { err, ok, type Result } from '#kernel/values/result.js'
import type { BacktestProcess, JobOutcome, JobProgress } from '#ports/backtest_process.js'

/** Jobs that may wait; whoever asks for more is told to come back. */
const WAITING_MAX = 20
/** Jobs that are over and still told of. */
const ENDED_KEPT = 50

/** Where a job stands. `refused`: it cannot be run, or the strategy failed. */
export type JobState = 'waiting' | 'running' | 'done' | 'refused' | 'failed' | 'cancelled'

/** A backtest that was asked for. */
export interface BacktestJob {
  readonly id: string
  /** The asker's own key: what is asked twice under one key is one job. */
  readonly key: string
  readonly actor: string
  /** What was asked for, in a few words. */
  readonly title: string
  readonly state: JobState
  readonly progress: JobProgress | null
  /** Why it was refused or failed, sentences for a person. */
  readonly messages: readonly string[]
  /** The stored run, once it is done. */
  readonly runId: string | null
  readonly askedMs: number
  readonly startedMs: number | null
  readonly endedMs: number | null
}

/** What is asked of the desk. `asked` is plain data for the process. */
export interface WantedJob extends Pick<BacktestJob, 'key' | 'actor' | 'title'> {
  readonly asked: object
}

/** Why a job was not taken; `key_used`: the actor asked for something else under that key. */
export interface JobRefusal {
  readonly code: 'too_many' | 'key_used'
  readonly message: string
}

/** What the desk needs of the outside. */
export interface DeskPorts {
  readonly process: BacktestProcess
  /** UTC epoch ms. */
  now(): number
  newId(): string
  /** Hears of every change of a job. */
  changed(job: BacktestJob): void
}

interface Entry {
  job: BacktestJob
  readonly asked: object
  readonly cancel: AbortController
}

/**
 * Backtests that people and programs asked for: one runs, some wait. What is stored is a whole run, so that
 * nothing is left behind by a process that was killed; jobs that waited then are gone.
 */
export class BacktestDesk {
  readonly #entries = new Map<string, Entry>()
  #running: Promise<void> | null = null
  #isClosed = false

  constructor(private readonly ports: DeskPorts) {}

  /** Takes a job; the same one for the same key of the same actor. */
  ask({ asked, ...wanted }: WantedJob): Result<BacktestJob, JobRefusal> {
    const { key, actor } = wanted
    const known = this.#all().find(({ job }) => job.key === key && job.actor === actor)
    if (known !== undefined) {
      if (JSON.stringify(known.asked) === JSON.stringify(asked)) return ok(known.job)
      return err({ code: 'key_used', message: 'another backtest was asked for under this key' })
    }
    const waiting = this.#all().filter(({ job }) => job.state === 'waiting').length
    if (waiting >= WAITING_MAX || this.#isClosed) {
      const message = `${waiting} backtests wait already; ask again when one is over`
      return err({ code: 'too_many', message })
    }
    const job: BacktestJob = {
      ...wanted,
      id: this.ports.newId(),
      state: 'waiting',
      progress: null,
      messages: [],
      runId: null,
      askedMs: this.ports.now(),
      startedMs: null,
      endedMs: null,
    }
    const entry = { job, asked, cancel: new AbortController() }
    this.#entries.set(job.id, entry)
    this.ports.changed(job)
    this.#startNext()
    return ok(entry.job)
  }

  /** Newest first. */
  list(): readonly BacktestJob[] {
    return this.#all()
      .map(({ job }) => job)
      .reverse()
  }

  find(id: string): BacktestJob | null {
    return this.#entries.get(id)?.job ?? null
  }

  /** Cancels a job that waits or runs; whether there was anything to cancel. */
  cancel(id: string): boolean {
    const entry = this.#entries.get(id)
    if (entry === undefined || entry.job.endedMs !== null) return false
    entry.cancel.abort()
    if (entry.job.state === 'waiting') this.#end(entry, 'cancelled')
    return true
  }

  /** Cancels everything and takes nothing more; resolves when no process runs. */
  async close(): Promise<void> {
    this.#isClosed = true
    for (const { job } of this.#all()) this.cancel(job.id)
    await this.#running
  }

  #all(): Entry[] {
    return [...this.#entries.values()]
  }

  #startNext(): void {
    if (this.#running !== null) return
    const next = this.#all().find(({ job }) => job.state === 'waiting')
    if (next === undefined) return
    this.#running = this.#run(next).finally(() => {
      this.#running = null
      this.#startNext()
    })
  }

  async #run(entry: Entry): Promise<void> {
    this.#change(entry, { state: 'running', startedMs: this.ports.now() })
    const { signal } = entry.cancel
    const progress = (said: JobProgress) => this.#change(entry, { progress: said })
    const outcome = await this.ports.process.run(entry.asked, { progress, signal })
    this.#end(entry, stateOf(outcome, signal.aborted), {
      runId: outcome.type === 'stored' ? outcome.runId : null,
      messages: messagesOf(outcome),
    })
  }

  #end(entry: Entry, state: JobState, more: Partial<BacktestJob> = {}): void {
    this.#change(entry, { ...more, state, endedMs: this.ports.now() })
    const over = this.#all().filter(({ job }) => job.endedMs !== null)
    for (const { job } of over.slice(0, -ENDED_KEPT)) this.#entries.delete(job.id)
  }

  #change(entry: Entry, change: Partial<BacktestJob>): void {
    entry.job = { ...entry.job, ...change }
    this.ports.changed(entry.job)
  }
}

/** What was stored before the cancel came is done. */
function stateOf(outcome: JobOutcome, isCancelled: boolean): JobState {
  if (outcome.type === 'stored') return 'done'
  if (isCancelled) return 'cancelled'
  return outcome.type === 'refused' ? 'refused' : 'failed'
}

function messagesOf(outcome: JobOutcome): readonly string[] {
  if (outcome.type === 'stored') return []
  return outcome.type === 'refused' ? outcome.messages : [outcome.message]
}
