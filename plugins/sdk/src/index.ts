/**
 * `@aq-trading/sdk`: what a strategy imports. Types, `defineStrategy`, and the indicators.
 */
export { defineStrategy } from './strategy/define_strategy.js'
export type { ManifestShape, ParametersOf, StrategyDefinition } from './strategy/define_strategy.js'
export type { Strategy } from './strategy/strategy.js'
export type { Context, InstrumentTerms, Position } from './strategy/context.js'
export type { Bar, History, Quote } from './strategy/bar.js'
export type {
  CorporateAction,
  Denial,
  ExitLevel,
  Fill,
  Order,
  OrderOptions,
  OrderRole,
  OrderSize,
  OrderState,
  OrderTerms,
  OrderType,
  ReplaceOptions,
  Side,
  TargetOptions,
  TimeInForce,
  Trail,
} from './strategy/order.js'
export { Sma } from './indicators/sma.js'
export { Cross } from './indicators/cross.js'
