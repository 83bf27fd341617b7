import { test } from '@japa/runner'
import { TickCheck } from '#engine/market_data/live/tick_check.js'
import type { BarTick, QuoteTick } from '#ports/market_feed.js'
import { quote } from '#tests/support/ticks.js'

const NOON = Date.parse('2024-07-02T16:00Z')
const AAPL = 'US.AAPL'

function checking(): TickCheck {
  const check = new TickCheck()
  check.expect(AAPL)
  return check
}
const at = (seconds: number, price: number, other: Partial<QuoteTick> = {}) =>
  quote(AAPL, NOON + seconds * 1000, price, other)
const bar = (other: Partial<BarTick> = {}): BarTick => ({
  type: 'bar',
  symbol: AAPL,
  timeframe: '1m',
  startMs: NOON,
  open: 10,
  high: 12,
  low: 9,
  close: 11,
  volume: 100,
  ...other,
})

test.group('Looking at ticks', () => {
  test('a quote that is {0} is refused: {1}')
    .with([
      ['crossed', 'crossed', { bid: 10.02, ask: 10.01 }],
      ['of a bid of zero', 'not_positive', { bid: 0 }],
      ['of a negative last', 'not_positive', { last: -1 }],
      ['NaN', 'not_a_number', { ask: Number.NaN }],
      ['infinite', 'not_a_number', { last: Infinity }],
      ['of a size that is NaN', 'not_a_number', { bidSize: Number.NaN }],
      ['of a negative size', 'negative_size', { askSize: -1 }],
      ['of a negative volume', 'negative_size', { volume: -5 }],
      ['without any price', 'no_price', { bid: null, ask: null, last: null }],
      ['without a time', 'not_a_number', { atMs: Number.NaN }],
      ['of the future', 'future', { atMs: NOON + 5_001 }],
      ['of an instrument nobody asked for', 'not_asked_for', { symbol: 'US.IBM' }],
    ] as const)
    .run(({ assert }, [, fault, other]) => {
      const check = checking()
      assert.equal(check.see(at(0, 10, other), NOON), fault)
      assert.deepEqual(check.refused, { [fault]: 1 })
      // What was refused leaves no trace: a good quote still passes.
      assert.isNull(check.see(at(0, 10), NOON))
    })

  test('locked, one-sided, and trades alone are quotes', ({ assert }) => {
    const check = checking()
    for (const other of [
      { bid: 10, ask: 10 },
      { bid: null, bidSize: null },
      { bid: null, ask: null, bidSize: null, askSize: null },
      { last: null, lastSize: null },
      { bidSize: 0 },
      { atMs: NOON + 5_000 },
    ]) {
      assert.isNull(check.see(at(0, 10, other), NOON), JSON.stringify(other))
    }
    assert.deepEqual(check.refused, {})
  })

  test('what is older than what was passed on is refused, the same instant is not', ({
    assert,
  }) => {
    const check = checking()
    assert.isNull(check.see(at(2, 10), NOON))
    assert.isNull(check.see(at(2, 10.01), NOON))
    assert.equal(check.see(at(1, 10.02), NOON), 'out_of_order')
  })

  test('one tick of 0.01 is no price, nor are two', ({ assert }) => {
    const check = checking()
    assert.isNull(check.see(at(0, 400), NOON))
    assert.equal(check.see(at(1, 0.02), NOON), 'jump')
    assert.equal(check.see(at(2, 0.02), NOON), 'jump')
    assert.isNull(check.see(at(3, 400.1), NOON))
    assert.equal(check.see(at(4, 0.02), NOON), 'jump')
    assert.deepEqual(check.refused, { jump: 3 })
  })

  test('a jump that three quotes in a row agree on is a price', ({ assert }) => {
    const check = checking()
    assert.isNull(check.see(at(0, 100), NOON))
    assert.equal(check.see(at(1, 60), NOON), 'jump')
    assert.equal(check.see(at(2, 150), NOON), 'jump')
    assert.equal(check.see(at(3, 60), NOON), 'jump')
    assert.equal(check.see(at(4, 61), NOON), 'jump')
    assert.isNull(check.see(at(5, 59), NOON))
    assert.isNull(check.see(at(5, 60), NOON))
  })

  test('a move of a quarter is none, and a new session opens anywhere', ({ assert }) => {
    const check = checking()
    assert.isNull(check.see(at(0, 100), NOON))
    assert.isNull(check.see(at(1, 124.9), NOON))
    assert.isNull(check.see(at(2, 100), NOON))
    const tomorrow = 24 * 3600
    assert.isNull(check.see(at(tomorrow, 14.3), NOON + tomorrow * 1000))
  })

  test('a bar that is {0} is refused: {1}')
    .with([
      ['NaN', 'not_a_number', { close: Number.NaN }],
      ['zero', 'not_positive', { low: 0 }],
      ['of a negative volume', 'negative_size', { volume: -1 }],
      ['higher than its high', 'bar_shape', { close: 12.01 }],
      ['lower than its low', 'bar_shape', { open: 8.99 }],
    ] as const)
    .run(({ assert }, [, fault, other]) => {
      const check = checking()
      assert.equal(check.see(bar(other), NOON), fault)
      assert.isNull(check.see(bar(), NOON))
    })

  test('a bar is told once, in order, each timeframe for itself', ({ assert }) => {
    const check = checking()
    assert.isNull(check.see(bar(), NOON))
    assert.equal(check.see(bar(), NOON), 'out_of_order')
    assert.equal(check.see(bar({ startMs: NOON - 60_000 }), NOON), 'out_of_order')
    assert.isNull(check.see(bar({ timeframe: '5m' }), NOON))
    assert.isNull(check.see(bar({ startMs: NOON + 60_000 }), NOON + 60_000))
  })

  test('a bar or quote of a time that cannot be', ({ assert }) => {
    const check = checking()
    assert.equal(check.see(bar({ startMs: NOON + 6_000 }), NOON), 'future')
    assert.equal(check.see(bar({ startMs: 1e20 }), NOON), 'bar_shape')
    assert.equal(check.see(bar({ startMs: Date.UTC(1799, 11, 31) }), NOON), 'out_of_order')
    assert.equal(check.see(at(-1e20, 100), NOON), 'out_of_order')
    assert.isNull(check.see(bar(), NOON))
  })

  test('what is forgotten is not compared any more', ({ assert }) => {
    const check = checking()
    check.see(at(5, 100), NOON)
    check.forget(AAPL)
    assert.equal(check.see(at(6, 100), NOON), 'not_asked_for')
    check.expect(AAPL)
    assert.isNull(check.see(at(0, 10), NOON))
  })
})
