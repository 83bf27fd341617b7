import { alignBenchmark } from '#kernel/metric/align_benchmark.js'
import { summarise } from '#kernel/metric/performance.js'
import type { TradeSummary } from '#kernel/metric/trade_summary.js'
import { DAY_MS, dayNumberOf, weekdayOf } from '#kernel/values/instant.js'
import type { RunForReport } from '#engine/report/build_report_model.js'

/** What of the sample run a test wants otherwise. */
export interface SampleRun {
  sessions?: number
  /** Used as symbol, strategy, parameter, reason and title, to try what texts can do. */
  text?: string
  symbols?: number
  /** Trades in all, spread over the symbols. */
  trades?: number
}

/** A run made by arithmetic, the same every time: two years of days unless told otherwise. */
export function sampleRun(options: SampleRun = {}): RunForReport {
  const { sessions = 504, text = 'US.AAPL', symbols = 1 } = options
  const sessionDate = weekdays(dayNumberOf(2016, 1, 4), sessions)
  const endMs = sessionDate.map((day) => (day + 1) * DAY_MS)
  const wave = (i: number, speed: number) => Math.sin(i / speed) + 0.4 * Math.sin((i * 7) / speed)
  const equity = sessionDate.map((_, i) => 100_000 * (1 + 0.0004 * i + 0.05 * wave(i, 31)))
  const close = sessionDate.map((_, i) => 100 + 0.02 * i + 6 * wave(i, 23))
  const names = Array.from({ length: symbols }, (_, i) => (i === 0 ? text : `${text} ${i}`))
  const trades = sampleTrades(names, { endMs, close, wanted: options.trades ?? 40 })
  const aligned = alignBenchmark({
    name: `${text} index`,
    runDates: sessionDate,
    dates: sessionDate,
    close: sessionDate.map((_, i) => 2000 + i + 40 * wave(i, 47)),
  })
  if (!aligned.ok) throw new Error(aligned.failure.message)
  const benchmark = aligned.value
  const shared = { equity, endMs, sessionDate, trades, benchmark }
  return {
    ...shared,
    performance: summarise({ ...shared, startEquity: 100_000, periodsPerYear: 252 }),
    prices: names.map((symbol) => ({ symbol, currency: 'USD', startMs: endMs, barMs: 0, close })),
    about: aboutOf(text, names),
  }
}

function aboutOf(text: string, symbols: string[]): RunForReport['about'] {
  const hash = '9c2b8e1c99f3a860883222ba8d6d5b5cac3a932d9c2b8e1c99f3a860883222ba'
  const series = { timeframe: '1d', bars: 504, fromDate: '2016-01-04', toDate: '2017-12-07' }
  return {
    runId: 'run_sample',
    title: text,
    createdAtMs: Date.UTC(2018, 0, 2, 9, 30),
    engineVersion: '0.1.0',
    currency: 'USD',
    timeframe: '1d',
    strategies: [
      {
        name: text,
        version: '1.0.0',
        bundleHash: hash,
        symbols,
        parameters: [{ name: text, value: text, unit: text, isDefault: false }],
      },
    ],
    counsel: [
      {
        kind: 'agent',
        name: text,
        version: '1.0.0',
        bundleHash: hash,
        parameters: [{ name: text, value: text, unit: text, isDefault: true }],
        outcome:
          'changed the risk bias 365 times, to 0.25 at the lowest; the bias in force was 0.73 on average',
      },
    ],
    settings: [{ label: text, value: text }],
    command: `node ace backtest ${text}`,
    orderListHash: hash,
    series: [
      { symbol: text, role: 'traded', ...series, source: text, licence: text, revision: '1' },
    ],
    perStrategy: [],
    denials: [{ rule: text, reason: text, count: 2, firstMs: 0 }],
    costs: [{ label: text, amount: 12.5, note: text }],
    warnings: [text],
    assumptions: [text],
  }
}

function sampleTrades(
  symbols: string[],
  made: { endMs: Float64Array; close: Float64Array; wanted: number }
): TradeSummary[] {
  const last = made.endMs.length - 1
  return Array.from({ length: made.wanted }, (_, i) => {
    const from = Math.floor((i * (last - 1)) / made.wanted)
    const to = Math.min(last, from + 1 + (i % 9))
    const side = i % 3 === 0 ? 'short' : 'long'
    const direction = side === 'long' ? 1 : -1
    const entryPrice = made.close[from]!
    const exitPrice = made.close[to]!
    const quantity = 10 + i
    const pnl = direction * (exitPrice - entryPrice) * quantity - 1
    const symbol = symbols[i % symbols.length]!
    return {
      strategy: symbols[0]!,
      symbol,
      side,
      quantity,
      entryMs: made.endMs[from]! - DAY_MS,
      exitMs: made.endMs[to]! - DAY_MS,
      entryPrice,
      exitPrice,
      pnl,
      returnFraction: pnl / (entryPrice * quantity),
      fees: 1,
      barsHeld: to - from,
      open: false,
    }
  })
}

function weekdays(first: number, count: number): Float64Array {
  const days = new Float64Array(count)
  for (let day = first, i = 0; i < count; day++) if (weekdayOf(day) < 6) days[i++] = day
  return days
}
