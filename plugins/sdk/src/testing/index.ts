/**
 * `@aq-trading/sdk/testing`: run a strategy over bars inside a unit test.
 */
export { runStrategy, StrategyFailed } from './run_strategy.js'
export { dailyBars } from './bars.js'
export type { TestBar, TestDay } from './bars.js'
export type { RunOptions } from './options.js'
export type { RunDenial, RunOrder, RunResult, RunSignal, RunTrade } from './run_result.js'
