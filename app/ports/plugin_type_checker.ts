import type { Result } from '#kernel/values/result.js'

/** One thing that the types of a plugin's source say is wrong. */
export interface TypeFault {
  /** Path relative to the plugin's folder; '' when no file is at fault. */
  readonly file: string
  /** Line and column, both from 1; 0 when no place can be named. */
  readonly line: number
  readonly column: number
  /** `TS2304` and its like from the compiler, `sandbox` for what the sandbox lacks, `checker` for the check itself. */
  readonly code: string
  /** One sentence: what is wrong. */
  readonly message: string
  /** What to use instead, when that is known. */
  readonly hint: string | null
}

/**
 * Checks a plugin's sources against the language of ES2023 and the SDK alone: what Node.js or a
 * browser has besides is not there in the sandbox, and naming it is a fault.
 */
export interface PluginTypeChecker {
  /**
   * Checks every TypeScript file below `src` of a plugin's folder. At most a hundred faults, sorted by
   * place. A check that takes too long or whose compiler dies is a fault as well, never an exception.
   */
  checkPluginTypes(
    folder: string,
    signal?: AbortSignal
  ): Promise<Result<void, readonly TypeFault[]>>
  /** Ends the compiler's process. A later check starts another. */
  close(): Promise<void>
}
