/** A column of a bulk insert: its name, its type in PostgreSQL, and its value for a row. */
export type Column<T> = readonly [name: string, type: string, valueOf: (row: T) => unknown]

/** A table into which any number of rows is inserted at once, one parameter a column. */
export interface BulkInsert<T> {
  readonly table: string
  readonly columns: readonly Column<T>[]
  /** What follows the values (`on conflict ...`). */
  readonly conflict: string
}

/** Describes a bulk insert. */
export function bulkInsert<T>(
  table: string,
  columns: readonly Column<T>[],
  conflict = ''
): BulkInsert<T> {
  return { table, columns, conflict }
}

/** The rows of a table as parameters: an array a column. */
export function columnValues<T>({ columns }: BulkInsert<T>, rows: readonly T[]): unknown[][] {
  return columns.map(([, , valueOf]) => rows.map((row) => valueOf(row)))
}

/** The insert as part of a statement: after `source`, whose row says the account, from parameter `first` on. */
export function insertText<T>(
  { table, columns, conflict }: BulkInsert<T>,
  source: string,
  first: number
): string {
  const names = columns.map(([name]) => name).join(', ')
  const arrays = columns.map(([, type], k) => `$${first + k}::${type}[]`).join(', ')
  return `insert into ${table} (account, ${names})
    select ${source}.account, given.* from ${source}, unnest(${arrays}) as given ${conflict}`
}

/** An instant as `timestamptz` takes it; `null` stays so. */
export function instant(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString()
}
