/**
 * Runs in a plugin's realm before anything else and makes it a place without clock, chance, shared
 * memory or code from text. Nothing of it stays reachable for the plugin but what it replaced.
 */
import { forbidCodeGeneration } from './hardening/code_generation.js'
import { forbidPromises } from './hardening/promises.js'
import { limitMemory } from './hardening/memory.js'
import { lockStacks } from './hardening/stack.js'
import { replaceClock } from './hardening/clock.js'
import { replaceConsole } from './hardening/console.js'
import { seedRandom } from './hardening/chance.js'
import { REHEARSAL_STRATEGY } from './rehearsal_strategy.js'

/** The parts of the SDK's guest that this file uses. */
interface Guest {
  load(definition: unknown): unknown
  failure(): string
  now(): number
  print(values: ArrayLike<unknown>): void
}

const MESSAGE_LENGTH_MAX = 500
const STACK_LENGTH_MAX = 4_000

const stringify = JSON.stringify
const toText = String
const slice = Function.prototype.call.bind(String.prototype.slice) as (
  text: string,
  from: number,
  to: number
) => string
const hasOwn = Object.hasOwn
let guest: Guest | null = null

/** Hardens the realm; must be the first thing that happens in it. */
export function harden(seed: number): void {
  lockStacks()
  replaceClock(() => (guest === null ? 0 : guest.now()))
  seedRandom(seed)
  replaceConsole((values) => guest?.print(values))
  limitMemory()
  forbidPromises()
  forbidCodeGeneration()
}

/** Makes the guest of the plugin; called once, after `harden` and before the plugin's code. */
export function createGuest(runtime: { createGuest(): Guest }): Guest {
  guest = runtime.createGuest()
  return guest
}

/** A guest with the platform's own strategy, which is forgotten before the plugin's code is loaded. */
export function createRehearsalGuest(runtime: { createGuest(): Guest }): Guest {
  const made = runtime.createGuest()
  made.load(REHEARSAL_STRATEGY)
  return made
}

/**
 * Runs the plugin's script and hands its default export to the guest.
 *
 * Returns '' when it is loaded, else a JSON text with `message` and `stack`.
 */
export function load(script: () => unknown): string {
  try {
    const exported = script() as { default?: unknown } | undefined
    if (exported === undefined || exported === null || !hasOwn(exported, 'default')) {
      return fault(
        'it has no default export; end src/index.ts with "export default defineStrategy(...)"',
        ''
      )
    }
    const answer = (guest as Guest).load(exported.default)
    if (typeof answer === 'string' && answer !== '') return fault(answer, '')
    return ''
  } catch (error) {
    return describe(error)
  }
}

function describe(error: unknown): string {
  let message = 'a value that cannot be shown'
  let stack = ''
  try {
    const isError = typeof error === 'object' && error !== null
    message = toText(isError ? (error as Error).message : error)
    if (isError) stack = toText((error as Error).stack ?? '')
  } catch {
    // The thrown value fights being read; the words above stand.
  }
  return fault(message, stack)
}

function fault(message: string, stack: string): string {
  const text = {
    __proto__: null,
    message: slice(message, 0, MESSAGE_LENGTH_MAX),
    stack: slice(stack, 0, STACK_LENGTH_MAX),
  }
  return stringify(text)
}
