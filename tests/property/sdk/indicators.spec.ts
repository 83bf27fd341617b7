import { test } from '@japa/runner'
import fc from 'fast-check'
import {
  Bollinger,
  Donchian,
  Highest,
  LinearRegression,
  Lowest,
  RollingSum,
  RollingVwap,
  Rsi,
  Sma,
  StandardDeviation,
  Stochastic,
  Variance,
  WilliamsR,
  Wma,
  ZScore,
} from '@aq-trading/sdk'

const prices = fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), {
  minLength: 1,
  maxLength: 300,
})
const lengths = fc.integer({ min: 1, max: 40 })

interface Windowed {
  readonly value: number
  readonly ready: boolean
  update(value: number): number
}

/** Every window, by hand: what an indicator must say after each value. */
function checkWindows(
  indicator: Windowed,
  { values, length, tolerance }: { values: number[]; length: number; tolerance: number },
  expected: (window: number[]) => number
): boolean {
  return values.every((value, index) => {
    const given = indicator.update(value)
    const isReady = index + 1 >= length
    if (indicator.ready !== isReady || !Object.is(given, indicator.value)) return false
    if (!isReady) return Number.isNaN(given)
    const wanted = expected(values.slice(index + 1 - length, index + 1))
    return Math.abs(given - wanted) <= tolerance * Math.max(1, Math.abs(wanted))
  })
}

const sum = (window: number[]): number => window.reduce((total, value) => total + value, 0)
const mean = (window: number[]): number => sum(window) / window.length
const squares = (window: number[]): number =>
  sum(window.map((value) => (value - mean(window)) ** 2))

/** A property over random prices and lengths, with the seed printed by fast-check when it fails. */
function holds(
  title: string,
  make: (length: number) => Windowed,
  expected: (window: number[]) => number,
  options: { least?: number; tolerance?: number } = {}
): void {
  test(title, () => {
    fc.assert(
      fc.property(prices, fc.integer({ min: options.least ?? 1, max: 40 }), (values, length) =>
        checkWindows(
          make(length),
          { values, length, tolerance: options.tolerance ?? 1e-9 },
          expected
        )
      ),
      { numRuns: 200 }
    )
  })
}

test.group('indicators equal their definition on every window', () => {
  holds('Sma is the mean', (length) => new Sma(length), mean)
  holds(
    'Wma weighs the newest most',
    (length) => new Wma(length),
    (window) => {
      const weighted = sum(window.map((value, index) => value * (index + 1)))
      return weighted / ((window.length * (window.length + 1)) / 2)
    }
  )
  holds(
    'Highest is the maximum',
    (length) => new Highest(length),
    (window) => Math.max(...window),
    { tolerance: 0 }
  )
  holds(
    'Lowest is the minimum',
    (length) => new Lowest(length),
    (window) => Math.min(...window),
    { tolerance: 0 }
  )
  holds(
    'Variance is of the population',
    (length) => new Variance(length),
    (window) => squares(window) / window.length
  )
  holds(
    'Variance of a sample divides by one less',
    (length) => new Variance(length, { sample: true }),
    (window) => squares(window) / (window.length - 1),
    { least: 2 }
  )
  holds(
    'StandardDeviation is its root',
    (length) => new StandardDeviation(length),
    (window) => Math.sqrt(squares(window) / window.length),
    { tolerance: 1e-6 }
  )
  holds(
    'LinearRegression ends on the line of least squares',
    (length) => new LinearRegression(length),
    (window) => {
      const middle = (window.length - 1) / 2
      const spread = sum(window.map((_, index) => (index - middle) ** 2))
      const slope =
        sum(window.map((value, index) => (index - middle) * (value - mean(window)))) / spread
      return mean(window) + slope * middle
    },
    { least: 2, tolerance: 1e-8 }
  )
})

test.group('indicators keep their digits', () => {
  test('a million updates later, Sma, Variance and RollingSum are as exact as on the first day', ({
    assert,
  }) => {
    const length = 30
    const sma = new Sma(length)
    const variance = new Variance(length)
    const total = new RollingSum(length)
    const last: number[] = []
    let state = 42
    for (let index = 0; index < 1_000_000; index += 1) {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
      // Large and small values take turns: the worst case for a running sum that subtracts.
      const value = index % 977 === 0 ? 1e12 : 100 + state / 0x7fffffff
      sma.update(value)
      variance.update(value)
      total.update(value)
      if (index >= 1_000_000 - length) last.push(value)
    }
    assert.closeTo(sma.value, mean(last), 1e-12)
    assert.closeTo(variance.value, squares(last) / length, 1e-12)
    assert.closeTo(total.value, sum(last), 1e-10)
  })

  test('prices of a million that move by cents keep their variance', ({ assert }) => {
    const variance = new Variance(4)
    for (const cents of [1, 2, 3, 4]) variance.update(1_000_000 + cents / 100)
    assert.closeTo(variance.value, 0.000125, 1e-11)
  })
})

test.group('indicators stay inside their range', () => {
  test('Rsi, Stochastic, WilliamsR, bands and channels', () => {
    const bars = fc.array(
      fc
        .tuple(...Array.from({ length: 3 }, () => fc.double({ min: 0.01, max: 1e6, noNaN: true })))
        .map((three) => three.toSorted((a, b) => a - b) as [number, number, number]),
      { minLength: 40, maxLength: 120 }
    )
    fc.assert(
      fc.property(bars, lengths, (all, length) => {
        const rsi = new Rsi(length)
        const stochastic = new Stochastic(length, 1, 1)
        const williams = new WilliamsR(length)
        const bands = new Bollinger(length)
        const channel = new Donchian(length)
        const score = new ZScore(length)
        const vwap = new RollingVwap(length)
        return all.every(([low, close, high]) => {
          const bar = { high, low, close, volume: 100 }
          rsi.update(close)
          stochastic.update(bar)
          williams.update(bar)
          bands.update(close)
          channel.update(bar)
          score.update(close)
          vwap.update(bar)
          const within = (value: number, from: number, to: number): boolean =>
            Number.isNaN(value + from + to) ||
            (value >= from - 1e-9 * Math.abs(from) && value <= to + 1e-9 * Math.abs(to))
          return (
            within(rsi.value, 0, 100) &&
            within(stochastic.k, 0, 100) &&
            within(williams.value, -100, 0) &&
            within(bands.middle, bands.lower, bands.upper) &&
            within(close, channel.lower, channel.upper) &&
            within(vwap.value, channel.lower, channel.upper) &&
            within(score.value, -Math.sqrt(length), Math.sqrt(length))
          )
        })
      }),
      { numRuns: 100 }
    )
  })
})

test.group('indicators refuse what makes no sense', () => {
  for (const length of [0, -1, 1.5, NaN, Infinity]) {
    test(`a length of ${length}`, ({ assert }) => {
      assert.throws(() => new Sma(length), /must be a whole number from 1/)
      assert.throws(() => new Highest(length), /must be a whole number from 1/)
      assert.throws(() => new Rsi(length), /must be a whole number from 1/)
    })
  }
})
