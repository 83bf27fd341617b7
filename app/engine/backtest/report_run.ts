import { formatCommission } from '#kernel/matching/commission_text.js'
import { formatSlippage } from '#kernel/matching/slippage_text.js'
import { barEndMs } from '#kernel/market/timeframe.js'
import { formatDay } from '#kernel/values/instant.js'
import { buildReportModel } from '#engine/report/build_report_model.js'
import type {
  LabelledText,
  ReportCost,
  ReportDenial,
  ReportModel,
  ReportSeries,
  ReportStrategy,
} from '#engine/report/report_model.js'
import { assumptionsOf, warningsOf } from './assumptions.js'
import { ENGINE_VERSION } from './engine_version.js'
import { counselOf, reportParameters } from './report_counsel.js'
import type { MeasuredRun } from './measure_run.js'
import type { FinishedBacktest } from './run_backtest.js'
import type { SelectedBars } from './select_bars.js'

/** The model of a run's report: what the table and the page show. */
export function reportRun(
  finished: FinishedBacktest,
  measured: MeasuredRun,
  about: { runId: string; createdAtMs: number; command: string }
): ReportModel {
  const { prepared, config, columns, run } = finished
  const symbols = config.instruments.map((one) => one.symbol)
  const names = prepared.plugins.map((one) => one.manifest.id).join(', ')
  return buildReportModel({
    about: {
      runId: about.runId,
      title: `${names} on ${symbols.length > 4 ? `${symbols.length} symbols` : symbols.join(', ')}`,
      createdAtMs: about.createdAtMs,
      engineVersion: ENGINE_VERSION,
      currency: config.currency,
      timeframe: config.timeframe,
      strategies: strategiesOf(finished),
      counsel: counselOf(finished),
      settings: settingsOf(finished),
      command: about.command,
      orderListHash: run.orderListHash,
      series: seriesOf(finished),
      perStrategy: [...measured.perStrategy],
      denials: denialsOf(finished),
      costs: costsOf(finished),
      warnings: warningsOf(finished),
      assumptions: assumptionsOf(finished),
    },
    performance: measured.performance,
    equity: measured.equity,
    endMs: measured.endMs,
    sessionDate: measured.sessionDate,
    benchmark: measured.benchmark,
    prices: columns.map((one, i) => {
      const { firstIndex } = config.bars[i] as { firstIndex: number }
      return {
        symbol: symbols[i] as string,
        currency: config.instruments[i]?.currency ?? config.currency,
        startMs: one.startMs.subarray(firstIndex),
        barMs: barEndMs(config.timeframe, 0),
        close: one.close.subarray(firstIndex),
      }
    }),
    trades: measured.trades,
  })
}

function strategiesOf({ prepared, config }: FinishedBacktest): ReportStrategy[] {
  return prepared.plugins.map(({ manifest, bundle, parameters }) => ({
    name: manifest.id,
    version: manifest.version,
    bundleHash: bundle.sha256,
    symbols: config.instruments.map((one) => one.symbol),
    parameters: reportParameters(manifest, parameters),
  }))
}

const AT_END = {
  keep: 'kept open, valued at the last close',
  close_at_last_close: 'closed at the last close',
  close_at_last_open: "closed at the last bar's open",
}

function settingsOf({ config, prepared: { request } }: FinishedBacktest): LabelledText[] {
  const rates = Object.entries(config.fxRates).map(
    ([code, rate]) => `1 ${code} = ${rate} ${config.currency}`
  )
  return [
    { label: 'Starting cash', value: `${config.cash.toLocaleString('en-US')} ${config.currency}` },
    { label: 'Commission', value: formatCommission(config.commission) },
    { label: 'Slippage', value: formatSlippage(config.slippage) },
    {
      label: 'Fill delay',
      value: `${config.fillDelayBars} ${config.fillDelayBars === 1 ? 'bar' : 'bars'}`,
    },
    {
      label: 'Participation',
      value:
        config.participationMax === null
          ? 'not bounded'
          : `${config.participationMax * 100} % of volume`,
    },
    {
      label: 'Order prices',
      value: config.priceRounding === 'tick' ? 'rounded to the tick' : 'not rounded',
    },
    { label: 'Open positions at the end', value: AT_END[config.atEnd] },
    {
      label: 'Warm-up',
      value: config.strategies.map((one) => `${one.id} ${one.warmupBars} bars`).join(', '),
    },
    { label: 'Risk limits', value: limitsInWords(config.limits) },
    { label: 'Risk bias', value: String(config.riskBias) },
    { label: 'Risk-free rate', value: `${request.riskFreeAnnual * 100} % a year` },
    ...(rates.length > 0 ? [{ label: 'Exchange rates', value: rates.join(', ') }] : []),
    { label: 'Seed', value: String(config.seed) },
  ]
}

function limitsInWords(limits: object): string {
  const set = Object.entries(limits).flatMap(([group, values]) =>
    Object.entries(values as Record<string, unknown>)
      .filter(([, value]) => value !== null && value !== false)
      .map(([name, value]) => `${group}.${name} ${String(value)}`)
  )
  return set.join(', ')
}

function seriesOf({ prepared }: FinishedBacktest): ReportSeries[] {
  const entry = (one: SelectedBars, role: ReportSeries['role'], from: number): ReportSeries => {
    const { series } = one.loaded
    return {
      symbol: series.symbol,
      role,
      timeframe: series.timeframe,
      bars: one.toIndex - from,
      fromDate: formatDay(one.firstDay),
      toDate: formatDay(one.lastDay),
      source: series.source,
      licence: series.licence,
      revision: String(series.revision),
    }
  }
  const traded = prepared.bars.map((one) => entry(one, 'traded', one.firstIndex))
  const { benchmark } = prepared
  return benchmark === null
    ? traded
    : [...traded, entry(benchmark, 'benchmark', benchmark.firstIndex)]
}

function denialsOf({ run }: FinishedBacktest): ReportDenial[] {
  const byRule = new Map<string, ReportDenial>()
  for (const judged of run.simulation.record.judgements) {
    const decisive = judged.verdicts.find((one) => one.decision !== 'approve')
    const rule = `${decisive?.rule ?? judged.code}${judged.decision === 'reduce' ? ' (reduced)' : ''}`
    const known = byRule.get(rule)
    if (known === undefined) {
      byRule.set(rule, { rule, reason: judged.reason, count: 1, firstMs: judged.atMs })
    } else known.count++
  }
  return [...byRule.values()].sort((a, b) => b.count - a.count)
}

function costsOf({ run, config }: FinishedBacktest): ReportCost[] {
  const { record, state } = run.simulation
  let slippage = 0
  for (const fill of record.fills) {
    const instrument = state.instruments[fill.instrument]
    const unit = (instrument?.terms.multiplier ?? 1) * (instrument?.fxRate ?? 1)
    slippage += Math.abs(fill.price - fill.marketPrice) * fill.quantity * unit
  }
  const sum = (type: string) =>
    record.transactions.reduce(
      (total, one) => total + (one.type === type ? one.amount / 1e6 : 0),
      0
    )
  const dividends = sum('dividend')
  const costs: ReportCost[] = [
    {
      label: 'Commission and fees',
      amount: Math.abs(sum('commission')),
      note: formatCommission(config.commission),
    },
    { label: 'Slippage', amount: slippage, note: formatSlippage(config.slippage) },
  ]
  if (dividends < 0) {
    costs.push({
      label: 'Dividends paid on shorts',
      amount: -dividends,
      note: 'net of dividends received',
    })
  }
  return costs
}
