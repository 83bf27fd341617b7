import { test } from '@japa/runner'
import { PAPER_DEFAULTS, paperSettingsFault } from '#adapters/broker/paper/paper_settings.js'
import { OPEN_MS, VenueBench } from './paper_bench.js'

test.group('paper venue: latency', () => {
  test('an order executes at the quote of its arrival, not of its sending', ({ assert }) => {
    const bench = new VenueBench({ toVenueMs: 50 })
    bench.quote(100, 100.02)
    bench.send()
    bench.pass(40)
    bench.quote(101, 101.02)
    assert.deepEqual(bench.words, [])
    bench.pass(10)
    assert.deepEqual(bench.words, ['o1 accepted', 'o1 filled 10 at 101.02'])
  })

  test('a fill overtakes a cancel that is on its way', ({ assert }) => {
    const bench = new VenueBench({ toVenueMs: 50 })
    bench.send({ type: 'limit', limitPrice: 99 })
    bench.pass(50)
    bench.cancel('o1')
    bench.pass(49)
    bench.quote(98, 98.5, 6)
    bench.pass(1)
    assert.deepEqual(bench.words, ['o1 accepted', 'o1 filled 6 at 98.5', 'o1 cancelled after 6'])
  })

  test('a cancel never arrives before its order, whatever the jitter', ({ assert }) => {
    for (let seed = 1; seed <= 50; seed++) {
      const bench = new VenueBench({ toVenueMs: 5, jitterMs: 100, seed })
      bench.send({ type: 'limit', limitPrice: 90 })
      bench.cancel('o1')
      bench.pass(500)
      assert.deepEqual(bench.words, ['o1 accepted', 'o1 cancelled after 0'])
    }
  })

  test('a change that comes too late finds the order filled', ({ assert }) => {
    const bench = new VenueBench({ toVenueMs: 50 })
    bench.send({ type: 'limit', limitPrice: 99 })
    bench.pass(50)
    bench.replace({ clientOrderId: 'o1', quantity: 100, limitPrice: 99 })
    bench.quote(98, 98.5)
    bench.pass(50)
    assert.deepEqual(bench.words, ['o1 accepted', 'o1 filled 10 at 98.5'])
  })

  test('a cancel that arrives after the close finds the order expired', ({ assert }) => {
    const bench = new VenueBench({ toVenueMs: 50 }, Date.UTC(2024, 0, 9, 20, 59, 59, 900))
    bench.send({ type: 'limit', limitPrice: 99 })
    bench.pass(60)
    bench.cancel('o1')
    bench.pass(500)
    assert.deepEqual(bench.words, ['o1 accepted', 'o1 expired after 0'])
  })

  test('the same seed gives the same delays', ({ assert }) => {
    const arrivals = (seed: number) => {
      const bench = new VenueBench({ jitterMs: 100, seed })
      return Array.from({ length: 20 }, () => {
        bench.send({ type: 'limit', limitPrice: 90 })
        return bench.venue.nextMs
      })
    }
    assert.deepEqual(arrivals(7), arrivals(7))
    assert.notDeepEqual(arrivals(7), arrivals(8))
  })
})

test.group('paper venue: rejections', () => {
  test('rejects its share of the orders, the same ones with the same seed', ({ assert }) => {
    const rejected = (seed: number) => {
      const bench = new VenueBench({ rejectionRate: 0.1, seed })
      for (let k = 0; k < 1_000; k++) bench.send({ type: 'limit', limitPrice: 90 })
      return bench.words.filter((word) => word.endsWith('rejected'))
    }
    assert.approximately(rejected(1).length, 100, 35)
    assert.deepEqual(rejected(1), rejected(1))
    assert.notDeepEqual(rejected(1), rejected(2))
  })

  const faults = [
    [{ type: 'limit' }, 'a limit order needs a limit price'],
    [{ limitPrice: 100 }, 'a market order takes no limit price'],
    [{ type: 'stop' }, 'a stop order needs a stop price'],
    [{ type: 'stop_limit', stopPrice: 5 }, 'a stop-limit order needs a limit price'],
    [{ type: 'trailing_stop' }, 'a trailing-stop order needs a trail'],
    [{ quantity: 0 }, 'quantity must be above 0 and at most 1000000000, was 0'],
    [{ quantity: -3 }, 'quantity must be above 0 and at most 1000000000, was -3'],
    [{ quantity: 0.5 }, 'quantity 0.5 is not a multiple of the lot of 1'],
    [{ quantity: NaN }, 'quantity must be above 0 and at most 1000000000, was NaN'],
    [{ symbol: 'HK.00700', quantity: 150 }, 'quantity 150 is not a multiple of the lot of 100'],
    [{ symbol: 'US.NOPE' }, 'US.NOPE is not traded here'],
    [{ symbol: 'nonsense\u0000' }, 'symbol "nonsense\u0000" must look like US.AAPL'],
    [{ type: 'limit', limitPrice: 100.001 }, 'limit price 100.001 is off the tick of 0.01'],
    [{ type: 'limit', limitPrice: 0 }, 'the limit price must be above 0, was 0'],
    [{ timeInForce: 'gtd' }, 'a gtd order needs its last moment'],
    [{ clientOrderId: 'with space' }, 'the client order id must be 1 to 100 visible characters'],
  ] as const

  for (const [over, reason] of faults) {
    test(`rejects: ${JSON.stringify(reason)}`, ({ assert }) => {
      const bench = new VenueBench()
      bench.quote(100, 100.02)
      bench.send(over)
      assert.equal(bench.lastReason, reason)
      assert.isTrue(bench.words.at(-1)?.endsWith('rejected'))
      assert.lengthOf(bench.fills, 0)
    })
  }

  test('an order whose date has come when it arrives expires', ({ assert }) => {
    const bench = new VenueBench()
    bench.send({ timeInForce: 'gtd', goodTillMs: OPEN_MS })
    bench.quote(100, 100.02)
    assert.deepEqual(bench.words, ['o1 expired after 0'])
  })

  test('a change to terms that cannot be is refused; the order goes on', ({ assert }) => {
    const bench = new VenueBench()
    bench.send({ type: 'limit', limitPrice: 99 })
    bench.replace({ clientOrderId: 'o1', quantity: 10, limitPrice: 99.005 })
    assert.equal(bench.lastReason, 'limit price 99.005 is off the tick of 0.01')
    bench.replace({ clientOrderId: 'o1', quantity: 10 })
    assert.equal(bench.lastReason, 'a limit order needs a limit price')
    bench.quote(98, 98.5)
    assert.deepEqual(bench.words, [
      'o1 accepted',
      'o1 change_refused',
      'o1 change_refused',
      'o1 filled 10 at 98.5',
    ])
  })

  test('an execution that no ledger can hold ends its order and books nothing', ({ assert }) => {
    const bench = new VenueBench()
    bench.quote(1e8, 1e8, null)
    bench.send({ quantity: 1e6 })
    assert.deepEqual(bench.words, ['o1 accepted', 'o1 cancelled after 0'])
    assert.equal(bench.cash, '100000.00')
    bench.pass(1)
    bench.quote(100, 100)
    bench.send()
    assert.deepEqual(bench.words, ['o2 accepted', 'o2 filled 10 at 100'])
  })
})

test.group('paper settings', () => {
  const faults = [
    [{ toVenueMs: -1 }, 'toVenueMs must be from 0 to 600000 ms, was -1'],
    [{ jitterMs: NaN }, 'jitterMs must be from 0 to 600000 ms, was NaN'],
    [{ rejectionRate: 2 }, 'rejectionRate must be from 0 to 1 (0.02 is one order in fifty), was 2'],
    [{ seed: 0.5 }, 'seed must be a whole number, was 0.5'],
    [{ quoteAgeMaxMs: 0 }, 'quoteAgeMaxMs must be above 0, was 0'],
    [{ sizeShare: 0 }, 'sizeShare must be above 0 and at most 1, was 0'],
    [{ untoldSize: -1 }, 'untoldSize must be 0 or more, or null for any size, was -1'],
    [{ hours: 'sometimes' as 'always' }, 'hours must be venue or always, was "sometimes"'],
    [{ slippage: { type: 'fixed', amount: -1 } }, 'slippage: amount must be 0 or more, was -1'],
  ] as const

  test('the defaults are sound', ({ assert }) => {
    assert.isNull(paperSettingsFault(PAPER_DEFAULTS))
  })

  for (const [over, sentence] of faults) {
    test(`refuses: ${sentence}`, ({ assert }) => {
      assert.equal(paperSettingsFault({ ...PAPER_DEFAULTS, ...over }), sentence)
    })
  }
})
