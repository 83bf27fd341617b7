import {
  refused,
  type BacktestRefused,
  type BacktestRequest,
} from '#engine/backtest/backtest_request.js'
import { measureRun } from '#engine/backtest/measure_run.js'
import { prepareBacktest, type PreparationPorts } from '#engine/backtest/prepare_backtest.js'
import { runBacktest, type RunPorts } from '#engine/backtest/run_backtest.js'
import { ok, type Result } from '#kernel/values/result.js'

/** What of a backtest an author compares from one save to the next. Fractions and account currency. */
export interface Trial {
  readonly bars: number
  readonly symbols: readonly string[]
  readonly totalReturn: number
  readonly maxDrawdown: number
  readonly sharpe: number | null
  readonly closedTrades: number
  readonly winRate: number | null
  readonly fees: number
  readonly endEquity: number
  /** Signals that were denied or reduced. */
  readonly denied: number
  /** Hash of all orders: the same hash is the same trading. */
  readonly orderListHash: string
  /** Latest lines that the plugins wrote, oldest first. */
  readonly logs: readonly string[]
}

const LOG_LINES_SHOWN = 5

/** Runs a backtest for its figures alone; nothing is stored. */
export async function runTrial(
  request: BacktestRequest,
  ports: PreparationPorts & RunPorts,
  signal: AbortSignal
): Promise<Result<Trial, BacktestRefused>> {
  const prepared = await prepareBacktest(request, ports)
  if (!prepared.ok) return prepared
  const finished = await runBacktest(prepared.value, ports, { progress: () => {}, signal })
  if (!finished.ok) return finished
  const measured = measureRun(finished.value, ports.cache)
  if (!measured.ok) return refused('benchmark_unusable', measured.failure)
  const { returns, risk, ratios, trades } = measured.value.performance
  const { run, bars, logs } = finished.value
  return ok({
    bars,
    symbols: request.symbols,
    totalReturn: returns.totalReturn,
    maxDrawdown: risk.maxDrawdown,
    sharpe: ratios.sharpe,
    closedTrades: trades.closed,
    winRate: trades.winRate,
    fees: trades.fees,
    endEquity: returns.endEquity,
    denied: run.simulation.record.judgements.length,
    orderListHash: run.orderListHash,
    logs: logs.flat().slice(-LOG_LINES_SHOWN),
  })
}
