import type { CommandRow } from '#ports/command_inbox.js'
import type { DiscrepancyRow, ReconcileRecords } from '#ports/reconcile_records.js'
import { fieldsOf, reasonOf } from '../trading/commands/command_translator.js'
import { orderSequenceOf } from '../trading/client_order.js'
import type { ReconciledWord } from '../trading/translate_reconciled.js'
import { keyOf, type Look } from './look.js'

/** What a person's word about a discrepancy comes to. */
export interface Decided {
  readonly row: DiscrepancyRow
  /** What has to be booked; `null` for nothing. */
  readonly word: ReconciledWord | null
  readonly detail: Readonly<Record<string, unknown>>
}

/** What a decision is made with. */
interface DecisionPorts {
  readonly account: string
  readonly records: ReconcileRecords
  readonly nowMs: number
  look(): Promise<Look>
}

/**
 * Carries out what a person decided about a discrepancy: to `accept` what the broker says, which is then
 * booked, or to `dismiss` it. The row is ended first: the same command, carried out again after a crash,
 * goes on from there. Throws an Error with a sentence for what cannot be done.
 */
export async function decide(command: CommandRow, ports: DecisionPorts): Promise<Decided> {
  const { records, account, nowMs } = ports
  const { discrepancy: id, decision } = fieldsOf(command)
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 1) {
    throw new Error('discrepancy must be its number, as reconcile shows it')
  }
  if (decision !== 'accept' && decision !== 'dismiss') {
    throw new Error('decision must be accept or dismiss')
  }
  const row = await records.find(account, id)
  if (row === null) throw new Error(`${account} has no discrepancy ${id}`)
  const resolution = decision === 'accept' ? 'accepted' : 'dismissed'
  const isAgain = row.resolution === resolution && row.resolvedBy === command.actor
  if (row.resolution !== null && !isAgain) {
    throw new Error(`discrepancy ${id} is over already: ${row.resolution} by ${row.resolvedBy}`)
  }
  const reason = reasonOf(command)
  const word = decision === 'dismiss' ? null : await wordOf(row, { ...ports, reason })
  await records.end(account, { id, resolution, by: command.actor, note: reason }, nowMs)
  return { row, word, detail: { discrepancy: id, resolution, booked: bookedBy(word) } }
}

async function wordOf(
  row: DiscrepancyRow,
  { account, look, reason }: DecisionPorts & { readonly reason: string }
): Promise<ReconciledWord | null> {
  const why = `discrepancy ${row.id}: ${reason}`
  const orderSequence = orderSequenceOf(account, row.subject)
  if (row.about === 'order' && row.kind === 'phantom_local' && orderSequence !== null) {
    return { type: 'gone', orderSequence, reason: why }
  }
  if (row.about !== 'position' && row.about !== 'cash') return null
  const { ours, brokers, differences } = await look()
  // Both may have moved since the row was written: what is booked is what differs now.
  if (!differences.some((one) => keyOf(one) === keyOf(row))) return null
  const [mine, theirs] =
    row.about === 'cash' ? [ours.cash, brokers.cash] : [ours.positions, brokers.positions]
  const difference = (theirs.get(row.subject) ?? 0) - (mine.get(row.subject) ?? 0)
  return row.about === 'cash'
    ? { type: 'cash', currency: row.subject, amount: difference, reason: why }
    : {
        type: 'position',
        symbol: row.subject,
        quantity: Number(difference.toFixed(9)),
        id: `${account}_${row.id}`,
        reason: why,
      }
}

function bookedBy(word: ReconciledWord | null): string | null {
  switch (word?.type) {
    case 'position':
      return `${word.quantity > 0 ? '+' : ''}${word.quantity} ${word.symbol}`
    case 'cash':
      return `${word.amount > 0 ? '+' : ''}${word.amount.toFixed(2)} ${word.currency}`
    case 'gone':
      return `order ${word.orderSequence} has ended`
    default:
      return null
  }
}
