/**
 * Ids that money depends on are derived from (account, sequence), never random: after a crash the
 * same step gives the same id, so a retry cannot double an order.
 */

/** The prefixes of the kernel's ids. */
export type IdPrefix = 'ord' | 'sig' | 'fil' | 'trd'

/** `ord_<account>_<sequence>`. The account is a short slug; the sequence a positive whole number. */
export function deriveId(prefix: IdPrefix, account: string, sequence: number): string {
  return `${prefix}_${account}_${sequence}`
}
