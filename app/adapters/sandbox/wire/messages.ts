import type { BarRange, SandboxCode, SandboxPluginSetup } from '#ports/sandbox.js'
import type { SimulationConfig } from '#kernel/simulation/config.js'
import type { Counters } from './counters.js'

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
  | ({ readonly t: 'signals'; readonly residentMb: number } & ChildSignals & Counters)
  | ({ readonly t: 'failed'; readonly failure: ChildFailure } & Counters)
  | ({ readonly t: 'result'; readonly residentMb: number } & ChildResult & Counters)

/** A failure as the child tells it; moment and plugin are in the counters beside it. */
export type ChildFailure =
  | { readonly type: 'plugin_threw'; readonly message: string; readonly stack: string }
  | { readonly type: 'plugin_not_loadable'; readonly message: string; readonly stack: string }
  | { readonly type: 'out_of_memory' }
  | { readonly type: 'too_many_signals' }
  | { readonly type: 'simulation_failed'; readonly message: string }
  | { readonly type: 'job_refused'; readonly message: string }

/** Signals of the run so far, which follow packed as `signalBytes` of raw frames; none of them has a reason. */
export interface ChildSignals {
  readonly warmupBars: readonly number[]
  /** Instants gone through: all their signals are in this part and those before it. */
  readonly instants: number
  readonly signalBytes: number
}

/** The end of a run; `signalBytes` (of signals not sent before, packed) and then `textBytes` (JSON of `ChildTexts`) follow as raw frames. */
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
