import { lock } from './lock.js'

/** Sends what a plugin says to `console` to `print`, one line a call. */
export function replaceConsole(print: (values: ArrayLike<unknown>) => void): void {
  const console: Record<string, unknown> = {}
  for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace']) {
    console[name] = (...values: unknown[]) => print(values)
  }
  lock(globalThis, 'console', Object.freeze(console))
}
