import type { Context } from '../strategy/context.js'
import type { Strategy } from '../strategy/strategy.js'
import { isInteger, shown, sliceText, toJson } from './intrinsics.js'

/** A definition whose parameters' types nobody knows any more: what arrives from a bundle. */
export interface LoadedDefinition {
  readonly kind: 'strategy'
  readonly create: (parameters: unknown, context: Context) => Strategy
}

const WARMUP_BARS_MAX = 100_000
const HISTORY_BARS_MAX = 1_000_000
const HISTORY_BARS = 1_024

const CALLBACKS = [
  'onStart',
  'onBar',
  'onSlice',
  'onFill',
  'onOrder',
  'onDenied',
  'onCorporateAction',
  'onQuote',
  'onExpirationWarning',
  'onAssignment',
  'onStop',
  'state',
] as const

const FORM =
  'export default defineStrategy(manifest, (parameters, context) => ({ onBar(bar, context) { ... } }))'

/** What is wrong with a plugin's default export, or '' when it is a strategy. */
export function definitionFault(definition: unknown): string {
  if (definition === undefined) return `the plugin has no default export; it must say: ${FORM}`
  if (typeof definition !== 'object' || definition === null) {
    return `the default export must come from defineStrategy, was ${shown(definition)}; write: ${FORM}`
  }
  const { kind, create } = definition as Partial<LoadedDefinition>
  if (kind !== 'strategy' || typeof create !== 'function') {
    return `the default export must come from defineStrategy; write: ${FORM}`
  }
  return ''
}

/** What is wrong with the object that a strategy's function returned, or ''. */
export function strategyFault(strategy: unknown): string {
  if (typeof strategy !== 'object' || strategy === null) {
    return `the function given to defineStrategy must return an object with onBar, returned ${shown(strategy)}`
  }
  const given = strategy as Record<string, unknown>
  if (typeof given.then === 'function') {
    return 'the function given to defineStrategy must not be async'
  }
  if (typeof given.onBar !== 'function') return 'the strategy has no onBar(bar, context)'
  for (let index = 0; index < CALLBACKS.length; index += 1) {
    const name = CALLBACKS[index] as string
    if (given[name] !== undefined && typeof given[name] !== 'function') {
      return `${name} of the strategy must be a function, was ${shown(given[name])}`
    }
  }
  return (
    countFault(given.warmupBars, 'warmupBars', WARMUP_BARS_MAX) ||
    countFault(given.historyBars, 'historyBars', HISTORY_BARS_MAX)
  )
}

function countFault(value: unknown, name: string, most: number): string {
  if (value === undefined) return ''
  if (isInteger(value) && (value as number) >= 0 && (value as number) <= most) return ''
  return `${name} must be a whole number from 0 to ${most}, was ${shown(value)}`
}

/** Bars of history to keep per symbol: what the strategy asks for, else at least its warm-up. */
export function historyBarsOf(strategy: Strategy): number {
  if (strategy.historyBars !== undefined) return strategy.historyBars
  const warmup = strategy.warmupBars ?? 0
  return warmup > HISTORY_BARS ? warmup : HISTORY_BARS
}

/** A plugin's own state as JSON text, '{}' where it has none or it cannot be shown within the limit. */
export function stateJson(plugin: { state?(): unknown } | null): string {
  if (plugin === null || plugin.state === undefined) return '{}'
  const json = toJson(plugin.state()) as unknown
  if (typeof json !== 'string') return '{}'
  if (json.length <= 10_000) return json
  return toJson({
    cut: `state() is ${json.length} characters, 10,000 are kept`,
    start: sliceText(json, 0, 1000),
  }) as string
}
