/**
 * One page of a list of which one row more than the page was read: `next` is the `after` of the page that
 * follows, `null` when there is none.
 */
export function pageOf<T extends { readonly sequence: number }, V>(
  rows: readonly T[],
  limit: number,
  view: (row: T) => V
): { items: V[]; next: string | null } {
  return pageBy(rows, limit, { view, number: ({ sequence }) => sequence })
}

/** The same for rows that something else numbers. */
export function pageBy<T, V>(
  rows: readonly T[],
  limit: number,
  { view, number }: { readonly view: (row: T) => V; readonly number: (row: T) => number }
): { items: V[]; next: string | null } {
  const page = rows.slice(0, limit)
  const next = rows.length > limit ? String(number(page.at(-1)!)) : null
  return { items: page.map(view), next }
}
