import type { BarColumns } from '#kernel/market/bar.js'
import { withWarmup, type SimulationConfig } from '#kernel/simulation/config.js'
import { ok, type Result } from '#kernel/values/result.js'
import type { ColumnCache } from '#ports/column_cache.js'
import { type BacktestProgress, type Sandbox, type SandboxFailure } from '#ports/sandbox.js'
import { refused, type BacktestRefused } from './backtest_request.js'
import { rehearse } from './rehearse.js'
import { sandboxLimits } from './sandbox_limits.js'
import { releaseAll, type PreparedBacktest } from './prepare_backtest.js'
import { RunFollower } from './follow_run.js'
import { claimFault, type RecomputedRun } from './recompute.js'

/** A backtest that has run: the host's own results, and how the sandbox did. */
export interface FinishedBacktest {
  readonly prepared: PreparedBacktest
  /** The configuration with the warm-up that the strategies asked for. */
  readonly config: SimulationConfig
  readonly columns: readonly BarColumns[]
  readonly run: RecomputedRun
  readonly evidence: { readonly signalRows: Float64Array; readonly reasons: readonly string[] }
  readonly logs: readonly (readonly string[])[]
  /** Bars shown to strategies, and the time of the loop in the sandbox, in ms. */
  readonly bars: number
  readonly engineMs: number
  readonly sandboxPeakMb: number
}

/** What running needs of the outside. */
export interface RunPorts {
  readonly sandbox: Sandbox
  readonly cache: ColumnCache
  /** One sentence for a person about a failure of the sandbox. */
  readonly failureText: (failure: SandboxFailure) => string
}

/**
 * Runs the plugins in the sandbox, then computes the results on the host and compares the two. Installed
 * plugins are let go of at the end, however it ends.
 */
export async function runBacktest(
  prepared: PreparedBacktest,
  ports: RunPorts,
  on: RunObserver
): Promise<Result<FinishedBacktest, BacktestRefused>> {
  try {
    return await run(prepared, ports, on)
  } finally {
    await releaseAll([...prepared.plugins, ...prepared.rules, ...prepared.agents])
  }
}

/** What a caller hears of a run, and how it ends one. */
interface RunObserver {
  progress(progress: BacktestProgress): void
  signal?: AbortSignal
}

async function run(
  prepared: PreparedBacktest,
  ports: RunPorts,
  on: RunObserver
): Promise<Result<FinishedBacktest, BacktestRefused>> {
  const { request, bars } = prepared
  const ranges = bars.map(({ loaded: { path }, fromIndex, toIndex }) => ({
    path,
    fromIndex,
    toIndex,
  }))
  const columns = ranges.map((one) => ports.cache.read(one.path, one.fromIndex, one.toIndex))
  let isOver = false
  const follower = new RunFollower(prepared.config, columns)
  const running = ports.sandbox.runBacktest(
    {
      config: prepared.config,
      bars: ranges,
      plugins: prepared.sandboxPlugins,
      limits: sandboxLimits(request, ranges),
    },
    {
      progress: (progress) => on.progress(progress),
      signals: (part) => follower.hear(part),
      ...(on.signal === undefined ? {} : { signal: on.signal }),
    }
  )
  const over = () => (isOver = true)
  running.then(over, over)
  await rehearse(prepared.config, columns, () => isOver || follower.hasBegun)
  await follower.follow(() => isOver)
  const outcome = await running
  if (!outcome.ok) {
    const type = outcome.failure.type === 'cancelled' ? 'cancelled' : 'strategy_failed'
    return refused(type, ports.failureText(outcome.failure), ...stackOf(outcome.failure))
  }
  const { warmupBars, signalRows, reasons, claimed } = outcome.value
  const config = withWarmup(prepared.config, warmupBars)
  const recomputed = follower.finish(config, { signalRows, reasons })
  if (!recomputed.ok) return forged(recomputed.failure)
  const fault = claimFault(claimed, recomputed.value)
  if (fault !== null) return forged(fault)
  return ok({
    prepared,
    config,
    columns,
    run: recomputed.value,
    evidence: { signalRows, reasons },
    logs: outcome.value.logs,
    bars: outcome.value.bars,
    engineMs: outcome.value.engineMs,
    sandboxPeakMb: outcome.value.peakResidentMb,
  })
}

function forged(detail: string) {
  return refused(
    'forged_result',
    `the result was refused, because it does not follow from the signals: ${detail}`
  )
}

function stackOf(failure: SandboxFailure): string[] {
  return failure.type === 'plugin_threw' ? failure.stack.map((line) => `    at ${line}`) : []
}
