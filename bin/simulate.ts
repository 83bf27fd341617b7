/**
 * Runs the simulation test: `npm run simulate -- [--seeds N] [--seed S] [--lines L]`.
 *
 * N worlds (1000), each from its own seed S, S+1 ... (1), with an engine, a hostile broker and everything that
 * can go wrong. A seed alone runs once more and must have the same log. The exit code is 1 when a seed fails.
 */
import 'reflect-metadata'
import { parseArgs } from 'node:util'
import { describeViolation } from '#tests/simulation/describe_outcome.js'
import { simulateSeed } from '#tests/simulation/simulate_seed.js'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string' },
    lines: { type: 'string', default: '60' },
  },
})
const first = Number(values.seed ?? 1)
const count = Number(values.seeds ?? (values.seed === undefined ? 1_000 : 1))
const linesKept = Number(values.lines)
if (![first, count, linesKept].every((one) => Number.isSafeInteger(one) && one >= 0)) {
  console.error('--seeds, --seed and --lines take whole numbers, such as --seeds 1000 --seed 1')
  process.exit(2)
}

const startedAt = performance.now()
let [failures, steps, orders, fills] = [0, 0, 0, 0]
for (let seed = first; seed < first + count; seed++) {
  const outcome = await simulateSeed(seed, { linesKept })
  steps += outcome.steps
  orders += outcome.orders
  fills += outcome.fills
  if (outcome.violation !== null) {
    failures++
    console.log(describeViolation(outcome))
  }
  if (count === 1) {
    const again = await simulateSeed(seed, { linesKept })
    const isSame = again.hash === outcome.hash
    console.log(`log ${outcome.hash}, and ${isSame ? 'the same' : `${again.hash}: NOT the same`}`)
    if (!isSame) failures++
  }
}
const seconds = (performance.now() - startedAt) / 1000
console.log(
  `${count} seeds, ${steps} steps, ${orders} orders, ${fills} executions in ${seconds.toFixed(1)} s: ` +
    (failures === 0 ? 'no violation' : `${failures} failed`)
)
process.exitCode = failures === 0 ? 0 : 1
