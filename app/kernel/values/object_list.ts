/**
 * An empty list that will hold objects.
 *
 * V8 takes a list that has held nothing for one of small integers. Machine code that adds objects to such lists is
 * thrown away whenever a fresh one gets its first, as at the start of every run: a list that has held an object is
 * known for what it is.
 */
export function objectList<T extends object>(): T[] {
  const list: object[] = [{}]
  list.pop()
  return list as T[]
}
