import { lock } from './lock.js'

/**
 * Replaces `Math.random` by a generator that gives the same numbers for the same seed.
 *
 * sfc32 of Chris Doty-Humphrey's PractRand (public domain): 128 bits of state, period above 2^32;
 * numbers in [0, 1) of 32 bits, as fits a simulation and no cryptography.
 */
export function seedRandom(seed: number): void {
  let a = seed >>> 0
  let b = Math.floor(seed / 4_294_967_296) >>> 0
  let c = 0x9e3779b9
  let counter = 1
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return (sum >>> 0) / 4_294_967_296
  }
  for (let round = 0; round < 15; round++) next()
  lock(Math, 'random', () => next())
}
