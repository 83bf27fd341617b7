import type { JournalEntry } from '#ports/journal.js'
import type { TradingMode } from '#kernel/state.js'
import type {
  BiasRecord,
  LimitsChangeRecord,
  LimitsRecord,
  ModeRecord,
} from '#ports/risk_records.js'
import { settledRecord, waitingRecord, type PendingLimits } from './pending_limits.js'

/** Rows about risk that a batch writes. */
export interface RiskRows {
  readonly limits: LimitsRecord[]
  /** By the row of the journal in which each was asked for: a row is written once in a batch. */
  readonly limitChanges: Map<number, LimitsChangeRecord>
  readonly biases: BiasRecord[]
  readonly modes: ModeRecord[]
}

/** A row of the journal with its place, and the loosening that waited before it. */
interface Place {
  readonly sequence: number
  readonly atMs: number
  readonly pending: PendingLimits | null
}

/** No rows yet. */
export function emptyRiskRows(): RiskRows {
  return { limits: [], limitChanges: new Map(), biases: [], modes: [] }
}

/** Adds what the tables about risk say of a row of the journal. */
export function noteRisk(rows: RiskRows, entry: JournalEntry, place: Place): void {
  const { sequence, atMs, pending } = place
  const settle = (state: 'in_force' | 'withdrawn' | 'replaced', version: number | null) => {
    if (pending === null || !('actor' in entry) || entry.actor === undefined) return
    const settled = { state, by: entry.actor, atMs, version }
    rows.limitChanges.set(pending.sequence, settledRecord(pending, settled))
  }
  switch (entry.type) {
    case 'limits_changed': {
      const { version, limits, actor, reason } = entry
      rows.limits.push({ version, limits, actor, reason, atMs })
      if (entry.change !== null && entry.change === pending?.sequence) settle('in_force', version)
      break
    }
    case 'limits_asked': {
      const { limits, actor, reason, dueMs } = entry
      settle('replaced', null)
      const asked = { sequence, limits, actor, reason, askedMs: atMs, dueMs }
      rows.limitChanges.set(sequence, waitingRecord(asked))
      break
    }
    case 'limits_withdrawn':
      settle(entry.isReplaced ? 'replaced' : 'withdrawn', null)
      break
    case 'bias_changed': {
      const { bias, actor, reason, source, isLasting = false } = entry
      const countsFromMs = isLasting ? null : entry.atMs
      const word = entry.word?.bias ?? null
      const all = { sequence, bias, isLasting, countsFromMs }
      rows.biases.push({ ...all, source, word, actor, reason, atMs })
      break
    }
    default:
      break
  }
}

/** Adds a change of the mode, where a row of the journal changed it. */
export function noteMode(
  rows: RiskRows,
  entry: JournalEntry,
  change: {
    readonly sequence: number
    readonly atMs: number
    readonly before: TradingMode | null
    readonly after: TradingMode
    readonly reason: string | null
  }
): void {
  const { sequence, atMs, before, after: mode, reason } = change
  if (before === null || before === mode) return
  const actor = entry.type === 'mode_changed' ? (entry.actor ?? null) : null
  rows.modes.push({ sequence, mode, reason: reason ?? '', actor, atMs })
}
