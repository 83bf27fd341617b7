/** How often our books are compared with the broker's, and what still counts as the same. */
export interface ReconcileSettings {
  /** Between two comparisons while a market of the account is open, and while all are closed, ms. */
  readonly openEveryMs: number
  readonly closedEveryMs: number
  /** Units by which a position, an execution or an order may differ. */
  readonly quantityTolerance: number
  /** Currency units by which the cash of a currency may differ. */
  readonly cashTolerance: number
  /** Cash that differs by more than this part of the equity stops all new risk, 0 to 1. */
  readonly graveCashFraction: number
  /** An execution younger than this may still be on its way to us: it is no discrepancy yet, ms. */
  readonly lateReportMs: number
  /** Between two looks: only what both find, with the same figures, is a discrepancy, ms. */
  readonly lookGapMs: number
  /** Executions are compared this far back when somebody asks, ms. */
  readonly lookBackMs: number
}

/** What holds when nothing else is said; the settings `reconcile.*` say it. */
export const RECONCILE_DEFAULTS: ReconcileSettings = {
  openEveryMs: 15 * 60_000,
  closedEveryMs: 60 * 60_000,
  quantityTolerance: 1e-9,
  cashTolerance: 0.01,
  graveCashFraction: 0.01,
  lateReportMs: 5_000,
  lookGapMs: 250,
  lookBackMs: 7 * 86_400_000,
}

/** What is wrong with settings, naming the field and what would be right, or `null`. */
export function reconcileSettingsFault(settings: ReconcileSettings): string | null {
  for (const field of ['openEveryMs', 'closedEveryMs', 'lookBackMs'] as const) {
    const value = settings[field]
    if (!(value >= 1_000 && value < Infinity)) {
      return `${field} must be 1000 ms or more, was ${value}`
    }
  }
  for (const field of [
    'quantityTolerance',
    'cashTolerance',
    'lateReportMs',
    'lookGapMs',
  ] as const) {
    const value = settings[field]
    if (!(value >= 0 && value < Infinity)) return `${field} must be 0 or more, was ${value}`
  }
  const { graveCashFraction } = settings
  return graveCashFraction >= 0 && graveCashFraction <= 1
    ? null
    : `graveCashFraction must be from 0 to 1, was ${graveCashFraction}`
}
