import { isFinite, shown, toJson, TypeFault } from '../guest/intrinsics.js'

/** A text of bounded length as JSON text, or a TypeError that names it. */
export function textJson(value: unknown, what: string, lengthMax: number): string {
  return toJson(text(value, what, lengthMax))
}

/** A text of bounded length, or a TypeError that names it. */
export function text(value: unknown, what: string, lengthMax: number): string {
  if (typeof value !== 'string') throw new TypeFault(`${what} must be a text, was ${shown(value)}`)
  if (value.length > lengthMax) {
    throw new TypeFault(`${what} may have at most ${lengthMax} characters, has ${value.length}`)
  }
  return value
}

/** A text that is not empty. */
export function name(value: unknown, what: string, lengthMax: number): string {
  const given = text(value, what, lengthMax)
  if (given === '') throw new TypeFault(`${what} must not be empty`)
  return given
}

/** A finite number from `least` to `most` as JSON text, or a TypeError that names it. */
export function numberJson(
  value: unknown,
  what: string,
  least = -Infinity,
  most = Infinity
): string {
  if (typeof value === 'number' && isFinite(value) && value >= least && value <= most) {
    return toJson(value)
  }
  const range =
    most !== Infinity
      ? ` from ${least} to ${most}`
      : least !== -Infinity
        ? ` of at least ${least}`
        : ''
  throw new TypeFault(`${what} must be a number${range}, was ${shown(value)}`)
}

/** An object that an author gave, or a TypeError that names it. */
export function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) {
    throw new TypeFault(`${what} must be an object, was ${shown(value)}`)
  }
  return value as Readonly<Record<string, unknown>>
}

/** A function or nothing, or a TypeError that names it. */
export function callback(value: unknown, what: string): ((given: unknown) => void) | null {
  if (value === undefined) return null
  if (typeof value === 'function') return value as (given: unknown) => void
  throw new TypeFault(`${what} must be a function, was ${shown(value)}`)
}
