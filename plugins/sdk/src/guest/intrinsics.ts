/**
 * The language's own functions, taken before any plugin code runs.
 *
 * A plugin may replace `Array.prototype.push` or `String` with something of its own. What the guest
 * runtime reports to the engine must not change by that, so the runtime calls only these.
 */
type Uncurried<F> = F extends (this: infer This, ...rest: infer Rest) => infer Out
  ? (self: This, ...rest: Rest) => Out
  : never

const bind = Function.prototype.bind
const call = Function.prototype.call
const uncurry = <F extends (...given: never[]) => unknown>(method: F): Uncurried<F> =>
  bind.call(call, method) as unknown as Uncurried<F>

export const { isFinite, isInteger, isSafeInteger } = Number
export const { imul } = Math
export const {
  create: createObject,
  defineProperty,
  entries: entriesOf,
  freeze,
  getOwnPropertyDescriptors: propertiesOf,
  keys: keysOf,
} = Object
export const { isArray } = Array
export const { parse: parseJson, stringify: toJson } = JSON
export const toText = String
export const Float64 = Float64Array
export const Int32 = Int32Array
export const RangeFault = RangeError
export const TypeFault = TypeError
/** `text.slice(from, to)` */
export const sliceText = uncurry(String.prototype.slice) as (
  text: string,
  from: number,
  to: number
) => string
/** `text.charCodeAt(index)` */
export const codeUnitAt = uncurry(String.prototype.charCodeAt) as (
  text: string,
  index: number
) => number
/** `a.set(b)` of typed arrays. */
export const setWhole = uncurry(Int32Array.prototype.set) as (
  to: Int32Array,
  from: Int32Array
) => void

const captureStack: ((error: object, above: unknown) => void) | undefined = (
  Error as unknown as { captureStackTrace?: (error: object, above: unknown) => void }
).captureStackTrace

/** Makes the stack of a fault begin at the line that called `above`: the author's own line. */
export function beginStackAbove<E extends object>(fault: E, above: unknown): E {
  if (captureStack !== undefined) captureStack(fault, above)
  return fault
}

/** A value as short text for a message; never runs more of the value's code than `String` does. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `"${sliceText(value, 0, 40)}"`
  if (typeof value === 'object' && value !== null) return isArray(value) ? 'an array' : 'an object'
  if (typeof value === 'function') return 'a function'
  return toText(value)
}
