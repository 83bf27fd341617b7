import { INBOX, INBOX_LENGTH } from '../../../../app/kernel/simulation/inbox.js'
import type { Bar } from '../strategy/bar.js'
import { Float64, freeze } from './intrinsics.js'

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
