/**
 * Runs the simulation test: `npm run simulate -- [--seeds N] [--seed S] [--lines L]`.
 *
 * N worlds (1000), each from its own seed S, S+1 ... (1), with an engine, a hostile broker and everything that
 * can go wrong. A seed alone runs once more and must have the same log. The exit code is 1 when a seed fails.
 */
import { parseArgs } from 'node:util'
import { simulateSeed } from '#tests/simulation/simulate_seed.js'
import { simulateSeeds } from '#tests/simulation/simulate_seeds.js'

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
const { steps, orders, fills, bad } = await simulateSeeds({ first, count, linesKept })
for (const description of bad) console.log(description)
const isSame = count !== 1 || (await isRepeatable(first))
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
const verdict = bad.length === 0 ? 'no violation' : `${bad.length} failed`
console.log(
  `${count} seeds, ${steps} steps, ${orders} orders, ${fills} executions in ${seconds} s: ${verdict}`
)
process.exitCode = bad.length === 0 && isSame ? 0 : 1

/** Whether a seed gives the same log twice. */
async function isRepeatable(seed: number): Promise<boolean> {
  const [one, other] = [await simulateSeed(seed), await simulateSeed(seed)]
  const isAgain = one.hash === other.hash
  console.log(`log ${one.hash}, ${isAgain ? 'the same twice' : `and then ${other.hash}`}`)
  return isAgain
}
