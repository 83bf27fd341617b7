/** An instant (ms since 1970, UTC) as people read it in a table: `2026-01-31 14:05:09`. */
export function timeText(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')
}

/** The same with milliseconds, where lines follow each other closely: `2026-01-31 14:05:09.123`. */
export function exactTimeText(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 23).replace('T', ' ')
}
