import type { MaybeRefOrGetter } from 'vue'

/** A row as a table shows it. */
export interface HeldRow<R> {
  row: R
  /** It is no more in the list; it stays in its place until the hold ends. */
  isGone: boolean
}

/**
 * Rows that keep their places while they are held, so that a click meets the row that was aimed at: what
 * comes is added at the end, what goes leaves its place empty, what changes does so where it stands.
 */
export function useHeldRows<R>(
  rows: MaybeRefOrGetter<readonly R[]>,
  keyOf: (row: R) => string,
  isHeld: MaybeRefOrGetter<boolean>
) {
  let places: readonly R[] = []
  return computed<HeldRow<R>[]>(() => {
    const now = toValue(rows)
    const fresh = new Map(now.map((row) => [keyOf(row), row]))
    const isSameList = places.some((row) => fresh.has(keyOf(row)))
    if (!toValue(isHeld) || !isSameList) {
      places = now
      return now.map((row) => ({ row, isGone: false }))
    }
    const shown = places.map((row) => {
      const found = fresh.get(keyOf(row))
      fresh.delete(keyOf(row))
      return { row: found ?? row, isGone: found === undefined }
    })
    for (const row of fresh.values()) shown.push({ row, isGone: false })
    places = shown.map(({ row }) => row)
    return shown
  })
}
