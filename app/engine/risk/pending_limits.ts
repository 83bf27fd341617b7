import type { LimitsPatch } from '#kernel/risk/limits_change.js'
import type { LimitsChangeRecord, LimitsChangeState } from '#ports/risk_records.js'

/** A loosening waits so long before it comes into force, and can be withdrawn until then. */
export const LOOSENING_DELAY_MS = 30_000

/** Limits that are about to be loosened. */
export interface PendingLimits {
  /** Row of the journal in which it was asked for. */
  readonly sequence: number
  readonly limits: LimitsPatch
  readonly actor: string
  readonly reason: string
  readonly askedMs: number
  readonly dueMs: number
}

/** The row of a loosening that waits. */
export function waitingRecord(pending: PendingLimits): LimitsChangeRecord {
  return { ...pending, state: 'waiting', settledBy: null, settledMs: null, version: null }
}

/** The row of a loosening that waits no more. */
export function settledRecord(
  pending: PendingLimits,
  settled: {
    readonly state: Exclude<LimitsChangeState, 'waiting'>
    readonly by: string
    readonly atMs: number
    readonly version: number | null
  }
): LimitsChangeRecord {
  const { state, by, atMs, version } = settled
  return { ...pending, state, settledBy: by, settledMs: atMs, version }
}
