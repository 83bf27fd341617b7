import type { Context } from './context.js'
import type { Strategy } from './strategy.js'

/** The part of `aq-plugin.json` that gives a strategy's parameters their types. */
export interface ManifestShape {
  readonly id: string
  readonly kind: string
  readonly parameters?: Readonly<Record<string, { readonly default: number | boolean | string }>>
}

type Widened<T> = T extends number ? number : T extends boolean ? boolean : string

/** The parameters of a manifest, typed by their defaults: number, boolean, or string for a choice. */
export type ParametersOf<M extends ManifestShape> =
  M['parameters'] extends Readonly<Record<string, { readonly default: unknown }>>
    ? { readonly [K in keyof M['parameters']]: Widened<M['parameters'][K]['default']> }
    : Readonly<Record<string, never>>

/** What a plugin's default export is. Made by `defineStrategy`, read by the engine. */
export interface StrategyDefinition<M extends ManifestShape = ManifestShape> {
  readonly kind: 'strategy'
  readonly manifest: M
  readonly create: (parameters: ParametersOf<M>, context: Context) => Strategy
}

/**
 * Defines a strategy: the manifest beside it, and a function that is called once per run with the
 * parameters of that run and returns what should happen on each bar.
 *
 * Variables of that function are the strategy's memory; indicators are made in it, once.
 */
export function defineStrategy<const M extends ManifestShape>(
  manifest: M,
  create: (parameters: ParametersOf<M>, context: Context) => Strategy
): StrategyDefinition<M> {
  return { kind: 'strategy', manifest, create }
}
