import { test } from '@japa/runner'
import { EARLY_MS, OPEN_MS, VenueBench } from './paper_bench.js'

const SECOND = 1_000
const HOUR = 3_600_000

test.group('paper execution: prices and sizes', () => {
  test('buys at the ask, sells at the bid', ({ assert }) => {
    const bench = new VenueBench()
    bench.quote(100, 100.02)
    bench.send()
    bench.send({ side: 'sell', quantity: 4 })
    assert.deepEqual(bench.words, [
      'o1 accepted',
      'o1 filled 10 at 100.02',
      'o2 accepted',
      'o2 filled 4 at 100',
    ])
    assert.equal(bench.cash, '99399.80')
    assert.equal(bench.venue.ledger.holdings.get('US.AAPL')?.quantity, 6)
  })

  test('a limit better than the market waits for it and fills no worse than the quote', ({
    assert,
  }) => {
    const bench = new VenueBench()
    bench.quote(100, 100.02)
    bench.send({ type: 'limit', limitPrice: 99.9 })
    bench.quote(99.7, 99.75)
    assert.deepEqual(bench.words, ['o1 accepted', 'o1 filled 10 at 99.75'])
  })

  test('takes the size that is shown; what one order took is not there for the next', ({
    assert,
  }) => {
    const bench = new VenueBench()
    bench.quote(100, 100.02, 12)
    bench.send()
    bench.send()
    assert.deepEqual(bench.words, [
      'o1 accepted',
      'o1 filled 10 at 100.02',
      'o2 accepted',
      'o2 filled 2 at 100.02',
    ])
    // The same moment, told again, offers nothing new.
    bench.quote(100, 100.02, 12)
    assert.deepEqual(bench.words, [])
    bench.pass(SECOND)
    bench.quote(100, 100.02, 12)
    assert.deepEqual(bench.words, ['o2 filled 8 at 100.02'])
  })

  test('takes only its share of the size', ({ assert }) => {
    const bench = new VenueBench({ sizeShare: 0.1 })
    bench.quote(100, 100.02, 55)
    bench.send()
    assert.deepEqual(bench.words, ['o1 accepted', 'o1 filled 5 at 100.02'])
  })

  test('a quote without sizes fills the whole order, or what the settings say', ({ assert }) => {
    const whole = new VenueBench()
    whole.quote(100, 100.02, null)
    whole.send({ quantity: 5_000 })
    assert.deepEqual(whole.words, ['o1 accepted', 'o1 filled 5000 at 100.02'])
    const careful = new VenueBench({ untoldSize: 100 })
    careful.quote(100, 100.02, null)
    careful.send({ quantity: 5_000 })
    assert.deepEqual(careful.words, ['o1 accepted', 'o1 filled 100 at 100.02'])
  })

  test('a feed that tells trades alone is a market at the last price', ({ assert }) => {
    const bench = new VenueBench()
    bench.quote(null, null, null, { last: 101.5 })
    bench.send()
    assert.deepEqual(bench.words, ['o1 accepted', 'o1 filled 10 at 101.5'])
  })

  test('fills whole lots of what is shown', ({ assert }) => {
    const bench = new VenueBench({}, Date.UTC(2024, 0, 9, 2, 0))
    bench.quote(300, 300.2, 250, { symbol: 'HK.00700' })
    bench.send({ symbol: 'HK.00700', quantity: 400 })
    assert.deepEqual(bench.words, ['o1 accepted', 'o1 filled 200 at 300.2'])
  })

  test('slips against the trader, never beyond a limit', ({ assert }) => {
    const bench = new VenueBench({ slippage: { type: 'fixed', amount: 0.05 } })
    bench.quote(100, 100.02)
    bench.send()
    bench.send({ type: 'limit', limitPrice: 100.04 })
    bench.send({ side: 'sell' })
    assert.deepEqual(
      bench.words.filter((word) => word.includes('filled')),
      ['o1 filled 10 at 100.07', 'o2 filled 10 at 100.04', 'o3 filled 10 at 99.95']
    )
  })

  test('charges the minimum of an order once, however many parts it fills in', ({ assert }) => {
    const commission = { type: 'per_share', rate: 0.01, minimum: 1, maximumFraction: null } as const
    const bench = new VenueBench({ commission: { US: commission, HK: commission } })
    bench.quote(100, 100, 30)
    bench.send({ quantity: 150 })
    for (let k = 0; k < 4; k++) {
      bench.pass(SECOND)
      bench.quote(100, 100, 30)
    }
    assert.deepEqual(
      bench.fills.map(({ fee }) => fee / 1e6),
      [1, 0, 0, 0.2, 0.3]
    )
    assert.equal(bench.cash, '84998.50')
  })

  test('who came first is served first; a change goes to the end, a reduction does not', ({
    assert,
  }) => {
    const bench = new VenueBench()
    const limit = { type: 'limit', limitPrice: 99 } as const
    bench.send(limit)
    bench.send(limit)
    bench.send(limit)
    bench.replace({ clientOrderId: 'o1', quantity: 10, limitPrice: 99.5 })
    bench.replace({ clientOrderId: 'o2', quantity: 5, limitPrice: 99 })
    bench.reports.length = 0
    bench.quote(98, 99, 16)
    assert.deepEqual(bench.words, ['o2 filled 5 at 99', 'o3 filled 10 at 99', 'o1 filled 1 at 99'])
  })
})

test.group('paper execution: stops', () => {
  test('a stop waits for its price and fills at the quote that reached it', ({ assert }) => {
    const bench = new VenueBench()
    bench.quote(100, 100.02)
    bench.send({ side: 'sell', type: 'stop', stopPrice: 98 })
    bench.quote(98.01, 98.03)
    assert.deepEqual(bench.words, ['o1 accepted'])
    bench.quote(97.5, 97.52)
    assert.deepEqual(bench.words, ['o1 filled 10 at 97.5'])
  })

  test('a stop that was reached stays so: its rest is a market order', ({ assert }) => {
    const bench = new VenueBench()
    bench.send({ side: 'sell', type: 'stop', stopPrice: 98 })
    bench.quote(97.5, 97.52, 4)
    bench.pass(SECOND)
    bench.quote(99, 99.02, 100)
    assert.deepEqual(bench.words, ['o1 accepted', 'o1 filled 4 at 97.5', 'o1 filled 6 at 99'])
  })

  test('a stop-limit becomes a limit order', ({ assert }) => {
    const bench = new VenueBench()
    bench.send({ type: 'stop_limit', stopPrice: 101, limitPrice: 101.5 })
    bench.quote(101.8, 102)
    bench.quote(101.2, 101.4)
    assert.deepEqual(bench.words, ['o1 accepted', 'o1 filled 10 at 101.4'])
  })

  test('a trailing stop follows the best bid and never goes back', ({ assert }) => {
    const bench = new VenueBench()
    bench.quote(100, 100.02)
    bench.send({ side: 'sell', type: 'trailing_stop', trail: { kind: 'amount', value: 2 } })
    bench.quote(103, 103.02)
    bench.quote(101.01, 101.03)
    assert.deepEqual(bench.words, ['o1 accepted'])
    bench.quote(100.9, 100.92)
    assert.deepEqual(bench.words, ['o1 filled 10 at 100.9'])
  })
})

test.group('paper execution: quotes that are nothing to trade on', () => {
  test('an old quote executes nothing; a fresh one does', ({ assert }) => {
    const bench = new VenueBench()
    bench.quote(100, 100.02)
    bench.pass(20 * SECOND)
    bench.send()
    assert.deepEqual(bench.words, ['o1 accepted'])
    bench.quote(90, 90.02, 100, { atMs: bench.nowMs - 16 * SECOND })
    assert.deepEqual(bench.words, [])
    assert.equal(bench.venue.quotes.refused.stale, 1)
    bench.quote(101, 101.02)
    assert.deepEqual(bench.words, ['o1 filled 10 at 101.02'])
  })

  test('a quote from the future is refused and does not stand in the way of the next', ({
    assert,
  }) => {
    const bench = new VenueBench()
    bench.send()
    bench.quote(100, 100.02, 100, { atMs: bench.nowMs + HOUR })
    assert.deepEqual(bench.words, ['o1 accepted'])
    bench.quote(100, 100.02)
    assert.deepEqual(bench.words, ['o1 filled 10 at 100.02'])
  })

  test('crossed, zero, negative and one-sided quotes execute nothing and end the last one', ({
    assert,
  }) => {
    for (const [bid, ask] of [
      [100.05, 100],
      [0, 100],
      [100, 0],
      [-1, 100],
      [NaN, 100],
      [100, Infinity],
      [null, 100],
      [100, null],
    ] as const) {
      const bench = new VenueBench()
      bench.quote(100, 100.02)
      bench.quote(bid, ask)
      bench.send()
      assert.deepEqual(bench.words, ['o1 accepted'], `${bid} / ${ask}`)
      assert.equal(bench.venue.quotes.refused.faulty, 1)
    }
  })

  test('a quote that comes late is not taken for the newest', ({ assert }) => {
    const bench = new VenueBench()
    bench.quote(100, 100.02)
    bench.quote(90, 90.02, 100, { atMs: bench.nowMs - 1 })
    bench.send()
    assert.deepEqual(bench.words, ['o1 accepted', 'o1 filled 10 at 100.02'])
    assert.equal(bench.venue.quotes.refused.late, 1)
  })

  test('a quote of the future, left by a clock that has jumped back, makes no other one late', ({
    assert,
  }) => {
    const bench = new VenueBench()
    bench.nowMs += 1_800_000
    bench.quote(100, 100.02)
    bench.nowMs -= 1_800_000
    bench.quote(90, 90.02)
    bench.send()
    assert.deepEqual(bench.words, ['o1 accepted', 'o1 filled 10 at 90.02'])
    assert.equal(bench.venue.quotes.refused.late, 0)
  })

  test('a locked market trades', ({ assert }) => {
    const bench = new VenueBench()
    bench.quote(100, 100)
    bench.send()
    assert.deepEqual(bench.words, ['o1 accepted', 'o1 filled 10 at 100'])
  })
})

test.group('paper execution: hours and time in force', () => {
  test('a day order waits for the open and lives until the close', ({ assert }) => {
    const bench = new VenueBench({}, EARLY_MS)
    bench.quote(100, 100.02)
    bench.send()
    assert.deepEqual(bench.words, ['o1 accepted'])
    bench.passTo(Date.UTC(2024, 0, 9, 14, 30))
    bench.quote(101, 101.02, 4)
    assert.deepEqual(bench.words, ['o1 filled 4 at 101.02'])
    bench.passTo(Date.UTC(2024, 0, 9, 20, 59, 59))
    assert.deepEqual(bench.words, [])
    bench.passTo(Date.UTC(2024, 0, 9, 21, 0))
    assert.deepEqual(bench.words, ['o1 expired after 4'])
  })

  test('a day order sent after the close is for the next session, over a weekend too', ({
    assert,
  }) => {
    const bench = new VenueBench({}, Date.UTC(2024, 0, 12, 22, 0))
    bench.send()
    // Monday the 15th is Martin Luther King Day.
    bench.passTo(Date.UTC(2024, 0, 16, 20, 59))
    assert.deepEqual(bench.words, ['o1 accepted'])
    bench.passTo(Date.UTC(2024, 0, 16, 21, 0))
    assert.deepEqual(bench.words, ['o1 expired after 0'])
  })

  test('nothing executes in the lunch break of Hong Kong', ({ assert }) => {
    const bench = new VenueBench({}, Date.UTC(2024, 0, 9, 4, 30))
    const symbol = 'HK.00700'
    bench.quote(300, 300.2, 1_000, { symbol })
    bench.send({ symbol, quantity: 100 })
    assert.deepEqual(bench.words, ['o1 accepted'])
    bench.passTo(Date.UTC(2024, 0, 9, 5, 0))
    bench.quote(301, 301.2, 1_000, { symbol })
    assert.deepEqual(bench.words, ['o1 filled 100 at 301.2'])
  })

  test('ioc ends with what it got, and says why it got no more', ({ assert }) => {
    const bench = new VenueBench()
    bench.send({ timeInForce: 'ioc' })
    assert.equal(bench.lastReason, 'there is no fresh quote')
    bench.quote(100, 100.02, 3)
    bench.send({ timeInForce: 'ioc' })
    assert.deepEqual(bench.words.slice(2), [
      'o2 accepted',
      'o2 filled 3 at 100.02',
      'o2 cancelled after 3',
    ])
    const early = new VenueBench({}, EARLY_MS)
    early.quote(100, 100.02)
    early.send({ timeInForce: 'ioc' })
    assert.equal(early.lastReason, 'the market is closed')
  })

  test('gtd ends at its instant, before a quote of that instant', ({ assert }) => {
    const bench = new VenueBench()
    bench.send({ timeInForce: 'gtd', goodTillMs: OPEN_MS + HOUR })
    bench.nowMs = OPEN_MS + HOUR
    bench.quote(100, 100.02)
    assert.deepEqual(bench.words, ['o1 accepted', 'o1 expired after 0'])
  })

  test('gtc outlives the session', ({ assert }) => {
    const bench = new VenueBench()
    bench.send({ timeInForce: 'gtc', type: 'limit', limitPrice: 90 })
    bench.passTo(Date.UTC(2024, 2, 1, 15, 0))
    bench.quote(89, 89.02)
    assert.deepEqual(bench.words, ['o1 accepted', 'o1 filled 10 at 89.02'])
  })
})
