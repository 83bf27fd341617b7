import { lock } from './lock.js'

/**
 * Takes away every way to turn a text into code.
 *
 * The flag by which Node forbids it has no effect inside isolates, so `eval`, `Function` and the
 * constructors behind the four kinds of function are replaced by one that throws.
 */
export function forbidCodeGeneration(): void {
  const deny = function Function(): never {
    throw new TypeError('code cannot be made from text in a plugin')
  }
  const kinds = [function () {}, async function () {}, function* () {}, async function* () {}]
  Object.defineProperty(deny, 'prototype', { value: Function.prototype, writable: false })
  for (const kind of kinds) lock(Object.getPrototypeOf(kind) as object, 'constructor', deny)
  lock(globalThis, 'Function', deny)
  lock(globalThis, 'eval', () => deny())
}
