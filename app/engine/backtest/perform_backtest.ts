import { ok, type Result } from '#kernel/values/result.js'
import type { ReportModel } from '#engine/report/report_model.js'
import type { BacktestProgress } from '#ports/sandbox.js'
import type { RunStore, StoredRun } from '#ports/run_store.js'
import { refused, type BacktestRefused } from './backtest_request.js'
import { keepRun, newRunId } from './keep_run.js'
import { measureRun, type MeasuredRun } from './measure_run.js'
import type { PreparedBacktest } from './prepare_backtest.js'
import { reportRun } from './report_run.js'
import { runBacktest, type FinishedBacktest, type RunPorts } from './run_backtest.js'

/** A backtest from beginning to end: run, measured, reported and stored. */
export interface PerformedBacktest {
  readonly finished: FinishedBacktest
  readonly measured: MeasuredRun
  readonly model: ReportModel
  readonly stored: StoredRun
}

/**
 * Runs a prepared backtest and keeps it. Nothing is stored unless everything succeeded.
 *
 * `now` is the wall clock in ms, for the times that the run is listed with; nothing is computed from it.
 */
export async function performBacktest(
  prepared: PreparedBacktest,
  ports: RunPorts & { readonly runs: RunStore; readonly now: () => number },
  on: { command: string; progress(progress: BacktestProgress): void; signal?: AbortSignal }
): Promise<Result<PerformedBacktest, BacktestRefused>> {
  const startedMs = ports.now()
  const finished = await runBacktest(prepared, ports, on)
  if (!finished.ok) return finished
  const measured = measureRun(finished.value, ports.cache)
  if (!measured.ok) return refused('benchmark_unusable', measured.failure)
  const about = { runId: newRunId(startedMs), createdAtMs: startedMs, command: on.command }
  const model = reportRun(finished.value, measured.value, about)
  const times = { startedAt: new Date(startedMs), finishedAt: new Date(ports.now()) }
  const stored = await keepRun(ports.runs, finished.value, measured.value, { model, ...times })
  return ok({ finished: finished.value, measured: measured.value, model, stored })
}
