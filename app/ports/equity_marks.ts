import type { Micros } from '#kernel/values/micros.js'

/** What an account was worth at an instant. Amounts in account currency. */
export interface EquityMark {
  /** UTC epoch ms. */
  readonly atMs: number
  readonly equity: Micros
  /** Money that came from outside: `equity - outside` is what was earned. */
  readonly outside: Micros
}

/** The course of what accounts are worth: close marks of the last days, one an hour before, closes of sessions before that. */
export interface EquityMarks {
  /** Writes a mark; one of the same instant is replaced. */
  save(account: string, mark: EquityMark): Promise<void>
  /** Of marks before `hourlyMs` keeps the last of each hour, of those before `goneMs` none. */
  thin(
    account: string,
    before: { readonly hourlyMs: number; readonly goneMs: number }
  ): Promise<void>
  /** The last mark of each `bucketMs` since `sinceMs`, oldest first. */
  since(account: string, sinceMs: number, bucketMs: number): Promise<readonly EquityMark[]>
  /** The last closes of sessions before an instant, at most `limit`, oldest first. */
  closes(account: string, beforeMs: number, limit: number): Promise<readonly EquityMark[]>
}
