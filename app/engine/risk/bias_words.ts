import type { BiasWord } from '#ports/risk_records.js'

/** The source of what people say. */
export const PERSON = 'person'

/** The last words about the risk bias, by whose they are. */
export type BiasWords = Readonly<Record<string, BiasWord>>

/**
 * What all words come to: the smallest holds, and the oldest that can go stale makes all of it stale. So
 * nobody loosens what another tightened, and nobody does by falling silent. `most` is what the account
 * began with; without any word that holds.
 */
export function combinedBias(words: BiasWords, most: number, atMs: number): BiasWord {
  let bias = most
  let oldestMs = Infinity
  for (const word of Object.values(words)) {
    bias = Math.min(bias, word.bias)
    if (!word.isLasting) oldestMs = Math.min(oldestMs, word.atMs)
  }
  const isLasting = oldestMs === Infinity
  return { bias, isLasting, atMs: isLasting ? atMs : oldestMs }
}

/** The words after one source has spoken, or with `null` has no say any more. */
export function withWord(words: BiasWords, source: string, word: BiasWord | null): BiasWords {
  const others = Object.entries(words).filter(([name]) => name !== source)
  return Object.fromEntries(word === null ? others : [...others, [source, word]])
}
