import { test } from '@japa/runner'
import { matchAtOpen, matchWithin } from '#kernel/matching/bar_match'
import type { WorkingTerms } from '#kernel/order/order'
import { limit, stop, stopLimit, terms, trailing, type Ohlc } from './terms.js'

/** One order against one bar: where it must fill, 0 for not at all. */
interface Case {
  readonly title: string
  readonly order: () => WorkingTerms
  readonly bar: Ohlc
  readonly atOpen: number
  readonly within?: number
  /** Whether the stop must have been triggered afterwards. */
  readonly triggered?: boolean
}

/** Runs both passes as the simulation does: the rest of the bar only for what the open left. */
function table(cases: readonly Case[]): void {
  for (const { title, order, bar, atOpen, within, triggered } of cases) {
    test(title, ({ assert }) => {
      const working = order()
      const [open, high, low, close] = bar
      const first = matchAtOpen(working, open)
      assert.equal(first, atOpen, 'at the open')
      if (first === 0) {
        assert.equal(matchWithin(working, open, high, low, close), within ?? 0, 'inside the bar')
      }
      if (triggered !== undefined) assert.equal(working.triggered, triggered, 'triggered')
    })
  }
}

test.group('market orders', () => {
  table([
    { title: 'buys at the open', order: () => terms('buy'), bar: [100, 104, 99, 101], atOpen: 100 },
    {
      title: 'sells at the open',
      order: () => terms('sell'),
      bar: [100, 104, 99, 101],
      atOpen: 100,
    },
  ])

  test('do not fill inside a bar: what the open left waits for the next', ({ assert }) => {
    assert.equal(matchWithin(terms('buy'), 100, 104, 99, 101), 0)
  })
})

test.group('limit orders', () => {
  table([
    {
      title: 'buy at 100 fills at an open of 98, better than its limit',
      order: () => limit('buy', 100),
      bar: [98, 104, 97, 103],
      atOpen: 98,
    },
    {
      title: 'buy at 100 fills at an open of exactly 100',
      order: () => limit('buy', 100),
      bar: [100, 104, 99, 103],
      atOpen: 100,
    },
    {
      title: 'buy at 100 fills at 100 when the low comes to 99.5',
      order: () => limit('buy', 100),
      bar: [102, 104, 99.5, 103],
      atOpen: 0,
      within: 100,
    },
    {
      title: 'buy at 100 fills when the low touches 100',
      order: () => limit('buy', 100),
      bar: [102, 104, 100, 103],
      atOpen: 0,
      within: 100,
    },
    {
      title: 'buy at 100 does not fill when the low stays at 100.01',
      order: () => limit('buy', 100),
      bar: [102, 104, 100.01, 103],
      atOpen: 0,
    },
    {
      title: 'sell at 110 fills at an open of 112, better than its limit',
      order: () => limit('sell', 110),
      bar: [112, 113, 105, 106],
      atOpen: 112,
    },
    {
      title: 'sell at 110 fills at 110 when the high comes to 111',
      order: () => limit('sell', 110),
      bar: [105, 111, 104, 106],
      atOpen: 0,
      within: 110,
    },
    {
      title: 'sell at 110 does not fill when the high stays at 109.99',
      order: () => limit('sell', 110),
      bar: [105, 109.99, 104, 106],
      atOpen: 0,
    },
  ])

  test('made at the open by another fill, and already passed there, fill at the open', ({
    assert,
  }) => {
    assert.equal(matchWithin(limit('sell', 95), 100, 104, 99, 101), 100)
    assert.equal(matchWithin(limit('buy', 105), 100, 104, 99, 101), 100)
  })
})

test.group('stop orders', () => {
  table([
    {
      title: 'buy stop 105 gapped over fills at the open of 107',
      order: () => stop('buy', 105),
      bar: [107, 109, 106, 108],
      atOpen: 107,
      triggered: true,
    },
    {
      title: 'buy stop 105 fills at 105 when the high comes to 106',
      order: () => stop('buy', 105),
      bar: [102, 106, 101, 103],
      atOpen: 0,
      within: 105,
      triggered: true,
    },
    {
      title: 'buy stop 105 fills when the high touches 105',
      order: () => stop('buy', 105),
      bar: [102, 105, 101, 103],
      atOpen: 0,
      within: 105,
    },
    {
      title: 'buy stop 105 is not reached by a high of 104.99',
      order: () => stop('buy', 105),
      bar: [102, 104.99, 101, 103],
      atOpen: 0,
      triggered: false,
    },
    {
      title: 'sell stop 95 gapped under fills at the open of 93',
      order: () => stop('sell', 95),
      bar: [93, 94, 90, 91],
      atOpen: 93,
      triggered: true,
    },
    {
      title: 'sell stop 95 fills at 95 when the low comes to 94',
      order: () => stop('sell', 95),
      bar: [98, 99, 94, 97],
      atOpen: 0,
      within: 95,
    },
    {
      title: 'sell stop 95 is not reached by a low of 95.01',
      order: () => stop('sell', 95),
      bar: [98, 99, 95.01, 97],
      atOpen: 0,
    },
    {
      title: 'triggered on an earlier bar, the rest is a market order at the open',
      order: () => ({ ...stop('sell', 95), triggered: true }),
      bar: [97, 99, 96, 98],
      atOpen: 97,
    },
  ])

  test('made at the open and already passed there fill at the open', ({ assert }) => {
    assert.equal(matchWithin(stop('sell', 101), 100, 104, 99, 102), 100)
    assert.equal(matchWithin(stop('buy', 99), 100, 104, 98, 102), 100)
  })

  test('triggered in this bar without a fill do not fill again inside it', ({ assert }) => {
    const working = stop('buy', 105)
    assert.equal(matchWithin(working, 102, 106, 101, 103), 105)
    assert.equal(matchWithin(working, 102, 106, 101, 103), 0)
  })
})

test.group('stop-limit orders with a limit no worse than the stop', () => {
  table([
    {
      title: 'buy stop 105 limit 106 fills at 105, which the price passes on its way',
      order: () => stopLimit('buy', 105, 106),
      bar: [102, 107, 101, 106.5],
      atOpen: 0,
      within: 105,
      triggered: true,
    },
    {
      title: 'buy stop 105 limit 105 fills at 105',
      order: () => stopLimit('buy', 105, 105),
      bar: [102, 107, 101, 106.5],
      atOpen: 0,
      within: 105,
    },
    {
      title: 'buy stop 105 limit 106 opened at 105.5 fills at the open',
      order: () => stopLimit('buy', 105, 106),
      bar: [105.5, 107, 104, 106.5],
      atOpen: 105.5,
    },
    {
      title: 'buy stop 105 limit 106 opened at 108 works as a limit: the low of 104 fills at 106',
      order: () => stopLimit('buy', 105, 106),
      bar: [108, 109, 104, 107],
      atOpen: 0,
      within: 106,
      triggered: true,
    },
    {
      title:
        'buy stop 105 limit 106 opened at 108 with a low of 107 is triggered and does not fill',
      order: () => stopLimit('buy', 105, 106),
      bar: [108, 109, 107, 108],
      atOpen: 0,
      triggered: true,
    },
    {
      title: 'buy stop 105 limit 106 is not reached by a high of 104',
      order: () => stopLimit('buy', 105, 106),
      bar: [102, 104, 101, 103],
      atOpen: 0,
      triggered: false,
    },
    {
      title: 'sell stop 95 limit 94 fills at 95',
      order: () => stopLimit('sell', 95, 94),
      bar: [98, 99, 93, 93.5],
      atOpen: 0,
      within: 95,
    },
    {
      title: 'sell stop 95 limit 94 opened at 92 with a high of 94.5 fills at 94',
      order: () => stopLimit('sell', 95, 94),
      bar: [92, 94.5, 91, 93],
      atOpen: 0,
      within: 94,
    },
    {
      title: 'triggered earlier, it is a limit order: an open of 104 fills at 104',
      order: () => ({ ...stopLimit('buy', 105, 106), triggered: true }),
      bar: [104, 105, 103, 104],
      atOpen: 104,
    },
  ])
})

test.group('stop-limit orders with a limit better than the stop', () => {
  table([
    {
      title: 'buy stop 105 limit 103 fills at 103 when the close proves the way back',
      order: () => stopLimit('buy', 105, 103),
      bar: [102, 106, 101, 102.5],
      atOpen: 0,
      within: 103,
    },
    {
      title: 'buy stop 105 limit 103 does not fill on a low that may lie before the trigger',
      order: () => stopLimit('buy', 105, 103),
      bar: [102, 106, 101, 104],
      atOpen: 0,
      triggered: true,
    },
    {
      title: 'and then works as a limit on the next bar',
      order: () => ({ ...stopLimit('buy', 105, 103), triggered: true }),
      bar: [104, 104.5, 102, 104],
      atOpen: 0,
      within: 103,
    },
    {
      title: 'sell stop 95 limit 97 fills at 97 when the close proves it',
      order: () => stopLimit('sell', 95, 97),
      bar: [98, 99, 94, 97.5],
      atOpen: 0,
      within: 97,
    },
    {
      title: 'sell stop 95 limit 97 does not fill on a high that may lie before the trigger',
      order: () => stopLimit('sell', 95, 97),
      bar: [98, 99, 94, 96],
      atOpen: 0,
      triggered: true,
    },
  ])
})

test.group('trailing stops', () => {
  const fivePercent = { kind: 'fraction', value: 0.05 } as const
  const fourDollars = { kind: 'amount', value: 4 } as const
  table([
    {
      title: 'sell 5 % under a best of 100 fills at 95',
      order: () => trailing('sell', fivePercent, 100),
      bar: [98, 99, 94, 96],
      atOpen: 0,
      within: 95,
    },
    {
      title: 'sell 5 % under 100 gapped under fills at the open of 93',
      order: () => trailing('sell', fivePercent, 100),
      bar: [93, 96, 92, 95],
      atOpen: 93,
    },
    {
      title: 'a new high of the same bar does not raise the level: best 100, high 110, low 96',
      order: () => trailing('sell', fivePercent, 100),
      bar: [99, 110, 96, 97],
      atOpen: 0,
    },
    {
      title: 'buy 4 dollars over a best of 50 fills at 54',
      order: () => trailing('buy', fourDollars, 50),
      bar: [52, 55, 51, 54.5],
      atOpen: 0,
      within: 54,
    },
    {
      title: 'buy 4 dollars over 50 is not reached by a high of 53.99',
      order: () => trailing('buy', fourDollars, 50),
      bar: [52, 53.99, 51, 53],
      atOpen: 0,
    },
    {
      title: 'a trailing stop without a best price does nothing',
      order: () => trailing('sell', fivePercent, null),
      bar: [52, 53.99, 1, 53],
      atOpen: 0,
    },
    {
      title: 'an amount larger than the price is never reached',
      order: () => trailing('sell', fourDollars, 3),
      bar: [2, 3, 0.01, 0.02],
      atOpen: 0,
    },
  ])
})
