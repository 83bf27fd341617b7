import { lock, remove } from './lock.js'

/** Globals that share memory, measure real time, see garbage collection or run other code. */
const REMOVED = [
  'SharedArrayBuffer',
  'Atomics',
  'WebAssembly',
  'FinalizationRegistry',
  'WeakRef',
] as const

/**
 * Removes shared memory, and buffers that grow outside the isolate's memory limit.
 *
 * A resizable ArrayBuffer is not counted by the limit, so the constructor forgets its options and
 * the methods that move or grow a buffer are gone.
 */
export function limitMemory(): void {
  for (const name of REMOVED) {
    if (name in globalThis) remove(globalThis, name)
  }
  const prototype = ArrayBuffer.prototype
  for (const name of ['resize', 'transfer', 'transferToFixedLength']) {
    if (name in prototype) remove(prototype, name)
  }
  const RealBuffer = ArrayBuffer
  const PlainBuffer = function ArrayBuffer(this: unknown, length: number) {
    if (new.target === undefined) throw new TypeError("Constructor ArrayBuffer requires 'new'")
    return Reflect.construct(RealBuffer, [length], new.target)
  }
  Object.defineProperty(PlainBuffer, 'prototype', { value: prototype, writable: false })
  lock(PlainBuffer, 'isView', RealBuffer.isView)
  Object.defineProperty(PlainBuffer, Symbol.species, {
    get(this: unknown) {
      return this
    },
  })
  lock(prototype, 'constructor', PlainBuffer)
  lock(globalThis, 'ArrayBuffer', PlainBuffer)
}
