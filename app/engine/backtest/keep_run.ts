import { randomBytes } from 'node:crypto'
import { formatDay } from '#kernel/values/instant.js'
import { renderReport } from '#engine/report/render_report.js'
import type { ReportModel } from '#engine/report/report_model.js'
import type {
  RunArtifact,
  RunStore,
  StoredPlugin,
  StoredRun,
  StoredSeries,
} from '#ports/run_store.js'
import { ENGINE_VERSION } from './engine_version.js'
import type { MeasuredRun } from './measure_run.js'
import type { PreparedBacktest } from './prepare_backtest.js'
import type { PreparedPlugin } from './prepare_plugin.js'
import type { FinishedBacktest } from './run_backtest.js'
import type { SelectedBars } from './select_bars.js'

/** A fresh id for a run: its date and a random part, such as `run_20180511_k3f9ab2c`. */
export function newRunId(nowMs: number): string {
  const day = formatDay(Math.floor(nowMs / 86_400_000)).replaceAll('-', '')
  return `run_${day}_${randomBytes(5).toString('hex').slice(0, 8)}`
}

/** Stores a run with its report and everything needed to repeat it, in one transaction. */
export async function keepRun(
  store: RunStore,
  finished: FinishedBacktest,
  measured: MeasuredRun,
  about: { model: ReportModel; startedAt: Date; finishedAt: Date }
): Promise<StoredRun> {
  const { model } = about
  const run = storedRun(finished, measured, about)
  const { signalRows, reasons } = finished.evidence
  const artifacts: RunArtifact[] = [
    { kind: 'model', body: Buffer.from(JSON.stringify(model)) },
    { kind: 'report_html', body: Buffer.from(renderReport(model)) },
    {
      kind: 'evidence',
      body: Buffer.from(signalRows.buffer, signalRows.byteOffset, signalRows.byteLength),
    },
    { kind: 'reasons', body: Buffer.from(JSON.stringify(reasons)) },
    ...castOf(finished.prepared).map(({ bundle }, k) => ({
      kind: `bundle:${k}`,
      body: Buffer.from(bundle.code),
    })),
  ]
  await store.save(run, artifacts)
  return run
}

function storedRun(
  finished: FinishedBacktest,
  { performance }: MeasuredRun,
  { model, startedAt, finishedAt }: { model: ReportModel; startedAt: Date; finishedAt: Date }
): StoredRun {
  const { prepared, config, run } = finished
  const symbols = config.instruments.map((one) => one.symbol)
  const { benchmark } = prepared
  return {
    id: model.runId,
    startedAt,
    finishedAt,
    engineVersion: ENGINE_VERSION,
    strategies: prepared.plugins.map((plugin, s) => ({
      ...storedPlugin(plugin),
      warmupBars: config.strategies[s]?.warmupBars ?? 0,
      symbols,
    })),
    settings: {
      config,
      request: prepared.request,
      command: model.command,
      rules: prepared.rules.map(storedPlugin),
      agents: prepared.agents.map(storedPlugin),
    },
    data: [
      ...prepared.bars.map((one) => seriesOf(one, 'traded')),
      ...(benchmark === null ? [] : [seriesOf(benchmark, 'benchmark')]),
    ],
    metrics: { ...performance },
    seed: config.seed,
    orderListHash: run.orderListHash,
    signalListHash: run.signalListHash,
    summary: {
      title: model.title,
      symbols,
      fromDate: performance.span.fromDate,
      toDate: performance.span.toDate,
      currency: config.currency,
      finalEquity: performance.returns.endEquity,
      totalReturn: performance.returns.totalReturn,
      sharpe: performance.ratios.sharpe,
      maxDrawdown: performance.risk.maxDrawdown,
      trades: performance.trades.closed + performance.trades.open,
    },
  }
}

/** The plugins of a run in the order of the sandbox: strategies, rules, agents. */
function castOf({ plugins, rules, agents }: PreparedBacktest): PreparedPlugin[] {
  return [...plugins, ...rules, ...agents]
}

function storedPlugin({ manifest, bundle, contentHash, parameters }: PreparedPlugin): StoredPlugin {
  const { id, version } = manifest
  return { id, version, bundleSha256: bundle.sha256, contentHash, parameters }
}

function seriesOf(one: SelectedBars, role: StoredSeries['role']): StoredSeries {
  const { series, contentHash } = one.loaded
  return {
    symbol: series.symbol,
    role,
    timeframe: series.timeframe,
    seriesId: series.id,
    revision: series.revision,
    contentHash,
    fromIndex: one.fromIndex,
    toIndex: one.toIndex,
  }
}
