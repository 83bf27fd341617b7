/**
 * `@aq-trading/sdk`: what a plugin imports. The `define` functions of each kind, their types, the
 * indicators, and what an isolate lacks of bytes and texts.
 */
export { defineStrategy } from './strategy/define_strategy.js'
export type { ManifestShape, ParametersOf, StrategyDefinition } from './strategy/define_strategy.js'
export type { Strategy } from './strategy/strategy.js'
export type { Context, InstrumentTerms, Position } from './strategy/context.js'
export type { Bar, History, Quote } from './strategy/bar.js'
export type {
  CloseTerms,
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
export { defineRiskRule } from './risk_rule/define_risk_rule.js'
export type { RiskRuleDefinition } from './risk_rule/define_risk_rule.js'
export { approve, deny, reduce } from './risk_rule/verdict.js'
export type { RuleVerdict } from './risk_rule/verdict.js'
export type {
  RiskAccount,
  RiskContext,
  RiskInstrument,
  RiskOrder,
  RiskPosition,
  RiskRule,
} from './risk_rule/risk_rule.js'
export { defineAgent } from './agent/define_agent.js'
export type { AgentDefinition } from './agent/define_agent.js'
export type { Agent, AgentAccount, AgentContext } from './agent/agent.js'
export { defineBroker } from './broker/define_broker.js'
export type { BrokerDefinition } from './broker/define_broker.js'
export type {
  Broker,
  BrokerAccountEvent,
  BrokerContext,
  BrokerOrder,
  BrokerOrderEvent,
  BrokerQuery,
  BrokerReplacement,
  SocketEvent,
  Sockets,
} from './broker/broker.js'
export type {
  Effects,
  HttpRequest,
  HttpResponse,
  OnResult,
  RequestError,
  RequestResult,
  Storage,
  Timers,
} from './effects/effects.js'
export { fromBase64, toBase64 } from './bytes/base64.js'
export { fromUtf8, toUtf8 } from './bytes/utf8.js'
export { Adx } from './indicators/adx.js'
export { Atr, Natr } from './indicators/atr.js'
export { Bollinger } from './indicators/bollinger.js'
export { Cci } from './indicators/cci.js'
export { Momentum, Roc } from './indicators/change.js'
export { Cross, crossedAbove, crossedBelow } from './indicators/cross.js'
export { Dema } from './indicators/dema.js'
export { Donchian } from './indicators/donchian.js'
export { Ema } from './indicators/ema.js'
export { Highest, Lowest } from './indicators/extremes.js'
export { Keltner } from './indicators/keltner.js'
export { LinearRegression } from './indicators/linear_regression.js'
export { Macd } from './indicators/macd.js'
export { Mfi } from './indicators/mfi.js'
export { Obv } from './indicators/obv.js'
export { ParabolicSar } from './indicators/parabolic_sar.js'
export { RollingSum } from './indicators/rolling_sum.js'
export { Rsi } from './indicators/rsi.js'
export { Sma } from './indicators/sma.js'
export { StandardDeviation, Variance } from './indicators/standard_deviation.js'
export { Stochastic } from './indicators/stochastic.js'
export { Tema } from './indicators/tema.js'
export { TrueRange } from './indicators/true_range.js'
export { RollingVwap, Vwap } from './indicators/vwap.js'
export { Wilder } from './indicators/wilder.js'
export { WilliamsR } from './indicators/williams_r.js'
export { Wma } from './indicators/wma.js'
export { ZScore } from './indicators/z_score.js'
