import type { BacktestJob } from '#engine/backtest/backtest_desk.js'
import type { StoredRun } from '#ports/run_store.js'
import { decimal, instant } from '../trading/views.js'

/** A job as the API shows it. */
export function jobView({ key: _, askedMs, startedMs, endedMs, ...job }: BacktestJob) {
  return {
    ...job,
    askedAt: instant(askedMs),
    startedAt: startedMs === null ? null : instant(startedMs),
    endedAt: endedMs === null ? null : instant(endedMs),
  }
}

/** A run in a list. */
export function runLine({
  id,
  startedAt,
  finishedAt,
  engineVersion,
  summary,
  strategies,
}: StoredRun) {
  return {
    id,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    engineVersion,
    ...summary,
    finalEquity: decimal(summary.finalEquity),
    strategies: strategies.map(({ id: plugin, version, parameters }) => ({
      plugin,
      version,
      parameters,
    })),
  }
}

/** A run with all that is needed to repeat it. */
export function runView(run: StoredRun) {
  const { strategies, settings, data, metrics, seed, orderListHash, signalListHash } = run
  return {
    ...runLine(run),
    strategies,
    settings,
    data,
    metrics,
    seed,
    orderListHash,
    signalListHash,
  }
}
