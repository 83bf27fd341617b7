import { readdir, readFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import { describeViolation } from './describe_outcome.js'
import { DROPS_DEDUPLICATION, IGNORES_HALT, SKIPS_INTENT, type Fault } from './faults.js'
import { simulateSeed, type SeedOutcome } from './simulate_seed.js'
import { simulateSeeds } from './simulate_seeds.js'

/** Seeds that every change has to live through. */
const SEEDS = 1_000
/** Seeds within which each planted fault has to be found. */
const SEEDS_FOR_A_FAULT = 20

/** The first seed that finds a fault; `null` when none of the first few does. */
async function firstToFind(fault: Fault): Promise<SeedOutcome | null> {
  for (let seed = 1; seed <= SEEDS_FOR_A_FAULT; seed++) {
    const outcome = await simulateSeed(seed, { fault })
    if (outcome.violation !== null) return outcome
  }
  return null
}

test.group('the simulation', () => {
  test(`${SEEDS} worlds from ${SEEDS} seeds: no order lost, none doubled, nothing that must not be`, async ({
    assert,
  }) => {
    const { bad, fills } = await simulateSeeds({ first: 1, count: SEEDS, linesKept: 60 })
    assert.lengthOf(bad, 0, bad.slice(0, 3).join('\n'))
    assert.isAbove(fills, 10 * SEEDS, 'worlds without trades prove nothing')
  }).timeout(900_000)

  test('a seed gives the same world again, another seed another one', async ({ assert }) => {
    const [first, again, other] = [
      await simulateSeed(7),
      await simulateSeed(7),
      await simulateSeed(8),
    ]
    assert.equal(again.hash, first.hash)
    assert.equal(again.steps, first.steps)
    assert.notEqual(other.hash, first.hash)
  }).timeout(30_000)
})

test.group('the simulated world', () => {
  test('knows no clock, chance or timer of the machine', async ({ assert }) => {
    const banned = /Date\.now|new Date\(|Math\.random|setTimeout|setInterval|performance\./
    const folder = new URL('.', import.meta.url)
    const names = await readdir(folder, { recursive: true })
    const sources = names.filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    assert.isAbove(sources.length, 20)
    for (const name of sources) {
      assert.notMatch(await readFile(new URL(name, folder), 'utf8'), banned, name)
    }
  })
})

test.group('the simulation finds a planted fault', (group) => {
  group.tap((one) => one.timeout(60_000))

  for (const [fault, rules] of [
    [SKIPS_INTENT, ['no order is sent before its intent is durable']],
    [DROPS_DEDUPLICATION, ['an execution is booked once', 'whatever arrives can be booked']],
    [IGNORES_HALT, ['after a halt no new risk']],
  ] as const) {
    test(`an engine that ${fault.name}`, async ({ assert }) => {
      const found = await firstToFind(fault)
      assert.isNotNull(found, `none of ${SEEDS_FOR_A_FAULT} seeds found it`)
      assert.include([...rules], found!.violation!.rule)
      const again = await simulateSeed(found!.seed, { fault })
      assert.equal(again.hash, found!.hash, 'it is found again in the same place')
      assert.include(describeViolation(found!), `npm run simulate -- --seed ${found!.seed}`)
    })
  }
})
