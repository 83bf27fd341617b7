import type {
  Difference,
  DiscrepancyEnd,
  DiscrepancyRow,
  DiscrepancySeverity,
  NewDiscrepancy,
} from '#ports/reconcile_records.js'
import { orderSequenceOf } from '../trading/client_order.js'
import { isSame, keyOf, type Look, type Sighting } from './look.js'
import type { ReconcileSettings } from './reconcile_settings.js'

/** Who ends a discrepancy that ends by itself. */
export const BY_ITSELF = 'aq'

/** What a comparison comes to, given what stood before it. */
export interface Judgement {
  readonly found: readonly NewDiscrepancy[]
  readonly ended: readonly DiscrepancyEnd[]
  /** Orders that work at the broker and have ended in our books, by their client order ids. */
  readonly withdrawn: readonly string[]
}

/** Decides what becomes a discrepancy, how grave it is, and which of those that stood are over. */
export function judge(
  { first, last, lasting }: Sighting,
  standing: {
    readonly open: readonly DiscrepancyRow[]
    readonly judged: readonly DiscrepancyRow[]
  },
  settings: ReconcileSettings
): Judgement {
  const isJudged = (one: Difference) => standing.judged.some((row) => isSame(row, one))
  const withdrawn = lasting.filter(isToWithdraw)
  const found = [
    ...endedOrders(first, lasting, settings),
    ...lasting
      .filter((one) => !isJudged(one))
      .map((one): NewDiscrepancy => {
        const severity = severityOf(one, last, settings)
        return isToWithdraw(one)
          ? { ...one, severity, resolution: 'withdrawn', note: 'the broker was asked to cancel it' }
          : { ...one, severity, resolution: null, note: null }
      }),
  ]
  const still = new Set(last.differences.map(keyOf))
  const ended = standing.open
    .filter((row) => !still.has(keyOf(row)) && wasCompared(row, last))
    .map(({ id, about, kind }): DiscrepancyEnd => {
      const isBooked = about === 'fill' && kind === 'missing_local'
      return { id, resolution: isBooked ? 'booked' : 'agreed', by: BY_ITSELF, note: null }
    })
  return { found, ended, withdrawn: withdrawn.map(({ subject }) => subject) }
}

/** How much a difference matters: what makes a position doubtful stops new risk in it. */
export function severityOf(
  { kind, subject, brokers, ours }: Difference,
  { ours: { equity, rates } }: Pick<Look, 'ours'>,
  { graveCashFraction }: ReconcileSettings
): DiscrepancySeverity {
  if (kind === 'missing_local') return 'warning'
  if (kind !== 'cash_difference') return 'critical'
  // What is no currency of the account counts as its own: better too grave than overlooked.
  const rate = rates[subject] ?? 1
  const difference = rate * Math.abs(Number(ours ?? 0) - Number(brokers ?? 0))
  return difference > graveCashFraction * Math.max(0, equity) ? 'critical' : 'warning'
}

function isToWithdraw({ kind, about, ours }: Difference): boolean {
  return kind === 'missing_local' && about === 'order' && ours === 'ended'
}

/**
 * Executions that the broker has and we lack, which are about to be booked. One of ours that is young may
 * still be on its way to us; of what others did, nobody tells us.
 */
export function missingFills(
  { atMs, brokers, differences }: Look,
  account: string,
  { lateReportMs }: ReconcileSettings
): readonly NewDiscrepancy[] {
  const fills = new Map(brokers.fills.map((fill) => [fill.brokerFillId, fill]))
  return differences.filter(isMissingFill).flatMap((one): NewDiscrepancy[] => {
    const fill = fills.get(one.subject)
    if (fill === undefined) return []
    const isOurs = orderSequenceOf(account, fill.clientOrderId) !== null
    if (isOurs && fill.atMs > atMs - lateReportMs) return []
    return [{ ...one, severity: 'warning', resolution: null, note: null }]
  })
}

/** Whether a difference is an execution that our books lack. */
export function isMissingFill({ kind, about }: Difference): boolean {
  return kind === 'missing_local' && about === 'fill'
}

/** Orders whose end we had not heard of and took over; no mere delay explains it. */
function endedOrders(
  { atMs, brokers, differences }: Look,
  lasting: readonly Difference[],
  { lateReportMs }: ReconcileSettings
): NewDiscrepancy[] {
  const times = new Map(brokers.orders.map((order) => [order.clientOrderId ?? '', order.atMs]))
  const left = new Set(lasting.map(keyOf))
  return differences
    .filter(({ kind, about }) => kind === 'missing_local' && about === 'order')
    .filter((one) => !left.has(keyOf(one)) && !isToWithdraw(one))
    .filter(({ subject }) => (times.get(subject) ?? atMs) <= atMs - lateReportMs)
    .map((one) => ({
      ...one,
      severity: 'warning',
      resolution: 'booked',
      note: 'taken over from the broker',
    }))
}

/** Whether the last look could have found a discrepancy again: not everything is compared every time. */
function wasCompared(row: DiscrepancyRow, { ours, brokers }: Look): boolean {
  switch (row.about) {
    case 'fill':
      // An execution that is older than what was read has not become right by that.
      return (
        ours.fills.some(({ brokerFillId }) => brokerFillId === row.subject) &&
        brokers.fills.some(({ brokerFillId }) => brokerFillId === row.subject)
      )
    case 'position':
      return !brokers.isMoving.has(row.subject)
    case 'cash':
      return brokers.isMoving.size === 0
    case 'order':
      return row.kind !== 'phantom_local' || brokers.isComplete
  }
}
