import type { Bar } from '../strategy/bar.js'
import { Float64, freeze } from './intrinsics.js'

/** Where each number of a bar and of the account lies in the guest's inbox. */
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

/** The engine's numbers of one call, and whose they are. */
export interface Inbox {
  readonly numbers: Float64Array
  /** Index of the instrument whose bar is being shown. */
  instrument: number
}

/** An inbox before the first call. */
export function emptyInbox(): Inbox {
  return { numbers: new Float64(INBOX_LENGTH), instrument: 0 }
}

/**
 * The bar that strategies are shown: one object whose properties read the inbox.
 *
 * Numbers kept in the fields of an object would be allocated anew for each bar; read from an array
 * they cost nothing. All properties are the object's own, so copying it with `{ ...bar }` works.
 */
export function shownBar(inbox: Inbox, symbols: readonly string[]): Bar {
  const { numbers } = inbox
  return freeze({
    get symbol(): string {
      return symbols[inbox.instrument] as string
    },
    get startMs(): number {
      return numbers[INBOX.startMs] as number
    },
    get endMs(): number {
      return numbers[INBOX.endMs] as number
    },
    get open(): number {
      return numbers[INBOX.open] as number
    },
    get high(): number {
      return numbers[INBOX.high] as number
    },
    get low(): number {
      return numbers[INBOX.low] as number
    },
    get close(): number {
      return numbers[INBOX.close] as number
    },
    get volume(): number {
      return numbers[INBOX.volume] as number
    },
  })
}
