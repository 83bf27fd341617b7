/**
 * Where each number of a bar and of the account lies in an advisor's inbox.
 *
 * Numbers written to an array owned by the strategy's realm cost less than as many arguments, each of
 * which would be allocated anew for the call.
 */
export const INBOX = {
  startMs: 0,
  endMs: 1,
  open: 2,
  high: 3,
  low: 4,
  close: 5,
  volume: 6,
  cash: 7,
  buyingPower: 8,
  equity: 9,
  exposure: 10,
  warmingUp: 11,
} as const

/** How many numbers an inbox holds. */
export const INBOX_LENGTH = 12
