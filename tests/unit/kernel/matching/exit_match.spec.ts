import { test } from '@japa/runner'
import {
  advanceTrailOfChild,
  compareExits,
  entryApproachOf,
  matchChildWithin,
} from '#kernel/matching/exit_match'
import { limit, stop, stopLimit, trailing } from './terms.js'

test.group('how the price came to an entry', () => {
  test('a limit is come back to, a stop passed', ({ assert }) => {
    assert.equal(entryApproachOf(limit('buy', 98), 98, 100), 'limit')
    assert.equal(entryApproachOf(stop('buy', 103), 103, 100), 'stop')
    assert.equal(entryApproachOf(stop('sell', 97), 97, 100), 'stop')
  })

  test('a stop-limit is passed when it fills at its stop, else come back to', ({ assert }) => {
    assert.equal(entryApproachOf(stopLimit('buy', 103, 104), 103, 100), 'stop')
    assert.equal(entryApproachOf(stopLimit('buy', 103, 101), 101, 100), 'limit')
    assert.equal(entryApproachOf(stopLimit('buy', 103, 103), 103, 106), 'limit')
    assert.equal(entryApproachOf(stopLimit('sell', 97, 96), 97, 100), 'stop')
    assert.equal(entryApproachOf(stopLimit('sell', 97, 97), 97, 94), 'limit')
  })
})

test.group('a protective stop in the bar of its entry', () => {
  test('of a long bought at a limit is hit by a low at or under it', ({ assert }) => {
    // Limit 98 filled on the way down from 100; the stop at 96 lies further down the same way.
    assert.equal(matchChildWithin(stop('sell', 96), 'limit', 98, 101, 95, 99), 96)
    assert.equal(matchChildWithin(stop('sell', 96), 'limit', 98, 101, 96, 99), 96)
  })

  test('of a long bought at a limit is not hit by a low above it', ({ assert }) => {
    assert.equal(matchChildWithin(stop('sell', 96), 'limit', 98, 101, 96.01, 99), 0)
  })

  test('of a long bought at a stop is assumed hit, though the low may lie before the entry', ({
    assert,
  }) => {
    const guard = stop('sell', 99)
    assert.equal(matchChildWithin(guard, 'stop', 103, 105, 98, 104), 99)
    assert.isTrue(guard.triggered)
  })

  test('of a short sold at a limit or a stop is mirrored', ({ assert }) => {
    assert.equal(matchChildWithin(stop('buy', 104), 'limit', 102, 105, 99, 101), 104)
    assert.equal(matchChildWithin(stop('buy', 104), 'limit', 102, 103.99, 99, 101), 0)
    assert.equal(matchChildWithin(stop('buy', 101), 'stop', 97, 102, 95, 96), 101)
  })

  test('that the entry has passed already fills at the entry price', ({ assert }) => {
    assert.equal(matchChildWithin(stop('sell', 99), 'limit', 98, 101, 97.5, 99), 98)
    assert.equal(matchChildWithin(stop('buy', 101), 'limit', 102, 103, 99, 101), 102)
  })

  test('that trails starts at the entry price', ({ assert }) => {
    const trail = { kind: 'amount', value: 2 } as const
    assert.equal(matchChildWithin(trailing('sell', trail, 98), 'limit', 98, 101, 95, 99), 96)
    assert.equal(matchChildWithin(trailing('sell', trail, 98), 'limit', 98, 101, 96.5, 99), 0)
  })
})

test.group('a target in the bar of its entry', () => {
  test('of a long bought at a limit is proven by the close alone', ({ assert }) => {
    assert.equal(matchChildWithin(limit('sell', 101), 'limit', 98, 103, 97, 102), 101)
    assert.equal(matchChildWithin(limit('sell', 101), 'limit', 98, 103, 97, 101), 101)
  })

  test('of a long bought at a limit is not proven by a high that may lie before it', ({
    assert,
  }) => {
    assert.equal(matchChildWithin(limit('sell', 101), 'limit', 98, 103, 97, 100.99), 0)
  })

  test('of a long bought at a stop is proven by the high, which lies beyond the entry', ({
    assert,
  }) => {
    assert.equal(matchChildWithin(limit('sell', 106), 'stop', 103, 107, 99, 100), 106)
    assert.equal(matchChildWithin(limit('sell', 106), 'stop', 103, 105.99, 99, 105), 0)
  })

  test('of a short is mirrored', ({ assert }) => {
    assert.equal(matchChildWithin(limit('buy', 99), 'limit', 102, 103, 97, 98), 99)
    assert.equal(matchChildWithin(limit('buy', 99), 'limit', 102, 103, 97, 99.01), 0)
    assert.equal(matchChildWithin(limit('buy', 94), 'stop', 97, 101, 93, 100), 94)
    assert.equal(matchChildWithin(limit('buy', 94), 'stop', 97, 101, 94.01, 95), 0)
  })

  test('that the entry has passed already fills at the entry price', ({ assert }) => {
    assert.equal(matchChildWithin(limit('sell', 97), 'limit', 98, 101, 97.5, 99), 98)
  })
})

test.group('order of the exits of a position', () => {
  test('the guard goes before the target: the worse of the two is assumed', ({ assert }) => {
    const guard = stop('sell', 95)
    const target = limit('sell', 110)
    assert.deepEqual([target, guard].toSorted(compareExits), [guard, target])
    assert.isBelow(compareExits(guard, target), 0)
    assert.equal(compareExits(target, limit('sell', 120)), 0)
  })

  test('of two guards the nearer goes first', ({ assert }) => {
    const trail = { kind: 'amount', value: 2 } as const
    const far = stop('sell', 95)
    const near = trailing('sell', trail, 100)
    assert.deepEqual([far, near].toSorted(compareExits), [near, far])
    const over = [stop('buy', 105), stop('buy', 103)]
    assert.deepEqual(
      over.toSorted(compareExits).map((order) => order.stopPrice),
      [103, 105]
    )
  })
})

test.group('a trailing stop after the bar of its entry', () => {
  const trail = { kind: 'amount', value: 2 } as const

  test('takes the far end of the range behind a stop entry', ({ assert }) => {
    const order = trailing('sell', trail, 103)
    advanceTrailOfChild(order, 'stop', 107, 99, 104)
    assert.equal(order.trailBest, 107)
  })

  test('takes only the close behind a limit entry', ({ assert }) => {
    const order = trailing('sell', trail, 98)
    advanceTrailOfChild(order, 'limit', 107, 97, 101)
    assert.equal(order.trailBest, 101)
    const short = trailing('buy', trail, 102)
    advanceTrailOfChild(short, 'limit', 103, 90, 104)
    assert.equal(short.trailBest, 102)
  })
})
