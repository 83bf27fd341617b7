import type { BarRange, PluginCall, SandboxCode, SandboxPluginSetup } from '#ports/sandbox.js'
import type { SimulationConfig } from '#kernel/simulation/config.js'

/** Calls into a plugin by their code in the counters; 0 means that no plugin code is running. */
export const CALLS: readonly (PluginCall | null)[] = [
  null,
  'load',
  'onStart',
  'onBar',
  'onSlice',
  'onFill',
  'onOrder',
  'onPosition',
  'onDenied',
  'onCorporateAction',
  'onStop',
]

/** Positions in the shared float64 counters by which a running simulation shows where it is. */
export const COUNTER = {
  /** Calls into plugins so far; a call that does not come back leaves it as it is. */
  calls: 0,
  bars: 1,
  /** End of the bar being shown, UTC epoch ms; 0 before the first. */
  atMs: 2,
  /** Code of the call that is under way, see `CALLS`. */
  call: 3,
  /** Index of the strategy that is called. */
  strategy: 4,
  signals: 5,
} as const

/** Number of shared counters. */
export const COUNTERS = 8

/** The one message that a child receives. */
export interface JobMessage {
  readonly config: SimulationConfig
  readonly bars: readonly BarRange[]
  readonly plugins: readonly {
    readonly id: string
    readonly code: string
    readonly setup: SandboxPluginSetup
  }[]
  readonly memoryMb: number
  readonly signalsMax: number
  /** Trusted scripts that are put into the realms. */
  readonly scripts: RealmScripts
}

/** Scripts of the platform that run inside the isolate. */
export type RealmScripts = SandboxCode['scripts']

/** What a child may say. */
export type ChildMessage =
  | { readonly t: 'ready' }
  | ({ readonly t: 'progress'; readonly residentMb: number } & Counters)
  | ({ readonly t: 'failed'; readonly failure: ChildFailure } & Counters)
  | ({ readonly t: 'result'; readonly residentMb: number } & ChildResult & Counters)

/** The counters as a message carries them. */
export interface Counters {
  readonly calls: number
  readonly bars: number
  readonly atMs: number
  readonly call: number
  readonly strategy: number
  readonly signals: number
}

/** A failure as the child tells it; moment and plugin are in the counters beside it. */
export type ChildFailure =
  | { readonly type: 'plugin_threw'; readonly message: string; readonly stack: string }
  | { readonly type: 'plugin_not_loadable'; readonly message: string; readonly stack: string }
  | { readonly type: 'out_of_memory' }
  | { readonly type: 'too_many_signals' }
  | { readonly type: 'simulation_failed'; readonly message: string }
  | { readonly type: 'job_refused'; readonly message: string }

/** The end of a run; `signalBytes` and then `textBytes` (JSON of `ChildTexts`) follow as raw frames. */
export interface ChildResult {
  readonly warmupBars: readonly number[]
  readonly orderListSha256: string
  readonly orderCount: number
  readonly fillCount: number
  readonly equity: number
  readonly engineMs: number
  readonly heapUsedMb: number
  readonly signalBytes: number
  readonly textBytes: number
}

/** Texts of a run, sent after its signals. */
export interface ChildTexts {
  readonly reasons: readonly string[]
  readonly logs: readonly (readonly string[])[]
}

/** Largest JSON frame of a child in bytes: a failure with its stack fits many times. */
export const CHILD_JSON_BYTES_MAX = 64 * 1024
/** Pieces in which raw bytes are sent. */
export const RAW_PIECE_BYTES = 1024 * 1024
/** Most bytes that reasons and logs of a run take. */
export const TEXT_BYTES_MAX = 64 * 1024 * 1024
/** Doubles of a signal row: call number, strategy and the fields of the record. */
export const SIGNAL_ROW_DOUBLES = 26
