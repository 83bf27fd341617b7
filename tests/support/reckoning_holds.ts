import type { Assert } from '@japa/assert'
import type { Reckoning } from './outage_desk.js'

/** Every order asked for is there once or was refused by name, and the broker's books say the same. */
export function holds(assert: Assert, reckoning: Reckoning): void {
  const { asked, answered, placed, orders, filled, books } = reckoning
  assert.equal(answered, asked, 'every command was written once')
  assert.equal(orders, placed, 'every command that was done made one order')
  assert.isAbove(filled, 10, 'they trade')
  assert.deepEqual(books.ours, books.brokers)
  const { strangers, ghosts, differences } = books
  assert.deepEqual(
    { strangers, ghosts, differences },
    { strangers: [], ghosts: [], differences: [] }
  )
}
