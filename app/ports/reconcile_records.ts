import type { Side } from '#kernel/order/order.js'

/** Why a comparison was made: the engine started, it was time, or somebody asked. */
export type ReconcileTrigger = 'start' | 'schedule' | 'request'

/**
 * What can be wrong between our books and the broker's.
 *
 * `missing_local`: the broker has something that we lack. `phantom_local`: we have something that the broker
 * lacks. `quantity_mismatch`: both have it, in different quantities. `unknown_order`: an order works at the
 * broker that is none of ours.
 */
export const DISCREPANCY_KINDS = [
  'missing_local',
  'quantity_mismatch',
  'phantom_local',
  'cash_difference',
  'unknown_order',
] as const

/** See `DISCREPANCY_KINDS`. */
export type DiscrepancyKind = (typeof DISCREPANCY_KINDS)[number]

/** One thing in which two sets of books differ. */
export interface Difference {
  readonly kind: DiscrepancyKind
  readonly about: 'fill' | 'order' | 'position' | 'cash'
  /** Id of the execution or order, symbol of the position, code of the currency. */
  readonly subject: string
  readonly symbol: string | null
  /** What each side says, in short; `null` where it has nothing. Differences that say the same are the same. */
  readonly ours: string | null
  readonly brokers: string | null
  /** What that means, for people. */
  readonly sentence: string
}

/**
 * How a discrepancy ended. `booked`: we took over what the broker had. `withdrawn`: the broker was asked
 * to cancel. `agreed`: a later comparison did not find it any more. A person `accepted` what the broker
 * says, and it was booked, or `dismissed` it.
 */
export type Resolution = 'booked' | 'withdrawn' | 'agreed' | 'accepted' | 'dismissed'

/** `critical` stops new risk in its instrument, `warning` a person should know. */
export type DiscrepancySeverity = 'warning' | 'critical'

/** A discrepancy as its row says. */
export interface DiscrepancyRow extends Difference {
  readonly id: number
  readonly severity: DiscrepancySeverity
  readonly foundMs: number
  /** When a comparison found it last. */
  readonly seenMs: number
  /** `null` while it stands. */
  readonly resolution: Resolution | null
  readonly resolvedMs: number | null
  /** `aq` when it ended by itself, else a person. */
  readonly resolvedBy: string | null
  readonly note: string | null
}

/** A discrepancy that is to be written; one that stands already stays the row that it is. */
export interface NewDiscrepancy extends Difference {
  readonly severity: DiscrepancySeverity
  /** Set for one that is over already. */
  readonly resolution: Resolution | null
  readonly note: string | null
}

/** The end of a discrepancy. */
export interface DiscrepancyEnd {
  readonly id: number
  readonly resolution: Resolution
  readonly by: string
  readonly note: string | null
}

/** One comparison, with what was looked at. */
export interface Reconciliation {
  readonly trigger: ReconcileTrigger
  readonly startedMs: number
  readonly endedMs: number
  /** Row of the journal up to which the account was compared. */
  readonly sequence: number
  readonly outcome: 'agrees' | 'differs' | 'failed'
  readonly fills: number
  readonly orders: number
  readonly positions: number
  /** Differences that this comparison found, those that it could mend at once included. */
  readonly found: number
  /** Discrepancies that stand after it. */
  readonly open: number
  /** Why it failed, or what else is to be said. */
  readonly remark: string | null
}

/** A comparison as its row says. */
export interface ReconciliationRow extends Reconciliation {
  readonly id: number
}

/** An execution in our own tables. */
export interface OwnFill {
  readonly brokerFillId: string
  readonly symbol: string
  readonly side: Side
  readonly quantity: number
  readonly price: number
  readonly atMs: number
}

/** Comparisons and discrepancies, and our own executions. */
export interface ReconcileRecords {
  /** When the account was opened. */
  openedMs(account: string): Promise<number>
  /** When the last comparison that found nothing began; `null` when there was none. */
  lastAgreedMs(account: string): Promise<number | null>
  /** Our executions since an instant, oldest first. */
  ownFills(account: string, sinceMs: number): Promise<readonly OwnFill[]>
  /** Discrepancies that stand, and of each difference that a person has judged the last judgement. */
  standing(account: string): Promise<{
    readonly open: readonly DiscrepancyRow[]
    readonly judged: readonly DiscrepancyRow[]
  }>
  /** Writes discrepancies that are about to be mended, in front of that; those that stand stay. */
  note(account: string, found: readonly NewDiscrepancy[], atMs: number): Promise<void>
  /**
   * Writes a comparison with all that follows from it, in one transaction, and answers with the
   * discrepancies that stand then.
   */
  write(
    account: string,
    outcome: {
      readonly run: Omit<Reconciliation, 'open'>
      readonly found: readonly NewDiscrepancy[]
      readonly ended: readonly DiscrepancyEnd[]
    }
  ): Promise<{ readonly run: ReconciliationRow; readonly open: readonly DiscrepancyRow[] }>
  /** Ends a discrepancy by a person's word; `false` when it is over already, or not there. */
  end(account: string, end: DiscrepancyEnd, atMs: number): Promise<boolean>
  find(account: string, id: number): Promise<DiscrepancyRow | null>
  /** Newest first; `isOpen` only those that stand. */
  discrepancies(
    account: string,
    filter: {
      readonly isOpen: boolean
      readonly limit: number
      /** Only those of a lower id: the page after one that ended there. */
      readonly before?: number | undefined
    }
  ): Promise<readonly DiscrepancyRow[]>
  /** Newest first; with `before` only those of a lower id. */
  runs(account: string, limit: number, before?: number): Promise<readonly ReconciliationRow[]>
}
