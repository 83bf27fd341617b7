/**
 * What a line of the log is about, as fields of its JSON. Never a secret, never more than names and numbers.
 */
export interface LogFacts {
  readonly account?: string
  /** `trc_<account>_<row>`: the trace that the line belongs to. */
  readonly trace?: string
  /** Step of that trace: `signal`, `order:4`, `fill:7`. */
  readonly span?: string
  /** Row of the account's journal. */
  readonly row?: number
  readonly order?: string
  readonly strategy?: string
  readonly symbol?: string
  readonly [name: string]: string | number | boolean | null | undefined
}
