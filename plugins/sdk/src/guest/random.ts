import { imul } from './intrinsics.js'

/**
 * Numbers from 0 up to 1 with 32 random bits, the same for the same seed on every machine.
 *
 * sfc32 (Chris Doty-Humphrey, PractRand), seeded by splitmix32 and run in for 15 rounds.
 */
export function seededRandom(seed: number): () => number {
  let mixed = seed | 0
  const mix = (): number => {
    mixed = (mixed + 0x9e3779b9) | 0
    let z = mixed
    z = imul(z ^ (z >>> 16), 0x21f0aaad)
    z = imul(z ^ (z >>> 15), 0x735a2d97)
    return (z ^ (z >>> 15)) | 0
  }
  let a = mix()
  let b = mix()
  let c = mix()
  let counter = 1
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return (sum >>> 0) / 4294967296
  }
  for (let round = 0; round < 15; round += 1) next()
  return next
}
