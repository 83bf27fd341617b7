/**
 * The candidate that a person probably meant, or `null` when none is near.
 *
 * Near is a Levenshtein distance of at most a third of the longer text (at least one), capitals
 * ignored; a candidate that contains the word, or is contained in it, also counts. The first of
 * equally near candidates wins.
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  const wanted = word.toLowerCase()
  let best: string | null = null
  let bestDistance = Infinity
  for (const candidate of candidates) {
    const given = candidate.toLowerCase()
    const allowed = Math.max(1, Math.floor(Math.max(wanted.length, given.length) / 3))
    const isPart = wanted.length >= 3 && (given.includes(wanted) || wanted.includes(given))
    const distance = Math.min(editDistance(wanted, given), isPart ? allowed : Infinity)
    if (distance <= allowed && distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** `; did you mean momentum?`, or an empty text when nothing is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const near = nearest(word, candidates)
  return near === null ? '' : `; did you mean ${near}?`
}

/** Single-character insertions, deletions and substitutions between two texts (Levenshtein 1966). */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1
      current[column] = Math.min(
        previous[column]! + 1,
        current[column - 1]! + 1,
        previous[column - 1]! + cost
      )
    }
    previous = current
  }
  return previous[b.length]!
}
