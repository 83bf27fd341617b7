/** The figures of a run as labelled lines, one list for page and terminal alike. */
import type { Performance } from '#kernel/metric/performance_result.js'
import { count, money, percent, ratio, signedMoney, signedPercent } from './figure_format.js'

/** One line: what it is, what it says, and whether that is good news. */
export interface FigureRow {
  label: string
  /** Text to show; `n/a` where the figure is undefined. */
  text: string
  /** Why it is undefined; null when it is not. */
  reason: string | null
  tone: 'gain' | 'loss' | null
}

export interface FigureGroup {
  title: string
  /** Said under the title: coverage of the benchmark, conventions. */
  note: string | null
  rows: FigureRow[]
}

type Group = 'returns' | 'risk' | 'ratios' | 'benchmark' | 'trades'
type Line = [label: string, name: string, show: (value: number) => string, toned?: 'toned']

const days = (value: number) => `${count(value)} days`
const tenths = (value: number) => `${value.toFixed(1)}`

const RETURNS: Line[] = [
  ['Opening equity', 'startEquity', money],
  ['Final equity', 'endEquity', money],
  ['Net profit', 'netProfit', signedMoney, 'toned'],
  ['Total return', 'totalReturn', signedPercent, 'toned'],
  ['Annual return', 'annualReturn', signedPercent, 'toned'],
  ['By calendar year', 'calendarAnnualReturn', signedPercent, 'toned'],
  ['Best session', 'bestSession', signedPercent],
  ['Worst session', 'worstSession', signedPercent],
  ['Winning sessions', 'winningSessions', percent],
  ['Best month', 'bestMonth', signedPercent],
  ['Worst month', 'worstMonth', signedPercent],
  ['Winning months', 'winningMonths', percent],
]

const RISK: Line[] = [
  ['Volatility', 'annualVolatility', percent],
  ['Downside deviation', 'downsideDeviation', percent],
  ['Max drawdown', 'maxDrawdown', percent],
  ['Longest drawdown', 'longestDrawdownDays', days],
  ['Average drawdown', 'averageDrawdown', percent],
  ['Time below a peak', 'underWater', percent],
  ['Ulcer index', 'ulcerIndex', percent],
  ['Value at risk, 95 %', 'valueAtRisk', percent],
  ['Shortfall, 95 %', 'conditionalValueAtRisk', percent],
  ['Tail ratio', 'tailRatio', ratio],
  ['Skew', 'skew', ratio],
  ['Excess kurtosis', 'excessKurtosis', ratio],
]

const RATIOS: Line[] = [
  ['Sharpe', 'sharpe', ratio],
  ['Sortino', 'sortino', ratio],
  ['Calmar', 'calmar', ratio],
  ['Omega', 'omega', ratio],
  ['Gain to pain', 'gainToPain', ratio],
  ['Recovery factor', 'recoveryFactor', ratio],
  ['Ulcer performance', 'ulcerPerformance', ratio],
  ['Geometric Sharpe', 'geometricSharpe', ratio],
  ['Geometric Sortino', 'geometricSortino', ratio],
  ['Smart Sharpe', 'smartSharpe', ratio],
  ['Probabilistic Sharpe', 'probabilisticSharpe', percent],
  ['Deflated Sharpe', 'deflatedSharpe', percent],
]

const BENCHMARK: Line[] = [
  ['Strategy return', 'strategyReturn', signedPercent, 'toned'],
  ['Benchmark return', 'totalReturn', signedPercent, 'toned'],
  ['Excess return', 'excessReturn', signedPercent, 'toned'],
  ['Benchmark annual', 'annualReturn', signedPercent],
  ['Benchmark volatility', 'annualVolatility', percent],
  ['Benchmark drawdown', 'maxDrawdown', percent],
  ['Benchmark Sharpe', 'sharpe', ratio],
  ['Alpha', 'alpha', signedPercent, 'toned'],
  ['Beta', 'beta', ratio],
  ['Correlation', 'correlation', ratio],
  ['Information ratio', 'annualInformationRatio', ratio],
  ['Tracking error', 'trackingError', percent],
  ['Up capture', 'upCapture', ratio],
  ['Down capture', 'downCapture', ratio],
  ['Treynor', 'treynor', ratio],
  ['Batting average', 'battingAverage', percent],
]

const TRADES: Line[] = [
  ['Closed trades', 'closed', count],
  ['Open at the end', 'open', count],
  ['Win rate', 'winRate', percent],
  ['Average win', 'averageWin', signedMoney],
  ['Average loss', 'averageLoss', signedMoney],
  ['Payoff ratio', 'payoff', ratio],
  ['Profit factor', 'profitFactor', ratio],
  ['Expectancy', 'expectancy', signedMoney, 'toned'],
  ['Largest win', 'largestWin', signedMoney],
  ['Largest loss', 'largestLoss', signedMoney],
  ['Wins in a row', 'longestWinningRun', count],
  ['Losses in a row', 'longestLosingRun', count],
  ['Average bars held', 'averageBarsHeld', tenths],
  ['Average days held', 'averageDaysHeld', tenths],
  ['Time in the market', 'exposure', percent],
  ['Turnover a year', 'annualTurnover', (value) => `${value.toFixed(2)} ×`],
  ['System quality, SQN', 'systemQuality', ratio],
  ['Fees', 'fees', money],
]

/** All groups; the benchmark's is absent when there was none. */
export function figureGroups(performance: Performance): FigureGroup[] {
  const groups: FigureGroup[] = [
    { title: 'Return', note: null, rows: rowsOf(performance, 'returns', RETURNS) },
    { title: 'Risk', note: null, rows: rowsOf(performance, 'risk', RISK) },
    { title: 'Reward for risk', note: null, rows: rowsOf(performance, 'ratios', RATIOS) },
  ]
  if (performance.benchmark) {
    const { name, coverage } = performance.benchmark
    const rows = rowsOf(performance, 'benchmark', BENCHMARK)
    groups.push({ title: `Against ${name}`, note: coverage, rows })
  }
  groups.push({ title: 'Trades', note: null, rows: rowsOf(performance, 'trades', TRADES) })
  return groups
}

/** One figure by its path, for headlines and small tables. */
export function figureText(
  performance: Performance,
  path: string,
  show: (value: number) => string
): FigureRow {
  const [group, name] = path.split('.') as [Group, string]
  return rowOf(performance, group, [path, name, show])
}

function rowsOf(performance: Performance, group: Group, lines: readonly Line[]): FigureRow[] {
  return lines.map((line) => rowOf(performance, group, line))
}

function rowOf(performance: Performance, group: Group, line: Line): FigureRow {
  const [label, name, show, toned] = line
  const figures = performance[group] as unknown as Record<string, number | null> | null
  const value = figures?.[name] ?? null
  if (value === null) {
    const reason = performance.undefinedBecause[`${group}.${name}`] ?? 'not measured'
    return { label, text: 'n/a', reason, tone: null }
  }
  const tone = toned === undefined || value === 0 ? null : value > 0 ? 'gain' : 'loss'
  return { label, text: show(value), reason: null, tone }
}
