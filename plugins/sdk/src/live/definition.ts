import { shown } from '../guest/intrinsics.js'
import type { LiveKind } from './setup.js'

/** A definition whose parameters' types nobody knows any more: what arrives from a bundle. */
export interface LiveDefinition {
  readonly kind: LiveKind
  readonly create: (parameters: unknown, context: unknown) => unknown
}

const MAKERS: Readonly<Record<LiveKind, string>> = {
  'strategy': 'defineStrategy',
  'risk-rule': 'defineRiskRule',
  'agent': 'defineAgent',
  'broker': 'defineBroker',
}
const KINDS: readonly LiveKind[] = ['strategy', 'risk-rule', 'agent', 'broker']

/** What is wrong with a plugin's default export, or '' when it came from one of the `define` functions. */
export function liveDefinitionFault(definition: unknown): string {
  const form =
    'end src/index.ts with "export default" and defineStrategy, defineRiskRule, defineAgent or defineBroker'
  if (definition === undefined) return `the plugin has no default export; ${form}`
  if (typeof definition !== 'object' || definition === null) {
    return `the default export is ${shown(definition)}; ${form}`
  }
  const { kind, create } = definition as Partial<LiveDefinition>
  for (let at = 0; at < KINDS.length; at += 1) {
    if (kind === KINDS[at] && typeof create === 'function') return ''
  }
  return `the default export is none that the platform knows; ${form}`
}

/** What is wrong with the object that the author's function returned, or ''. */
export function madeFault(
  made: unknown,
  kind: LiveKind,
  callbacks: { readonly needed: readonly string[]; readonly optional: readonly string[] }
): string {
  const maker = MAKERS[kind]
  if (typeof made !== 'object' || made === null) {
    return `the function given to ${maker} must return an object, returned ${shown(made)}`
  }
  const given = made as Record<string, unknown>
  if (typeof given.then === 'function') return `the function given to ${maker} must not be async`
  const { needed, optional } = callbacks
  for (let at = 0; at < needed.length; at += 1) {
    const name = needed[at] as string
    if (typeof given[name] !== 'function') {
      return `what the function given to ${maker} returned has no ${name}()`
    }
  }
  for (let at = 0; at < optional.length; at += 1) {
    const name = optional[at] as string
    if (given[name] !== undefined && typeof given[name] !== 'function') {
      return `${name} must be a function, was ${shown(given[name])}`
    }
  }
  return ''
}
