import { lock, remove } from './lock.js'

/**
 * Takes promises away: a strategy answers at once.
 *
 * Jobs queued by a promise would run whenever the simulation pauses, which depends on the machine's
 * speed, so two runs could differ. The bundler refuses async functions with their place; this
 * is for what it cannot see.
 */
export function forbidPromises(): void {
  const deny = (): never => {
    throw new TypeError(
      'promises and async functions are not available: a strategy answers at once'
    )
  }
  const prototype = Promise.prototype as object
  const NoPromise = function Promise() {
    deny()
  }
  Object.defineProperty(NoPromise, 'prototype', { value: prototype, writable: false })
  for (const name of [
    'resolve',
    'reject',
    'all',
    'allSettled',
    'any',
    'race',
    'try',
    'withResolvers',
  ]) {
    lock(NoPromise, name, deny)
  }
  for (const name of ['then', 'catch', 'finally']) lock(prototype, name, deny)
  lock(prototype, 'constructor', NoPromise)
  lock(globalThis, 'Promise', NoPromise)
  if ('fromAsync' in Array) remove(Array, 'fromAsync')
}
