/**
 * What a report shows, as plain data. `buildReportModel` makes one from a finished run;
 * `renderReport` turns it into HTML and `terminalSummary` into text, neither knows where it came from.
 *
 * Every text may come from a plugin or a file and is treated as text, never as markup. Fractions are
 * 0.01 = 1 %; amounts are in `currency`; times are UTC epoch milliseconds.
 */
import type { Performance } from '#kernel/metric/performance_result.js'
import type { TradeSummary } from '#kernel/metric/trade_summary.js'

export interface ReportModel {
  runId: string
  /** Headline of the page, for example `momentum on US.AAPL`. */
  title: string
  createdAtMs: number
  engineVersion: string
  /** Account currency, `USD`. */
  currency: string
  /** Timeframe of the bars, `1d`, `1m`. */
  timeframe: string
  strategies: ReportStrategy[]
  /** Risk rules and agents of the run; absent in reports of older versions. */
  counsel?: ReportCounsel[]
  /** What was set, in the order to show it. */
  settings: LabelledText[]
  /** The command that repeats the run, ready to paste. */
  command: string
  /** SHA-256 of the order list: two runs with the same hash made the same orders. */
  orderListHash: string | null
  series: ReportSeries[]
  performance: Performance
  /** One for each strategy when there are several; else empty. */
  perStrategy: { strategy: string; performance: Performance }[]
  curves: ReportCurves
  rollingSharpe: { windowSessions: number; atMs: number[]; value: (number | null)[] }
  prices: ReportPrices[]
  trades: ReportTrades
  /** How the closed trades' returns spread: bin i reaches from edges[i] to edges[i + 1]. */
  distribution: { edges: number[]; count: number[] }
  denials: ReportDenial[]
  costs: ReportCost[]
  /** What the reader must know before believing the figures. */
  warnings: string[]
  /** What the simulation assumes and leaves out, one sentence each. */
  assumptions: string[]
}

export interface LabelledText {
  label: string
  value: string
}

export interface ReportStrategy {
  name: string
  version: string
  /** SHA-256 of the bundle that ran. */
  bundleHash: string
  symbols: string[]
  parameters: ReportParameter[]
}

export interface ReportParameter {
  name: string
  value: string
  /** Unit as declared in the manifest, where there is one. */
  unit: string | null
  isDefault: boolean
}

/** A risk rule or an agent, with what it did. */
export interface ReportCounsel {
  kind: 'risk rule' | 'agent'
  name: string
  version: string
  bundleHash: string
  parameters: ReportParameter[]
  /** One sentence without the name: `asked about 110 orders: 88 approved, 20 reduced, 2 denied`. */
  outcome: string
}

/** Where prices came from. */
export interface ReportSeries {
  symbol: string
  role: 'traded' | 'benchmark'
  timeframe: string
  bars: number
  fromDate: string
  toDate: string
  source: string
  licence: string
  /** Revision of the stored series, so that a repeat reads the same prices. */
  revision: string
}

/** Equity, benchmark and drawdown on one set of times, thinned so that extremes survive. */
export interface ReportCurves {
  atMs: number[]
  equity: number[]
  /** Benchmark brought to the equity at the first compared session; null where it has no price. */
  benchmark: (number | null)[] | null
  /** Fraction below the highest equity so far. */
  drawdown: number[]
  /** Marks before thinning. */
  marks: number
}

/** Closes of one symbol with the trades made in it. */
export interface ReportPrices {
  symbol: string
  currency: string
  atMs: number[]
  close: number[]
  /** Bars before thinning. */
  bars: number
  marks: TradeMark[]
  /** Trades without marks because there were too many to draw; those drawn are evenly spread. */
  tradesOmitted: number
}

/** A fill on the price chart: direction by `action`, whether it opened or closed a trade. */
export interface TradeMark {
  atMs: number
  price: number
  quantity: number
  action: 'buy' | 'sell'
  opens: boolean
}

export interface ReportTrades {
  /** In order of entry; all of them, or the first and the last when there are too many. */
  shown: TradeSummary[]
  total: number
  omitted: number
}

/** Signals the built-in risk rules denied or reduced, by rule. */
export interface ReportDenial {
  rule: string
  reason: string
  count: number
  firstMs: number
}

/** One kind of cost, an amount of 0 or above. */
export interface ReportCost {
  label: string
  amount: number
  note: string
}
