import { test } from '@japa/runner'
import { EventQueue, WAITING_MAX, type Waiting } from '#engine/trading/strategies/event_queue.js'

const news = (sequence: number): Waiting => ({
  type: 'news',
  news: { type: 'fill', symbol: 'US.AAPL', sequence },
  sinceMs: 0,
})
const slice: Waiting = { type: 'slice', endMs: 1, sinceMs: 0 }

test.group('EventQueue', () => {
  test('keeps the order, and an item until it is shifted', ({ assert }) => {
    const queue = new EventQueue()
    for (let k = 0; k < 3_000; k++) queue.push(news(k))
    for (let k = 0; k < 3_000; k++) {
      assert.deepEqual(queue.peek(), news(k))
      assert.deepEqual(queue.peek(), news(k))
      queue.shift()
    }
    assert.isNull(queue.peek())
    assert.equal(queue.length, 0)
  })

  test('is overrun by more than may wait', ({ assert }) => {
    const queue = new EventQueue()
    for (let k = 0; k < WAITING_MAX; k++) queue.push(slice)
    assert.isFalse(queue.isOverrun)
    queue.push(slice)
    assert.isTrue(queue.isOverrun)
    assert.equal(queue.length, WAITING_MAX)
  })
})
