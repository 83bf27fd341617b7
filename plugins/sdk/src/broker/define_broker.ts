import type { ManifestShape, ParametersOf } from '../strategy/define_strategy.js'
import type { Broker, BrokerContext } from './broker.js'

/** What a broker's default export is. Made by `defineBroker`, read by the engine. */
export interface BrokerDefinition<M extends ManifestShape = ManifestShape> {
  readonly kind: 'broker'
  readonly manifest: M
  readonly create: (parameters: ParametersOf<M>, context: BrokerContext) => Broker
}

/**
 * Defines a broker: the manifest beside it, and a function that is called once with the parameters and
 * returns how the broker is spoken to.
 */
export function defineBroker<const M extends ManifestShape>(
  manifest: M,
  create: (parameters: ParametersOf<M>, context: BrokerContext) => Broker
): BrokerDefinition<M> {
  return { kind: 'broker', manifest, create }
}
