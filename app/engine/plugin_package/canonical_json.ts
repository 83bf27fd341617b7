/**
 * The one text of a JSON value: names sorted by UTF-16 code units, no spaces, texts left as they are.
 *
 * The same value gives the same text wherever and in whatever order it was put together, so that it
 * can be hashed and signed. Throws `TypeError` on what JSON cannot hold: `undefined`, functions,
 * `bigint`, numbers that are not finite.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') {
    return JSON.stringify(value)
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON`)
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object') throw new TypeError(`a value of type ${typeof value} has no JSON`)
  const entries = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, entry]) => `${JSON.stringify(name)}:${canonicalJson(entry)}`)
  return `{${entries.join(',')}}`
}
