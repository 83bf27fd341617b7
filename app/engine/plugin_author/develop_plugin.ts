import type { BacktestRequest } from '#engine/backtest/backtest_request.js'
import type { PreparationPorts } from '#engine/backtest/prepare_backtest.js'
import type { RunPorts } from '#engine/backtest/run_backtest.js'
import type { Manifest } from '#engine/plugin/manifest.js'
import type { Result } from '#kernel/values/result.js'
import type { FolderWatcher } from '#ports/folder_watcher.js'
import { checkSources, type SourceCheckPorts } from './check_sources.js'
import { runTrial, type Trial } from './trial.js'

/** What developing needs of the outside. `nowMs` is a clock for durations. */
export interface DevelopmentPorts extends SourceCheckPorts {
  readonly backtest: PreparationPorts & RunPorts
  readonly watcher: FolderWatcher
  readonly nowMs: () => number
}

/** A plugin under development, and how to try it. */
export interface Development {
  /** Absolute path of the plugin's folder. */
  readonly folder: string
  readonly workingFolder: string
  /** The backtest for a plugin with this manifest, or sentences why there is none; `null` when its kind has none. */
  readonly requestFor: (
    manifest: Manifest
  ) => Promise<Result<BacktestRequest, readonly string[]>> | null
}

/** What a person is told. */
export type DevelopmentNews =
  | { readonly type: 'gone'; readonly folder: string }
  /** The sources are not sound, or cannot be tried as asked. */
  | { readonly type: 'faulty'; readonly lines: readonly string[] }
  /** The trial broke off. */
  | { readonly type: 'failed'; readonly lines: readonly string[] }
  | { readonly type: 'checked'; readonly manifest: Manifest; readonly ms: number }
  | {
      readonly type: 'tried'
      readonly manifest: Manifest
      readonly trial: Trial
      readonly before: Trial | null
      readonly ms: number
    }

/**
 * Checks and tries a plugin at once and after every change, until `signal` is aborted.
 *
 * A change while a trial runs cancels it. Resolves when nothing runs any more.
 */
export async function developPlugin(
  development: Development,
  ports: DevelopmentPorts,
  on: { tell(news: DevelopmentNews): void; signal: AbortSignal }
): Promise<void> {
  let before: Trial | null = null
  let round: { cancel: AbortController; over: Promise<void> } | null = null
  const stop = async () => {
    round?.cancel.abort()
    await round?.over
    round = null
  }
  // A change is noticed while a round runs, so rounds are not awaited here.
  for await (const change of ports.watcher.watch(development.folder, on.signal)) {
    await stop()
    if (change === 'gone') {
      on.tell({ type: 'gone', folder: development.folder })
      continue
    }
    const cancel = new AbortController()
    const over = oneRound(development, ports, cancel.signal).then((news) => {
      if (news === null || cancel.signal.aborted) return
      if (news.type !== 'tried') return on.tell(news)
      on.tell({ ...news, before })
      before = news.trial
    })
    round = { cancel, over }
  }
  await stop()
}

/** Checks, and tries what is sound; `null` when it was cancelled. */
async function oneRound(
  { folder, workingFolder, requestFor }: Development,
  ports: DevelopmentPorts,
  signal: AbortSignal
): Promise<DevelopmentNews | null> {
  const startedMs = ports.nowMs()
  const elapsed = () => ports.nowMs() - startedMs
  const checked = await checkSources(folder, workingFolder, ports, signal)
  if (signal.aborted) return null
  if (!checked.ok) return { type: 'faulty', lines: checked.failure }
  const manifest = checked.value
  const request = await requestFor(manifest)
  if (signal.aborted) return null
  if (request === null) return { type: 'checked', manifest, ms: elapsed() }
  if (!request.ok) return { type: 'faulty', lines: request.failure }
  const trial = await runTrial(request.value, ports.backtest, signal)
  if (trial.ok) return { type: 'tried', manifest, trial: trial.value, before: null, ms: elapsed() }
  if (trial.failure.type === 'cancelled') return null
  const isFailure = ['strategy_failed', 'forged_result'].includes(trial.failure.type)
  return { type: isFailure ? 'failed' : 'faulty', lines: trial.failure.messages }
}
