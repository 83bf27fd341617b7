/**
 * One page of a list of which one row more than the page was read: `next` is the `after` of the page that
 * follows, `null` when there is none.
 */
export function pageOf<T extends { readonly sequence: number }, V>(
  rows: readonly T[],
  limit: number,
  view: (row: T) => V
): { items: V[]; next: string | null } {
  const page = rows.slice(0, limit)
  const next = rows.length > limit ? String(page.at(-1)!.sequence) : null
  return { items: page.map(view), next }
}
