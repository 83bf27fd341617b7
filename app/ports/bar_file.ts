import type { BarColumns } from '#kernel/market/bar.js'
import type { CorporateAction } from '#kernel/instrument/corporate_action.js'
import type { Timeframe } from '#kernel/market/timeframe.js'

/** Whether a file's times are the start or the end of each bar. */
export type StampSide = 'start' | 'end'

/** How a file of bars is to be understood. */
export interface BarFileOptions {
  readonly timeframe: Timeframe
  /** IANA zone of times written without one, such as `America/New_York`; `null` when none was given. */
  readonly zone: string | null
  readonly stamp: StampSide
  /** Whether a volume column is needed; without one every volume is 0. */
  readonly needsVolume: boolean
  /** Whether bad rows are left out and counted instead of refusing the file. */
  readonly skipsBadRows: boolean
}

/** One thing wrong with a file: where it is, what stands there and what would be right. */
export interface BarFileProblem {
  /** Line of the file, the header being line 1; `null` when the whole file is meant. */
  readonly line: number | null
  readonly column: string | null
  readonly value: string | null
  /** What is wrong and what would be right, as a clause. */
  readonly message: string
}

/** What was read, known when the last batch has been taken. */
export interface BarFileSummary {
  readonly rows: number
  readonly badRows: number
  /** Problems of the first twenty bad rows that were left out. */
  readonly problems: readonly BarFileProblem[]
  /** Columns of the file that were not used, as the header writes them. */
  readonly ignoredColumns: readonly string[]
  readonly isGzip: boolean
}

/** A file of bars that is being read. */
export interface OpenBarFile {
  /**
   * Batches of validated bars, oldest first. Each batch has its own arrays.
   *
   * Throws `BarFileRefused` when the file cannot be taken as it is.
   */
  batches(): AsyncGenerator<BarColumns, BarFileSummary, void>
  /** Bytes of the file read so far (before decompression). */
  readonly bytesRead: number
  /** Size of the file in bytes. */
  readonly bytesTotal: number
}

/** Reads files of bars and of corporate actions. */
export interface BarFiles {
  /** Reads a whole file of corporate actions, oldest first; throws `BarFileRefused`. */
  readActions(path: string): Promise<CorporateAction[]>
  /** Opens a file; throws `BarFileRefused` when it cannot be read. */
  open(path: string, options: BarFileOptions): Promise<OpenBarFile>
}

/** A file was refused; nothing of it may be kept. */
export class BarFileRefused extends Error {
  constructor(
    /** The file as the user named it. */
    readonly file: string,
    /** Everything found wrong in the first lines that are wrong. */
    readonly problems: readonly BarFileProblem[]
  ) {
    super(describeProblems(file, problems).join('\n'))
    this.name = 'BarFileRefused'
  }
}

/** `prices.csv, line 7, column close: "abc" is not a number; write it like 101.25`. */
export function describeProblem(file: string, problem: BarFileProblem): string {
  const line = problem.line === null ? '' : `, line ${problem.line}`
  const column = problem.column === null ? '' : `, column ${problem.column}`
  const value = problem.value === null ? '' : `"${problem.value}" `
  return `${file}${line}${column}: ${value}${problem.message}`
}

/** One sentence for each problem; lines with the same problem in the same column share one. */
export function describeProblems(file: string, problems: readonly BarFileProblem[]): string[] {
  const alike = Map.groupBy(problems, (problem) => `${problem.column} ${problem.message}`)
  return [...alike.values()].map((group) => {
    const others = group.slice(1).map((problem) => problem.line)
    const also = others.length === 0 ? '' : ` (also line ${others.join(', ')})`
    return describeProblem(file, group[0]!) + also
  })
}
