import { createObject, sliceText, toJson, toText } from './intrinsics.js'

const MESSAGE_LENGTH_MAX = 500
const STACK_LENGTH_MAX = 4000

function textOr(read: () => unknown, otherwise: string): string {
  try {
    const value = read()
    return typeof value === 'string' ? value : otherwise
  } catch {
    return otherwise
  }
}

/**
 * Whatever was thrown, as JSON text of message, stack and the callback it came from, cut to size.
 * A thrown value may be anything, with getters that throw: nothing here lets them out.
 */
export function failureJson(where: string, thrown: unknown): string {
  const isObject = typeof thrown === 'object' && thrown !== null
  const message = isObject
    ? textOr(() => (thrown as Error).message, 'something that is not an Error was thrown')
    : textOr(() => toText(thrown), 'something that cannot be shown was thrown')
  const stack = isObject ? textOr(() => (thrown as Error).stack, '') : ''
  const failure = createObject(null) as Record<string, string>
  failure.message = sliceText(message, 0, MESSAGE_LENGTH_MAX)
  failure.stack = sliceText(stack, 0, STACK_LENGTH_MAX)
  failure.where = where
  return toJson(failure)
}
