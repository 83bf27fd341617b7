import type { ManifestShape, ParametersOf } from '../strategy/define_strategy.js'
import type { RiskContext, RiskRule } from './risk_rule.js'

/** What a risk rule's default export is. Made by `defineRiskRule`, read by the engine. */
export interface RiskRuleDefinition<M extends ManifestShape = ManifestShape> {
  readonly kind: 'risk-rule'
  readonly manifest: M
  readonly create: (parameters: ParametersOf<M>, context: RiskContext) => RiskRule
}

/**
 * Defines a risk rule: the manifest beside it, and a function that is called once with the parameters
 * and returns how orders are judged.
 *
 * ```ts
 * export default defineRiskRule(manifest, ({ notionalMax }) => ({
 *   assess: (order) =>
 *     order.notional > notionalMax ? deny(`${order.notional} is above ${notionalMax}`) : approve(),
 * }))
 * ```
 */
export function defineRiskRule<const M extends ManifestShape>(
  manifest: M,
  create: (parameters: ParametersOf<M>, context: RiskContext) => RiskRule
): RiskRuleDefinition<M> {
  return { kind: 'risk-rule', manifest, create }
}
