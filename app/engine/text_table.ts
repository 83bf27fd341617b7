/** One column of a table: its title, and whether its cells are numbers, which stand to the right. */
export interface TableColumn {
  readonly title: string
  readonly isNumber?: boolean
}

/**
 * A table as lines of text: titles, a rule, then one line a row, columns two spaces apart.
 *
 * Widths count UTF-16 units, which is right for the Latin text and numbers shown in terminals here.
 */
export function formatTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[]
): string[] {
  const widths = columns.map((column, index) =>
    Math.max(column.title.length, ...rows.map((row) => row[index]?.length ?? 0))
  )
  const line = (cells: readonly string[]) =>
    columns
      .map((column, index) => {
        const cell = cells[index] ?? ''
        const width = widths[index]!
        return column.isNumber ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd()
  const rule = widths.map((width) => '─'.repeat(width)).join('  ')
  return [line(columns.map((column) => column.title)), rule, ...rows.map(line)]
}
