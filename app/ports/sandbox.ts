import type { SimulationConfig } from '#kernel/simulation/config.js'
import type { Result } from '#kernel/values/result.js'

/** Runs plugin code where it can do no harm, and brings back what it said. */
export interface Sandbox {
  /**
   * Runs one backtest in a process of its own and ends that process, whatever happens.
   *
   * What comes back is what the child claims: it is checked for form and bounds only, so numbers
   * that count are recomputed from `signalRows` by the caller.
   */
  runBacktest(
    job: BacktestJob,
    on: BacktestObserver
  ): Promise<Result<SandboxResult, SandboxFailure>>
}

/** The platform's own code that a sandbox starts, made ready by the bundler. */
export interface SandboxCode {
  /** Absolute path of the script of the child process. */
  readonly childPath: string
  /** Files and folders (ending in `*`) that the child must be able to read, besides its script and the bars. */
  readonly readablePaths: readonly string[]
  /** Scripts for the realms of the isolate, each an IIFE that declares one name. */
  readonly scripts: {
    /** Declares `__realm`: hardening of a plugin's realm. */
    readonly pluginRealm: string
    /** Declares `__guest`: the runtime of the plugin SDK. */
    readonly guest: string
    /** Declares `__live`: the runtime of plugins that are driven by events. */
    readonly live: string
    /** Declares `__membrane`: what stands between the kernel and the guests. */
    readonly membrane: string
    /** Declares `__kernel`: the simulation. */
    readonly kernel: string
  }
}

/** What a caller hears while a backtest runs. */
export interface BacktestObserver {
  /** Called about twenty times a second, and once at the end. */
  progress(progress: BacktestProgress): void
  /** Hears what strategies said while the run goes on, in order; what is not told here comes with the result. */
  signals?(part: SignalPart): void
  /** Ends the run: the child is killed and the outcome is `cancelled`. */
  readonly signal?: AbortSignal
}

/** Signals of the instants that a run has gone through so far: those since the part before. */
export interface SignalPart {
  /** The warm-up that each plugin asked for. */
  readonly warmupBars: readonly number[]
  /** Instants gone through since the beginning. Their signals are complete with this part, and have no reasons. */
  readonly instants: number
  /** As `SandboxResult.signalRows`. */
  readonly rows: Float64Array
}

/** How far a run is. */
export interface BacktestProgress {
  /** Bars shown to strategies so far, warm-up included. */
  readonly bars: number
  /** Bars that will be shown in all: the sum over strategies of the bars of their instruments. */
  readonly barsTotal: number
  /** End of the bar being shown, UTC epoch ms; `null` before the first. */
  readonly atMs: number | null
}

/** Everything a backtest in the sandbox needs. */
export interface BacktestJob {
  /** The simulation; warm-up lengths of its strategies are replaced by what the strategies ask for. */
  readonly config: SimulationConfig
  /** Per instrument of `config`: a column file and its range of bars, warm-up included. */
  readonly bars: readonly BarRange[]
  /** Per plugin of `config`: strategies, then rules, then agents, in the same order. */
  readonly plugins: readonly SandboxPlugin[]
  readonly limits: SandboxLimits
}

/** Bars `fromIndex` (included) to `toIndex` (left out) of a column file. */
export interface BarRange {
  readonly path: string
  readonly fromIndex: number
  readonly toIndex: number
}

/** One plugin to load. */
export interface SandboxPlugin {
  readonly id: string
  /** The bundle: the text whose SHA-256 is `sha256`, checked again before it is sent. */
  readonly code: string
  readonly sha256: string
  /** Where the source map of the bundle is, for failures; `null` when there is none or it is given itself. */
  readonly sourceMapPath: string | null
  /** The source map itself. */
  readonly sourceMap?: Uint8Array | null
  /** The `GuestSetup` of the plugin SDK for a strategy, else its `LiveSetup`: plain data, sent as JSON. */
  readonly setup: SandboxPluginSetup
}

/** The parts of a guest's setup that the sandbox itself reads. */
export interface SandboxPluginSetup {
  /** Seeds `Math.random` of the plugin's realm. */
  readonly seed: number
}

/** What a run may use. */
export interface SandboxLimits {
  /** Heap of the isolate in MB, 16..4096; bars come on top. */
  readonly memoryMb: number
  /** Longest time one call into a strategy (or loading it) may take, in ms. */
  readonly sliceTimeoutMs: number
  /** Longest time of the whole run in ms; `null` for none. */
  readonly totalTimeoutMs: number | null
  /** Resident memory of the child at which it is killed, in MB. */
  readonly residentMbMax: number
  /** Most signals of a whole run. */
  readonly signalsMax: number
}

/** Limits used when nobody states others; `barsBytes` is the size of all bar ranges together. */
export function defaultLimits(barsBytes: number): SandboxLimits {
  const memoryMb = 128
  const barsMb = Math.ceil(barsBytes / 1_048_576)
  return {
    memoryMb,
    sliceTimeoutMs: 10_000,
    totalTimeoutMs: null,
    // The process itself, the isolate with room to exceed its limit, the engine's records, the bars.
    residentMbMax: 150 + 2 * memoryMb + 256 + barsMb,
    signalsMax: 1_000_000,
  }
}

/** Where in a plugin's life something happened. */
export type PluginCall =
  | 'load'
  | 'onStart'
  | 'onBar'
  | 'onSlice'
  | 'onFill'
  | 'onOrder'
  | 'onPosition'
  | 'onDenied'
  | 'onCorporateAction'
  | 'onStop'
  | 'assess'
  | 'onAccount'

/** A moment of a run. */
export interface RunMoment {
  /** End of the bar that was being shown, UTC epoch ms; `null` before the first. */
  readonly atMs: number | null
  /** Bars shown until then, this one included. */
  readonly bar: number
  readonly barsTotal: number
}

/** A place in a plugin's own source, as its author knows it; lines and columns count from 1. */
export interface SourceLocation {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** Why a backtest gave no result. `failureText` puts each into one sentence. */
export type SandboxFailure =
  | ({
      readonly type: 'plugin_threw'
      readonly plugin: string
      readonly where: PluginCall
      readonly message: string
      /** The stack in the author's own files, innermost first. */
      readonly stack: readonly string[]
      readonly location: SourceLocation | null
    } & RunMoment)
  | ({
      readonly type: 'plugin_timed_out'
      readonly plugin: string
      readonly where: PluginCall
      readonly timeoutMs: number
    } & RunMoment)
  | ({
      readonly type: 'out_of_memory'
      readonly plugin: string
      /** `null` when no plugin code was running. */
      readonly where: PluginCall | null
      readonly limitMb: number
    } & RunMoment)
  | {
      readonly type: 'plugin_not_loadable'
      readonly plugin: string
      readonly message: string
      readonly location: SourceLocation | null
    }
  | ({
      readonly type: 'too_many_signals'
      readonly signals: number
      readonly signalsMax: number
    } & RunMoment)
  | ({ readonly type: 'run_timed_out'; readonly timeoutMs: number } & RunMoment)
  /** The simulation itself refused to go on: a fault of the platform, not of the plugin. */
  | { readonly type: 'simulation_failed'; readonly message: string }
  /** The job cannot be run as given: a damaged column file, code that does not fit its hash. */
  | { readonly type: 'job_refused'; readonly message: string }
  | { readonly type: 'child_died'; readonly detail: string }
  /** The child said something that it cannot say honestly; it was killed. */
  | { readonly type: 'protocol_violation'; readonly detail: string }
  | { readonly type: 'cancelled' }

/** What the child says about a run that ended. */
export interface SandboxResult {
  /** Per plugin: bars per instrument that it asked to see first; a strategy's signals count after them. */
  readonly warmupBars: readonly number[]
  readonly claimed: ClaimedOutcome
  /** Rows of `[callNumber, speaker, ...record]`, in the order in which they were made; see `Evidence`. */
  readonly signalRows: Float64Array
  /** Texts of the rows that carry a reason, in row order. */
  readonly reasons: readonly string[]
  /** Per plugin: what it logged. */
  readonly logs: readonly (readonly string[])[]
  /** Time inside the simulation loop, in ms. */
  readonly engineMs: number
  /** Bars shown to strategies, warm-up included. */
  readonly bars: number
  readonly peakResidentMb: number
  readonly heapUsedMb: number
}

/** The child's own account of the run, to be compared with the host's. */
export interface ClaimedOutcome {
  /** SHA-256 of the canonical order list, in hexadecimal. */
  readonly orderListSha256: string
  readonly orderCount: number
  readonly fillCount: number
  /** Equity at the end in micro-units of the account currency. */
  readonly equity: number
}
