/**
 * How well words that are looked for fit a text: higher is better, `null` not at all. Each word must occur;
 * one at the beginning of the text or of a word counts more.
 */
export function fitOf(wanted: string, text: string): number | null {
  const said = text.toLowerCase()
  let fit = 0
  for (const word of wanted.toLowerCase().split(/\s+/).filter(Boolean)) {
    const at = said.indexOf(word)
    if (at < 0) return null
    fit += at === 0 ? 3 : /[^\p{L}\p{N}]/u.test(said[at - 1]!) ? 2 : 1
  }
  return fit
}

/** What fits, the best first; in the given order where two fit as well. */
export function findIn<T>(all: readonly T[], wanted: string, textOf: (one: T) => string): T[] {
  return all
    .flatMap((one) => {
      const fit = fitOf(wanted, textOf(one))
      return fit === null ? [] : [{ one, fit }]
    })
    .sort((a, b) => b.fit - a.fit)
    .map(({ one }) => one)
}
