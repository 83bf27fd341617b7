import type { ClientBase } from 'pg'

/** A column of a bulk insert: its name, its type in PostgreSQL, and its value for a row. */
export type Column<T> = readonly [name: string, type: string, valueOf: (row: T) => unknown]

/** A statement that inserts any number of rows, one parameter a column. */
export interface BulkInsert<T> {
  readonly text: string
  readonly columns: readonly Column<T>[]
}

/** Prepares a bulk insert; `conflict` is what follows the values (`on conflict ...`). */
export function bulkInsert<T>(
  table: string,
  columns: readonly Column<T>[],
  conflict = ''
): BulkInsert<T> {
  const names = columns.map(([name]) => name).join(', ')
  const arrays = columns.map(([, type], k) => `$${k + 2}::${type}[]`).join(', ')
  const text = `insert into ${table} (account, ${names})
    select $1, given.* from unnest(${arrays}) as given ${conflict}`
  return { text, columns }
}

/** Inserts rows of an account; nothing is sent when there are none. */
export async function insertRows<T>(
  client: ClientBase,
  { text, columns }: BulkInsert<T>,
  account: string,
  rows: readonly T[]
): Promise<void> {
  if (rows.length === 0) return
  const values = columns.map(([, , valueOf]) => rows.map((row) => valueOf(row)))
  await client.query(text, [account, ...values])
}

/** An instant as `timestamptz` takes it; `null` stays so. */
export function instant(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString()
}
