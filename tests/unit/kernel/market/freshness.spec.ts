import { test } from '@japa/runner'
import { freshnessOf } from '#kernel/market/freshness.js'
import type { Venue } from '#kernel/instrument/venue.js'

test.group('Freshness', () => {
  test('{0} at {1}, last news {2}: {3}')
    .with([
      ['US', '2024-07-02T15:00:00Z', '2024-07-02T14:59:50Z', 'fresh'],
      ['US', '2024-07-02T15:00:00Z', '2024-07-02T14:59:45Z', 'fresh'],
      ['US', '2024-07-02T15:00:00Z', '2024-07-02T14:59:44Z', 'stale'],
      ['US', '2024-07-02T15:00:00Z', null, 'stale'],
      // Yesterday's price is not today's, but a moment after the open nothing is wrong yet.
      ['US', '2024-07-02T13:30:10Z', '2024-07-01T19:59:59Z', 'waiting'],
      ['US', '2024-07-02T13:30:10Z', null, 'waiting'],
      ['US', '2024-07-02T13:30:16Z', '2024-07-01T19:59:59Z', 'stale'],
      ['US', '2024-07-02T13:29:59Z', '2024-07-02T13:29:58Z', 'closed'],
      ['US', '2024-07-03T17:00:00Z', '2024-07-03T16:59:59Z', 'closed'],
      ['US', '2024-07-04T15:00:00Z', null, 'closed'],
      ['HK', '2024-07-02T04:30:00Z', '2024-07-02T03:59:59Z', 'closed'],
      ['HK', '2024-07-02T05:00:05Z', '2024-07-02T03:59:59Z', 'waiting'],
      ['HK', '2024-07-02T05:01:00Z', '2024-07-02T03:59:59Z', 'stale'],
    ] as const)
    .run(({ assert }, [venue, now, last, expected]) => {
      const found = freshnessOf({
        venue: venue as Venue,
        nowMs: Date.parse(now),
        lastMs: last === null ? null : Date.parse(last),
        staleAfterMs: 15_000,
      })
      assert.equal(found, expected)
    })
})
