import { lock, replace } from './lock.js'

/**
 * Replaces every reading of the wall clock by `now`, which gives UTC epoch ms of the simulation.
 *
 * That is `Date()`, `new Date()`, `Date.now()` and the formatters of Intl that take "now" when they
 * are given no date. `performance` and timers do not exist in an isolate.
 */
export function replaceClock(now: () => number): void {
  const RealDate = Date
  const toText = RealDate.prototype.toString
  const apply = Reflect.apply
  const construct = Reflect.construct
  const VirtualDate = function Date(this: unknown, ...parts: unknown[]) {
    if (new.target === undefined) return apply(toText, new RealDate(now()), [])
    return construct(RealDate, parts.length === 0 ? [now()] : parts, new.target)
  }
  Object.defineProperty(VirtualDate, 'length', { value: 7 })
  Object.defineProperty(VirtualDate, 'prototype', { value: RealDate.prototype, writable: false })
  replace(VirtualDate, 'now', () => now())
  replace(VirtualDate, 'parse', RealDate.parse)
  replace(VirtualDate, 'UTC', RealDate.UTC)
  lock(RealDate.prototype, 'constructor', VirtualDate)
  lock(globalThis, 'Date', VirtualDate)
  replaceFormatters(now)
  if ('Temporal' in globalThis) Reflect.deleteProperty(globalThis, 'Temporal')
}

function replaceFormatters(now: () => number): void {
  const prototype = Intl.DateTimeFormat.prototype
  const apply = Reflect.apply
  const readFormat = Object.getOwnPropertyDescriptor(prototype, 'format')?.get as () => (
    date: unknown
  ) => string
  const toParts = prototype.formatToParts as (date: unknown) => unknown
  Object.defineProperty(prototype, 'format', {
    get(this: Intl.DateTimeFormat) {
      const format = apply(readFormat, this, [])
      return (date?: unknown) => format(date === undefined ? now() : date)
    },
    enumerable: false,
    configurable: false,
  })
  lock(prototype, 'formatToParts', function formatToParts(this: unknown, date?: unknown) {
    return apply(toParts, this, [date === undefined ? now() : date])
  })
}
