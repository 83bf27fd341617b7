/** A thread that simulates the seeds it was given, one after the other. */
import { parentPort, workerData } from 'node:worker_threads'
import { describeViolation } from './describe_outcome.js'
import { simulateSeed } from './simulate_seed.js'
import type { SeedReport } from './simulate_seeds.js'

const { seeds, linesKept } = workerData as { seeds: readonly number[]; linesKept: number }
for (const seed of seeds) {
  const outcome = await simulateSeed(seed, { linesKept })
  const { steps, orders, fills, violation } = outcome
  const bad = violation === null ? null : describeViolation(outcome)
  const report: SeedReport = { seed, steps, orders, fills, bad }
  parentPort!.postMessage(report)
}
