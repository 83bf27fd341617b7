/** What `doctor` says about one thing. */

/** `warn` works but deserves a look; `fail` does not work. */
export type Level = 'ok' | 'warn' | 'fail'

/** One line of the doctor's report. */
export interface Finding {
  /** The thing looked at, in a word or two. */
  readonly what: string
  readonly level: Level
  /** What was found. */
  readonly found: string
  /** What to do about it; null when nothing needs to be done. */
  readonly advice: string | null
}

/** Shortest way to a finding without advice. */
export function fine(what: string, found: string): Finding {
  return { what, level: 'ok', found, advice: null }
}
