import type { ManifestShape, ParametersOf } from '../strategy/define_strategy.js'
import type { Agent, AgentContext } from './agent.js'

/** What an agent's default export is. Made by `defineAgent`, read by the engine. */
export interface AgentDefinition<M extends ManifestShape = ManifestShape> {
  readonly kind: 'agent'
  readonly manifest: M
  readonly create: (parameters: ParametersOf<M>, context: AgentContext) => Agent
}

/**
 * Defines an agent: the manifest beside it, and a function that is called once with the parameters and
 * returns what should happen on each event.
 *
 * ```ts
 * export default defineAgent(manifest, ({ drawdownMax }) => ({
 *   onAccount({ drawdown }, context) {
 *     if (drawdown > drawdownMax) context.setRiskBias(0.5, `drawdown of ${drawdown}`)
 *   },
 * }))
 * ```
 */
export function defineAgent<const M extends ManifestShape>(
  manifest: M,
  create: (parameters: ParametersOf<M>, context: AgentContext) => Agent
): AgentDefinition<M> {
  return { kind: 'agent', manifest, create }
}
