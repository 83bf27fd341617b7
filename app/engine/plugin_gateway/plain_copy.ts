/** Bounds of a copy. */
export interface CopyBounds {
  readonly depth: number
  /** Members of all objects and arrays together. */
  readonly members: number
}

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * A copy of plain data out of objects without prototypes, or `null` when it is deeper or larger than
 * the bounds. Names that reach for prototypes are left out.
 */
export function plainCopy(value: unknown, bounds: CopyBounds): { readonly value: unknown } | null {
  let left = bounds.members
  const copy = (one: unknown, depth: number): unknown => {
    if (typeof one === 'string' || typeof one === 'boolean' || one === null) return one
    if (typeof one === 'number') return Number.isFinite(one) ? one : null
    if (typeof one !== 'object' || depth === 0) throw new BoundsReached()
    const names = Object.keys(one)
    left -= names.length
    if (left < 0) throw new BoundsReached()
    if (Array.isArray(one)) return one.map((member) => copy(member, depth - 1))
    const made = Object.create(null) as Record<string, unknown>
    for (const name of names) {
      if (FORBIDDEN.has(name)) continue
      made[name] = copy((one as Record<string, unknown>)[name], depth - 1)
    }
    return made
  }
  try {
    return { value: copy(value, bounds.depth) }
  } catch (error) {
    if (error instanceof BoundsReached) return null
    throw error
  }
}

class BoundsReached extends Error {}
