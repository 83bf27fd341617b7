import type { Result } from '#kernel/values/result.js'
import type { SourceLocation } from './sandbox.js'

/**
 * Starts plugins for live use: one operating-system process each, with one isolate in it.
 *
 * Only JSON texts cross. What the texts mean is the plugin protocol, see `docs/plugins/protocol.md`.
 */
export interface PluginLauncher {
  /** Starts a child, loads the code, calls its start. Resolves when the plugin can answer. */
  launch(spec: PluginSpec, on: PluginObserver): Promise<Result<PluginProcess, PluginFailure>>
  /** What of the optional walls works on this machine; found by trying each once in this process. */
  walls(): Promise<readonly Wall[]>
  /** Ends every child and waits until they are gone; nothing can be launched afterwards. */
  close(): Promise<void>
}

/** The platform's own code that a launcher starts, made ready by the bundler. */
export interface LiveSandboxCode {
  /** Absolute path of the script of the child process. */
  readonly childPath: string
  /** Files and folders (ending in `*`) that the child must be able to read besides its script. */
  readonly readablePaths: readonly string[]
}

/** Everything a child needs to run one plugin. */
export interface PluginSpec {
  readonly id: string
  readonly version: string
  /** The bundle; its UTF-8 bytes have this SHA-256 and exactly this buffer is compiled. */
  readonly code: Uint8Array
  readonly sha256: string
  readonly sourceMap: Uint8Array | null
  /** JSON of the guest's setup. */
  readonly setup: string
  readonly limits: PluginLimits
}

/** What one plugin may use. The host's caps win over what a manifest asks for. */
export interface PluginLimits {
  /** Heap of the isolate, MB, 8..128. */
  readonly memoryMb: number
  /** Longest time one call may run in the isolate, ms, 5..1000; the host kills at twice that + 250. */
  readonly timeoutMs: number
  /** Lines of log a minute; more are dropped and counted. */
  readonly logPerMin: number
  /** Longest event, bytes; an answer may have as many but never more than 256 KiB. */
  readonly textBytesMax: number
  /** Calls that may wait for an answer. */
  readonly queueMax: number
}

/** What the host hears of a child besides answers. */
export interface PluginObserver {
  /** The process is gone, however that came; called once. */
  exited(exit: PluginExit): void
  /** Lines that the plugin wrote, at most `logPerMin` of them a minute, safe to show as they are. */
  logged?(lines: readonly PluginLogLine[], dropped: number): void
}

/** A line that a plugin wrote. */
export interface PluginLogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  /** One line without control characters, at most 2,000 characters. */
  readonly text: string
}

/** How a child ended. */
export interface PluginExit {
  /** `null` when it was asked to stop and did. */
  readonly failure: PluginFailure | null
  readonly code: number | null
  readonly signal: string | null
}

/** A running plugin. */
export interface PluginProcess {
  readonly pid: number
  /** What the plugin's start answered, JSON. */
  readonly started: string
  /**
   * Hands over one event (JSON text) and resolves to the answer (JSON text, size and form checked,
   * content not). Calls are pipelined and answered in order. A failure of type `threw` leaves the
   * plugin usable; after any other the process is gone.
   */
  ask(event: string): Promise<Result<string, PluginFailure>>
  /** Asks it to stop; kills it after the time of one call. Resolves when the process is gone. */
  stop(): Promise<void>
  /** Resident memory in MB; `null` when the system does not tell. Cheap. */
  residentMb(): number | null
  /** Resident and proportional memory in MB, at the price of some milliseconds; `null` when the system does not tell. */
  memory(): { readonly residentMb: number; readonly proportionalMb: number | null } | null
}

/** Why a plugin gave no answer. */
export type PluginFailure =
  | {
      readonly type: 'threw'
      readonly message: string
      readonly stack: readonly string[]
      readonly location: SourceLocation | null
    }
  | { readonly type: 'timed_out'; readonly timeoutMs: number }
  | { readonly type: 'out_of_memory'; readonly limitMb: number }
  | {
      readonly type: 'not_loadable'
      readonly message: string
      readonly location: SourceLocation | null
    }
  | { readonly type: 'protocol_violation'; readonly detail: string }
  | { readonly type: 'queue_full'; readonly queueMax: number }
  | { readonly type: 'text_too_large'; readonly bytes: number; readonly bytesMax: number }
  | { readonly type: 'died'; readonly detail: string }
  | { readonly type: 'stopped' }

/** An optional wall around children, found by trying it. */
export interface Wall {
  readonly name:
    | 'permission_model'
    | 'memory_limit'
    | 'no_network'
    | 'no_new_privileges'
    | 'killed_first'
    | 'dies_with_host'
  readonly works: boolean
  /** What it does, or why it does not work here. */
  readonly detail: string
}
