import { lock } from './lock.js'

/** Frames of an error's stack. */
const STACK_FRAMES = 20

/**
 * Fixes how stacks are made: as text, by the engine.
 *
 * A plugin's own `Error.prepareStackTrace` would be handed the frames of whoever called it.
 */
export function lockStacks(): void {
  lock(Error, 'prepareStackTrace', undefined)
  lock(Error, 'stackTraceLimit', STACK_FRAMES)
}
