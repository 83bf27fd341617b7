/** What the page's scripts draw from, in a form that stays small as text. */
import type { TradeSummary } from '#kernel/metric/trade_summary.js'
import type { ReportModel } from './report_model.js'

const TRADE_COLUMNS = [
  'symbol',
  'strategy',
  'side',
  'quantity',
  'entryMs',
  'entryPrice',
  'exitMs',
  'exitPrice',
  'barsHeld',
  'fees',
  'returnFraction',
  'pnl',
] as const satisfies readonly (keyof TradeSummary)[]

/** Plain JSON: trades as rows under column names, marks as short arrays. */
export function pageData(model: ReportModel): object {
  const { curves, rollingSharpe, distribution, command } = model
  return {
    daily: isDaily(model.timeframe),
    benchmarkName: model.performance.benchmark?.name ?? '',
    severalStrategies: model.strategies.length > 1,
    command,
    curves,
    rollingSharpe,
    distribution,
    prices: model.prices.map((prices) => ({
      ...prices,
      marks: prices.marks.map((mark) => [
        mark.atMs,
        shortened(mark.price),
        shortened(mark.quantity),
        mark.action === 'buy' ? 1 : 0,
        mark.opens ? 1 : 0,
      ]),
    })),
    trades: { columns: ['number', ...TRADE_COLUMNS], rows: tradeRows(model) },
  }
}

/** Whether bars are a day or longer, so that times need no clock. */
export function isDaily(timeframe: string): boolean {
  return /^\d+(d|w|mo|M)$/.test(timeframe)
}

/** Times are whole; of everything else ten digits are more than the page shows. */
function shortened(value: string | number | null): string | number | null {
  if (typeof value !== 'number' || Number.isInteger(value)) return value
  return Number(value.toPrecision(Math.abs(value) < 1 ? 5 : 10))
}

/** Trades keep their number in the whole run when the middle ones are left out. */
function tradeRows(model: ReportModel): unknown[][] {
  const { shown, omitted } = model.trades
  const half = shown.length / 2
  return shown.map((trade, i) => [
    omitted > 0 && i >= half ? i + omitted + 1 : i + 1,
    ...TRADE_COLUMNS.map((column) => shortened(trade[column])),
  ])
}
