import { LIMIT_FIELDS, limitOf } from '#kernel/risk/limits_change.js'
import type { RiskRecords } from '#ports/risk_records.js'
import { stateOf, type AccountBook } from '../trading/account_book.js'

/** Rows that are looked through for the version of a book: more are not made while a journal is read. */
const ROWS = 1_000

/**
 * How the tables about limits differ from a book, in a sentence, or `null`. The account may have moved on
 * since: versions stay as they are, and what waits by its row was waiting before.
 */
export async function limitsDiffer(
  book: AccountBook,
  records: Pick<RiskRecords, 'limits' | 'limitChanges'>
): Promise<string | null> {
  const { account, limitsVersion, pendingLimits } = book
  const { limits } = stateOf(book)
  const versions = await records.limits(account, ROWS)
  const row = versions.find(({ version }) => version === limitsVersion)
  if (row === undefined) return `there is no row of version ${limitsVersion} of the limits`
  const wrong = LIMIT_FIELDS.find((field) => limitOf(row.limits, field) !== limitOf(limits, field))
  if (wrong !== undefined) {
    const [is, says] = [limitOf(limits, wrong), limitOf(row.limits, wrong)]
    return `${wrong} is ${String(is)} by the journal, version ${limitsVersion} says ${String(says)}`
  }
  const changes = await records.limitChanges(account, ROWS)
  const waiting = changes.find(
    ({ state, sequence }) => state === 'waiting' && sequence <= book.sequence
  )
  if (waiting !== undefined && waiting.sequence !== pendingLimits?.sequence) {
    return `limits of row ${waiting.sequence} wait by the table, not by the journal`
  }
  if (pendingLimits === null) return null
  const asked = changes.find(({ sequence }) => sequence === pendingLimits.sequence)
  const isSame =
    asked !== undefined &&
    LIMIT_FIELDS.every((field) => asked.limits[field] === pendingLimits.limits[field])
  return isSame ? null : `limits of row ${pendingLimits.sequence} wait by the journal alone`
}
