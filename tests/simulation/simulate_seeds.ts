import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'

/** Which seeds, and how much of a bad one's log is to be shown. */
export interface SeedsWanted {
  readonly first: number
  readonly count: number
  readonly linesKept: number
}

/** What became of many seeds. */
export interface SeedsOutcome {
  readonly steps: number
  readonly orders: number
  readonly fills: number
  /** Bad seeds, described, in their order. */
  readonly bad: readonly string[]
}

/** What a thread tells of one seed; `bad` is the description of a bad one. */
export interface SeedReport {
  readonly seed: number
  readonly steps: number
  readonly orders: number
  readonly fills: number
  readonly bad: string | null
}

/** Simulates seeds in as many threads as there are processors. What a seed gives does not depend on that. */
export async function simulateSeeds(wanted: SeedsWanted): Promise<SeedsOutcome> {
  const threads = Math.min(availableParallelism(), wanted.count)
  const parts = Array.from({ length: threads }, (_, k) => runThread(wanted, { k, threads }))
  const reports = (await Promise.all(parts)).flat().sort((one, other) => one.seed - other.seed)
  const sum = (of: 'steps' | 'orders' | 'fills') =>
    reports.reduce((total, report) => total + report[of], 0)
  if (reports.length !== wanted.count) throw new Error(`only ${reports.length} seeds were run`)
  return {
    steps: sum('steps'),
    orders: sum('orders'),
    fills: sum('fills'),
    bad: reports.flatMap(({ bad }) => (bad === null ? [] : [bad])),
  }
}

function runThread(
  { first, count, linesKept }: SeedsWanted,
  { k, threads }: { k: number; threads: number }
): Promise<SeedReport[]> {
  const seeds: number[] = []
  for (let seed = first + k; seed < first + count; seed += threads) seeds.push(seed)
  return new Promise((resolve, reject) => {
    const reports: SeedReport[] = []
    const worker = new Worker(new URL('seed_thread.ts', import.meta.url), {
      workerData: { seeds, linesKept },
    })
    worker.on('message', (report: SeedReport) => reports.push(report))
    worker.once('error', reject)
    worker.once('exit', () => resolve(reports))
  })
}
