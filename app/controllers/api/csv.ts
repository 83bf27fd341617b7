import { Readable } from 'node:stream'
import type { HttpContext } from '@adonisjs/core/http'
import { csvLine } from '#engine/csv_line.js'

/** One column of a file: its name, and what stands in it. */
export type CsvColumn<T> = readonly [name: string, of: (row: T) => string | number | null]

/** Rows that are read at once: no more of a list is in memory, however long it is. */
const ROWS_READ = 500

/** The lines of a list that is read page by page, its head first. */
export async function* csvLines<T>(
  columns: readonly CsvColumn<T>[],
  pages: AsyncIterable<readonly T[]>
): AsyncGenerator<string> {
  yield `${csvLine(columns.map(([name]) => name))}\r\n`
  for await (const rows of pages) {
    yield rows.map((row) => `${csvLine(columns.map(([, of]) => of(row)))}\r\n`).join('')
  }
}

/** Pages of a list, each read after the number at which the one before ended. */
export async function* pagesOf<T>(
  read: (page: {
    readonly limit: number
    readonly before: number | undefined
  }) => Promise<readonly T[]>,
  numberOf: (row: T) => number
): AsyncGenerator<readonly T[]> {
  let before: number | undefined
  for (;;) {
    const rows = await read({ limit: ROWS_READ, before })
    if (rows.length > 0) yield rows
    if (rows.length < ROWS_READ) return
    before = numberOf(rows.at(-1)!)
  }
}

/**
 * Answers with a file, as fast as it is taken. Throws what the first page throws; where a later one fails the
 * connection breaks off, so that nobody takes a part for the whole.
 */
export async function sendCsv(
  { response }: HttpContext,
  name: string,
  lines: AsyncGenerator<string>
): Promise<void> {
  const [head, first] = [await lines.next(), await lines.next()]
  response.header('content-type', 'text/csv; charset=utf-8')
  response.header('content-disposition', `attachment; filename="${name}.csv"`)
  response.header('x-content-type-options', 'nosniff')
  response.header('cache-control', 'no-store')
  response.stream(Readable.from(all([head, first], lines)))
}

async function* all(
  begun: readonly IteratorResult<string, unknown>[],
  rest: AsyncIterable<string>
): AsyncGenerator<string> {
  for (const one of begun) if (one.done !== true) yield one.value
  yield* rest
}
