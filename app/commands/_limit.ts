/** More rows at once are for a program to page through. */
const LIMIT_MAX = 10_000

/** What is wrong with `--limit`, in a sentence; `null` when it is a whole number from 1 to `max`. */
export function limitFault(limit: number, max = LIMIT_MAX): string | null {
  if (Number.isInteger(limit) && limit >= 1 && limit <= max) return null
  return `--limit must be a whole number from 1 to ${max}, was ${limit}`
}
