import { alignBenchmark, type AlignedBenchmark } from '#kernel/metric/align_benchmark.js'
import { summarise } from '#kernel/metric/performance.js'
import type { Performance } from '#kernel/metric/performance_result.js'
import { sessionCloses } from '#kernel/metric/session_closes.js'
import type { TradeSummary } from '#kernel/metric/trade_summary.js'
import { sessionDayOfBar } from '#kernel/market/session.js'
import { barEndMs, type Timeframe } from '#kernel/market/timeframe.js'
import { mapped } from '#kernel/values/mapped.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { ColumnCache } from '#ports/column_cache.js'
import type { FinishedBacktest } from './run_backtest.js'
import type { SelectedBars } from './select_bars.js'
import { tradeSummaries } from './trade_summaries.js'

/** The figures of a run and the columns that they were made from, in currency units. */
export interface MeasuredRun {
  readonly performance: Performance
  /** One for each strategy when there are several. */
  readonly perStrategy: readonly { readonly strategy: string; readonly performance: Performance }[]
  readonly benchmark: AlignedBenchmark | null
  readonly trades: readonly TradeSummary[]
  readonly equity: Float64Array
  readonly endMs: Float64Array
  readonly sessionDate: Float64Array
}

/** Works out the figures of a finished run. Fails with a sentence when the benchmark cannot be compared. */
export function measureRun(
  finished: FinishedBacktest,
  cache: ColumnCache
): Result<MeasuredRun, string> {
  const { config, prepared, run } = finished
  const { record } = run.simulation
  const equity = inUnits(record.equity.toArray())
  const startMs = record.startMs.toArray()
  const barMs = barEndMs(config.timeframe, 0)
  const endMs = mapped(startMs, (start) => start + barMs)
  const sessionDate = record.sessionDay.toArray()
  const benchmark = benchmarkOf(prepared.benchmark, { equity, sessionDate }, cache)
  if (!benchmark.ok) return benchmark
  const trades = tradeSummaries(config, record.trades)
  const shared = {
    endMs,
    sessionDate,
    startEquity: config.cash,
    startMs: startMs[0] as number,
    periodsPerYear: periodsPerYear(config.timeframe),
    riskFreeAnnual: prepared.request.riskFreeAnnual,
    benchmark: benchmark.value,
  }
  const performance = summarise({ ...shared, equity, trades })
  const several = config.strategies.length > 1
  const perStrategy = several
    ? config.strategies.map(({ id }, s) => {
        const profit = record.strategyProfit[s]?.toArray() ?? new Float64Array(equity.length)
        return {
          strategy: id,
          performance: summarise({
            ...shared,
            equity: mapped(profit, (micros) => config.cash + micros / 1e6),
            trades: trades.filter((one) => one.strategy === id),
          }),
        }
      })
    : []
  return ok({
    performance,
    perStrategy,
    benchmark: benchmark.value,
    trades,
    equity,
    endMs,
    sessionDate,
  })
}

function inUnits(micros: Float64Array): Float64Array {
  return mapped(micros, (value) => value / 1e6)
}

/** Values of equity in a year: sessions for daily and shorter bars, weeks for weekly ones. */
function periodsPerYear(timeframe: Timeframe): number {
  return timeframe === '1w' ? 52 : 252
}

function benchmarkOf(
  selected: SelectedBars | null,
  run: { equity: Float64Array; sessionDate: Float64Array },
  cache: ColumnCache
): Result<AlignedBenchmark | null, string> {
  if (selected === null) return ok(null)
  const { series, path } = selected.loaded
  // A close before the run's first session serves that session where it has none of its own.
  const fromIndex = Math.max(0, selected.firstIndex - 10)
  const columns = cache.read(path, fromIndex, selected.toIndex)
  const { venue } = selected.instrument
  const days = columns.startMs.map((start) => sessionDayOfBar(venue, series.timeframe, start))
  const closes = sessionCloses(columns.close, days)
  const aligned = alignBenchmark({
    name: series.symbol,
    runDates: sessionCloses(run.equity, run.sessionDate).sessionDate,
    dates: closes.sessionDate,
    close: closes.close,
  })
  return aligned.ok ? aligned : err(aligned.failure.message)
}
