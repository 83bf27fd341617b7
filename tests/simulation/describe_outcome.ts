import type { SeedOutcome } from './simulate_seed.js'

/** What a person needs to look at a bad seed: which rule, what happened last, and how to see it again. */
export function describeViolation({ seed, steps, hash, violation, last }: SeedOutcome): string {
  return [
    `seed ${seed} fails after ${steps} steps: ${violation?.message}`,
    ...last.map((line) => `    ${line.slice(0, 400)}`),
    `again: npm run simulate -- --seed ${seed}   (log ${hash})`,
  ].join('\n')
}
