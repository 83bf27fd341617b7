import type { TableLook } from '#shared/types/preferences'

/** A column as far as its look goes. */
export interface LookColumn {
  readonly key: string
  /** Hidden until it is chosen. */
  readonly isExtra?: boolean
}

/** A table as it comes. */
export const PLAIN_LOOK: TableLook = { shown: {}, order: [], widths: {} }

/** Bounds of a column's width and one step of it, px. */
export const WIDTH = { min: 60, max: 800, step: 24 } as const

/** Columns in the order of a look. The first one names the row and stays; what is not in the order follows. */
export function arranged<C extends LookColumn>(columns: readonly C[], { order }: TableLook): C[] {
  const [first, ...others] = columns
  const placeOf = ({ key }: C) => {
    const at = order.indexOf(key)
    return at < 0 ? order.length : at
  }
  const sorted = others.sort((a, b) => placeOf(a) - placeOf(b))
  return first === undefined ? [] : [first, ...sorted]
}

/** Whether a column is shown. */
export function isShown({ key, isExtra }: LookColumn, { shown }: TableLook): boolean {
  return shown[key] ?? isExtra !== true
}

/** The look with a column one place further (`1`) or nearer to the front (`-1`). */
export function moved(
  columns: readonly LookColumn[],
  look: TableLook,
  { key, step }: { key: string; step: 1 | -1 }
): TableLook {
  const order = arranged(columns, look)
    .slice(1)
    .map((one) => one.key)
  const at = order.indexOf(key)
  const to = at + step
  if (at < 0 || to < 0 || to >= order.length) return look
  ;[order[at], order[to]] = [order[to]!, order[at]!]
  return { ...look, order }
}

/** The look with a column as wide as that, within bounds. */
export function widened(look: TableLook, key: string, px: number): TableLook {
  const width = Math.round(Math.min(WIDTH.max, Math.max(WIDTH.min, px)))
  return { ...look, widths: { ...look.widths, [key]: width } }
}
