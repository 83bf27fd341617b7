/**
 * `@aq-trading/sdk/testing`: run a plugin inside a unit test.
 */
export { runStrategy, StrategyFailed } from './run_strategy.js'
export { dailyBars } from './bars.js'
export type { TestBar, TestDay } from './bars.js'
export type { RunOptions } from './options.js'
export type { RunDenial, RunOrder, RunResult, RunSignal, RunTrade } from './run_result.js'
export { assessOrder } from './assess_order.js'
export type { AssessOptions } from './assess_order.js'
export { runAgent } from './run_agent.js'
export type { AgentEvent, AgentOptions, AgentRun } from './run_agent.js'
export { runBroker } from './run_broker.js'
export type { BrokerRun } from './run_broker.js'
export { PluginFailed } from './live_bench.js'
export type { BenchOptions, TestEffect } from './live_bench.js'
