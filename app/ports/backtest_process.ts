/** How far a backtest is: bars shown to strategies, and all that will be. */
export interface JobProgress {
  readonly bars: number
  readonly barsTotal: number
}

/**
 * How a backtest in a process of its own ended. `refused`: what was asked for cannot be run, or the
 * strategy failed; `ended`: the process ended without a word.
 */
export type JobOutcome =
  | { readonly type: 'stored'; readonly runId: string }
  | { readonly type: 'refused'; readonly reason: string; readonly messages: readonly string[] }
  | { readonly type: 'ended'; readonly message: string }

/** Runs a backtest beside this process, so that nothing here waits for it. */
export interface BacktestProcess {
  /**
   * Runs one backtest to its end. `asked` is plain data for `backtest:job`. Aborting ends the process; when
   * this process ends, that one ends too. Nothing is stored but a whole run. Never rejects.
   */
  run(
    asked: object,
    on: { progress(progress: JobProgress): void; readonly signal: AbortSignal }
  ): Promise<JobOutcome>
}
