/** Makes the report's model out of a finished run's columns. */
import { drawdownSeries } from '#kernel/metric/drawdown.js'
import { riskFreePerPeriod } from '#kernel/metric/annual_return.js'
import type { AlignedBenchmark } from '#kernel/metric/align_benchmark.js'
import type { Performance } from '#kernel/metric/performance_result.js'
import { simpleReturns } from '#kernel/metric/returns.js'
import { rollingSharpe } from '#kernel/metric/rolling_sharpe.js'
import { sessionCloses, type SessionCloses } from '#kernel/metric/session_closes.js'
import { DAY_MS } from '#kernel/values/instant.js'
import type { TradeSummary } from '#kernel/metric/trade_summary.js'
import { isDaily } from './page_data.js'
import { distributionOf } from './trade_distribution.js'
import type {
  ReportCurves,
  ReportModel,
  ReportPrices,
  ReportTrades,
  TradeMark,
} from './report_model.js'
import { thinnedIndices } from './thin_series.js'

/** Points drawn in one chart, trades listed, marks on one price chart and on all: at most. */
const POINTS_MAX = 2000
const TRADES_MAX = 5000
const MARKS_MAX = 2000
const ALL_MARKS_MAX = 8000
/** Points of all price charts together; fifty symbols share it. */
const PRICE_POINTS_MAX = 16_000
/** Sessions of the rolling Sharpe ratio: half a year of trading, less when the run is short. */
const ROLLING_SESSIONS = 126

/** Closes of a traded symbol; a bar is marked `barMs` after its start, at its end. */
export interface PriceColumns {
  symbol: string
  currency: string
  startMs: Float64Array
  barMs: number
  close: Float64Array
}

type ComputedParts =
  'curves' | 'rollingSharpe' | 'prices' | 'trades' | 'distribution' | 'performance'

/** A finished run: what is said of it, and its columns. */
export interface RunForReport {
  about: Omit<ReportModel, ComputedParts>
  performance: Performance
  equity: Float64Array
  endMs: Float64Array
  /** Day number of each mark's session. */
  sessionDate: Float64Array
  benchmark: AlignedBenchmark | null
  prices: readonly PriceColumns[]
  trades: readonly TradeSummary[]
}

/** The model of a run, small enough for one HTML page whatever the run's length. */
export function buildReportModel(run: RunForReport): ReportModel {
  const sessions = sessionCloses(run.equity, run.sessionDate)
  const symbols = Math.max(1, run.prices.length)
  const limits = {
    points: Math.max(200, Math.min(POINTS_MAX, Math.floor(PRICE_POINTS_MAX / symbols))),
    marks: Math.max(100, Math.min(MARKS_MAX, Math.floor(ALL_MARKS_MAX / symbols))),
  }
  return {
    ...run.about,
    warnings: [...ruinWarning(run.performance), ...run.about.warnings],
    performance: run.performance,
    curves: curvesOf(run, sessions),
    rollingSharpe: rollingOf(run, sessions),
    prices: run.prices.map((prices) => pricesOf(prices, run, limits)),
    trades: tradesOf(run.trades),
    distribution: distributionOf(run.trades),
  }
}

function ruinWarning({ span }: Performance): string[] {
  if (span.ruinedOn === null) return []
  return [
    `The equity fell to zero or below on ${span.ruinedOn}: a real account would have ended there, and so do the returns that the ratios are made of.`,
  ]
}

function curvesOf(run: RunForReport, sessions: SessionCloses): ReportCurves {
  const drawdown = drawdownSeries(run.equity, run.performance.returns.startEquity)
  const benchmark = run.benchmark ? benchmarkAtMarks(run, run.benchmark, sessions) : null
  const columns = benchmark ? [run.equity, drawdown, benchmark] : [run.equity, drawdown]
  const indices = thinnedIndices(columns, POINTS_MAX)
  return {
    atMs: indices.map((i) => chartTime(run.about.timeframe, run.endMs[i]!)),
    equity: indices.map((i) => cents(run.equity[i]!)),
    benchmark: benchmark
      ? indices.map((i) => (Number.isNaN(benchmark[i]!) ? null : cents(benchmark[i]!)))
      : null,
    drawdown: indices.map((i) => rounded(drawdown[i]!, 6)),
    marks: run.equity.length,
  }
}

/**
 * The benchmark's worth at each mark, brought to the equity at the first session both have. Inside a
 * session it keeps the close of the session before, since that is the last one known.
 */
function benchmarkAtMarks(
  run: RunForReport,
  benchmark: AlignedBenchmark,
  sessions: SessionCloses
): Float64Array {
  const { firstIndex } = benchmark
  const scale = sessions.close[firstIndex]! / benchmark.close[firstIndex]!
  const worth = new Float64Array(run.equity.length).fill(Number.NaN)
  let known = Number.NaN
  let mark = 0
  for (let s = 0; s < sessions.close.length; s++) {
    const closing = sessions.markIndex[s]!
    for (; mark < closing; mark++) worth[mark] = known
    known = benchmark.close[s]! * scale
    worth[mark++] = known
  }
  return worth
}

function rollingOf(run: RunForReport, sessions: SessionCloses): ReportModel['rollingSharpe'] {
  const ruin = sessions.close.findIndex((value) => value <= 0)
  const close = ruin < 0 ? sessions.close : sessions.close.subarray(0, ruin + 1)
  const returns = simpleReturns(close)
  const windowSessions = Math.min(ROLLING_SESSIONS, Math.max(10, Math.floor(returns.length / 4)))
  if (returns.length < windowSessions) return { windowSessions, atMs: [], value: [] }
  const { periodsPerYear, riskFreeAnnual } = run.performance.span
  const riskFree = riskFreePerPeriod(riskFreeAnnual, periodsPerYear)
  const full = rollingSharpe(returns, windowSessions, periodsPerYear, riskFree)
  const series = full.subarray(windowSessions - 1)
  const indices = thinnedIndices([series], POINTS_MAX)
  return {
    windowSessions,
    atMs: indices.map((i) =>
      chartTime(run.about.timeframe, run.endMs[sessions.markIndex[i + windowSessions]!]!)
    ),
    value: indices.map((i) => (Number.isNaN(series[i]!) ? null : rounded(series[i]!, 4))),
  }
}

function pricesOf(
  prices: PriceColumns,
  run: RunForReport,
  limits: { points: number; marks: number }
): ReportPrices {
  const indices = thinnedIndices([prices.close], limits.points)
  const trades = run.trades.filter((trade) => trade.symbol === prices.symbol)
  const drawn = spread(trades, Math.floor(limits.marks / 2))
  return {
    symbol: prices.symbol,
    currency: prices.currency,
    atMs: indices.map((i) => chartTime(run.about.timeframe, prices.startMs[i]! + prices.barMs)),
    close: indices.map((i) => significant(prices.close[i]!)),
    bars: prices.close.length,
    marks: drawn.flatMap(marksOf).sort((a, b) => a.atMs - b.atMs),
    tradesOmitted: trades.length - drawn.length,
  }
}

/** At most `limit` trades, evenly spread over all of them: the first few alone would mislead the eye. */
function spread(trades: readonly TradeSummary[], limit: number): readonly TradeSummary[] {
  if (trades.length <= limit) return trades
  return Array.from({ length: limit }, (_, i) => trades[Math.floor((i * trades.length) / limit)]!)
}

/**
 * Where a bar stands on a chart: at its end, except that a bar of a day or more stands on its (last)
 * date, which its end at midnight has already left.
 */
function chartTime(timeframe: string, endMs: number): number {
  return isDaily(timeframe) ? Math.floor((endMs - 1) / DAY_MS) * DAY_MS : endMs
}

function marksOf(trade: TradeSummary): TradeMark[] {
  const { quantity } = trade
  const [enter, leave] =
    trade.side === 'long' ? (['buy', 'sell'] as const) : (['sell', 'buy'] as const)
  const entry = {
    atMs: trade.entryMs,
    price: trade.entryPrice,
    quantity,
    action: enter,
    opens: true,
  }
  if (trade.exitMs === null || trade.exitPrice === null) return [entry]
  const exit = { atMs: trade.exitMs, price: trade.exitPrice, quantity, action: leave, opens: false }
  return [entry, exit]
}

function tradesOf(trades: readonly TradeSummary[]): ReportTrades {
  const total = trades.length
  if (total <= TRADES_MAX) return { shown: [...trades], total, omitted: 0 }
  const half = TRADES_MAX / 2
  const shown = [...trades.slice(0, half), ...trades.slice(total - half)]
  return { shown, total, omitted: total - TRADES_MAX }
}

function cents(value: number): number {
  return rounded(value, 2)
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}

function significant(value: number): number {
  return Number(value.toPrecision(8))
}
