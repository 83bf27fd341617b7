import type { Alerts } from '#ports/alerts.js'
import type { Difference, NewDiscrepancy } from '#ports/reconcile_records.js'
import { isMissingFill } from './judge.js'

/** What was taken over from the broker stays in the list of alerts for so long. */
const MENDED_QUIET_MS = 24 * 3_600_000

const TITLES = {
  missing_local: 'the broker has more than our books',
  quantity_mismatch: 'quantities differ',
  phantom_local: 'the broker does not have it',
  cash_difference: 'cash differs',
  unknown_order: 'an order that is not ours',
} as const

/** What people are told of the comparisons of an account. */
export class ReconcileAlerts {
  constructor(
    private readonly alerts: Alerts,
    private readonly account: string
  ) {}

  /** Tells what was found. What was mended is told as well, and is over by itself. */
  found(found: readonly NewDiscrepancy[]): void {
    for (const one of found) {
      const isMended = one.resolution !== null || isMissingFill(one)
      this.alerts.raise({
        key: this.#keyOf(one),
        severity: one.severity,
        title: TITLES[one.kind],
        body: one.note === null ? one.sentence : `${one.sentence}; ${one.note}`,
        account: this.account,
        subject: one.symbol === null ? null : `symbol:${one.symbol}`,
        ...(isMended ? { quietMs: MENDED_QUIET_MS } : {}),
      })
    }
    this.alerts.resolve(this.#failed)
  }

  /** A discrepancy stands no more. */
  over(one: Pick<Difference, 'kind' | 'about' | 'subject'>): void {
    this.alerts.resolve(this.#keyOf(one))
  }

  /** The books could not be compared. */
  failed(reason: string): void {
    this.alerts.raise({
      key: this.#failed,
      severity: 'warning',
      title: 'no reconciliation',
      body: `the books could not be compared with the broker's: ${reason}`,
      account: this.account,
      subject: null,
    })
  }

  get #failed(): string {
    return `${this.account}:reconcile:failed`
  }

  #keyOf({ kind, about, subject }: Pick<Difference, 'kind' | 'about' | 'subject'>): string {
    return `${this.account}:reconcile:${kind}:${about}:${subject}`
  }
}
