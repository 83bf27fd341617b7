import { createHash } from 'node:crypto'

/**
 * A number from 0 to below 1 that depends on nothing but its arguments: the same draw, made again after a
 * crash or in another run, has the same outcome.
 */
export function chance(seed: number, ...about: readonly (string | number)[]): number {
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, ...about]))
    .digest()
  return digest.readUIntBE(0, 6) / 2 ** 48
}
