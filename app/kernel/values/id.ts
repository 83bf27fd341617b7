/**
 * Ids that money depends on are derived from (account, sequence), never random: after a crash the
 * same step gives the same id, so a retry cannot double an order.
 */

/** What an id names: an order, a fill, or the trace of what began in a row of the journal. */
export type IdPrefix = 'ord' | 'fil' | 'trc'

/** `ord_<account>_<sequence>`. The account is a short slug; the sequence a positive whole number. */
export function deriveId(prefix: IdPrefix, account: string, sequence: number): string {
  return `${prefix}_${account}_${sequence}`
}
