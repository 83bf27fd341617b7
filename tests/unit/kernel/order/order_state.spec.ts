import { test } from '@japa/runner'
import {
  IllegalOrderMove,
  isOpen,
  nextOrderState,
  type OrderEventType,
  type OrderState,
} from '#kernel/order/order_state.js'

/* Every state meets every event: what is not in the table is illegal. */

const EVENTS: readonly OrderEventType[] = [
  'order_denied',
  'order_sent',
  'order_accepted',
  'order_rejected',
  'order_partially_filled',
  'order_filled',
  'order_cancelled',
  'order_expired',
  'order_lost',
]

/** In the order of EVENTS; `-` is illegal. */
const TABLE: Record<OrderState, string> = {
  //         denied  sent      accepted  rejected part      filled cancelled expired lost
  pending: ' denied  submitted -         -        -         -      cancelled -       unknown',
  submitted: '-      -         submitted rejected partial   filled cancelled expired unknown',
  partial: ' -       -         partial   -        partial   filled cancelled expired unknown',
  unknown: ' -       -         submitted rejected partial   filled cancelled expired -',
  cancelled: '-      -         -         -        cancelled filled -         -       -',
  expired: ' -       -         -         -        expired   filled -         -       -',
  filled: '  -       -         -         -        -         -      -         -       -',
  denied: '  -       -         -         -        -         -      -         -       -',
  rejected: '-       -         -         -        -         -      -         -       -',
}

test.group('the life of an order', () => {
  for (const [state, row] of Object.entries(TABLE) as [OrderState, string][]) {
    row
      .trim()
      .split(/\s+/)
      .forEach((next, k) => {
        const event = EVENTS[k]!
        const says = next === '-' ? 'is impossible' : `makes it ${next}`
        test(`${state}: ${event} ${says}`, ({ assert }) => {
          if (next !== '-') return assert.equal(nextOrderState(state, event), next as OrderState)
          assert.throws(() => nextOrderState(state, event), IllegalOrderMove as never)
        })
      })
  }

  test('it trades while pending, submitted, partial or unknown', ({ assert }) => {
    const open = (Object.keys(TABLE) as OrderState[]).filter(isOpen)
    assert.deepEqual(open, ['pending', 'submitted', 'partial', 'unknown'])
  })
})
