import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import {
  Atr,
  Bollinger,
  Ema,
  Highest,
  LinearRegression,
  Lowest,
  Mfi,
  Momentum,
  Roc,
  Rsi,
  Sma,
  StandardDeviation,
  Stochastic,
  Variance,
  Wilder,
  WilliamsR,
  Wma,
} from '@aq-trading/sdk'
import { SHARED_ABSENT, sharedPath } from '#tests/shared.js'

const TALIB = sharedPath('oracles', 'indicators', 'talib_goog_sample.csv')
const TULIP = sharedPath('oracles', 'indicators', 'tulip_vectors.json')
const GOOG = sharedPath('data', 'goog-daily-2004-2013')

interface Row {
  readonly high: number
  readonly low: number
  readonly close: number
}

function readGoog(): Row[] {
  const path = sharedPath('data', 'goog-daily-2004-2013', 'GOOG.csv')!
  return readFileSync(path, 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => {
      const [, , high, low, close] = line.split(',').map(Number)
      return { high: high!, low: low!, close: close! }
    })
}

test.group('GOOG 2004-2013 against TA-Lib', () => {
  test('SMA, EMA, RSI and ATR agree within 1e-8 on every day', ({ assert }) => {
    const rows = readGoog()
    const lines = readFileSync(TALIB!, 'utf8').trim().split(/\r?\n/).slice(1)
    const indicators = {
      sma10: new Sma(10),
      sma30: new Sma(30),
      ema: new Ema(12),
      rsi: new Rsi(14),
      atr: new Atr(14),
    }
    assert.lengthOf(lines, rows.length)
    rows.forEach((row, index) => {
      const wanted = lines[index]!.split(',').slice(1)
      const given = [
        indicators.sma10.update(row.close),
        indicators.sma30.update(row.close),
        indicators.ema.update(row.close),
        indicators.rsi.update(row.close),
        indicators.atr.update(row),
      ]
      given.forEach((value, column) => {
        if (wanted[column] === '') assert.isNaN(value)
        else {
          assert.closeTo(
            value,
            Number(wanted[column]),
            1e-8,
            `line ${index + 2}, column ${column + 2}`
          )
        }
      })
    })
  }).skip(TALIB === null || GOOG === null, SHARED_ABSENT)
})

interface Vector {
  readonly indicator: string
  readonly options: readonly number[]
  readonly inputs: readonly (readonly number[])[]
  readonly outputs: readonly (readonly number[])[]
}

type Runner = (input: (row: number) => number) => readonly number[]

/** How each vector is fed; left out are those whose seed differs from TA-Lib's
 * (Tulip starts DEMA, TEMA, ATR, ADX and the parabolic stop otherwise, and OBV at 0). */
const RUNNERS: Record<string, (options: readonly number[]) => Runner> = {
  sma: ([n]) => single(new Sma(n!)),
  wma: ([n]) => single(new Wma(n!)),
  ema: ([n]) => single(new Ema(n!, { seed: 'first' })),
  wilders: ([n]) => single(new Wilder(n!)),
  rsi: ([n]) => single(new Rsi(n!)),
  max: ([n]) => single(new Highest(n!)),
  min: ([n]) => single(new Lowest(n!)),
  mom: ([n]) => single(new Momentum(n!)),
  stddev: ([n]) => single(new StandardDeviation(n!)),
  var: ([n]) => single(new Variance(n!)),
  linreg: ([n]) => single(new LinearRegression(n!)),
  // Tulip gives a fraction where TA-Lib gives percent.
  roc: ([n]) => {
    const roc = new Roc(n!)
    return (input) => [roc.update(input(0)) / 100]
  },
  bbands: ([n, width]) => {
    const bands = new Bollinger(n!, width!)
    return (input) => {
      bands.update(input(0))
      return [bands.lower, bands.middle, bands.upper]
    }
  },
  stoch: ([n, k, d]) => {
    const stochastic = new Stochastic(n!, k!, d!)
    return (input) => {
      stochastic.update({ high: input(0), low: input(1), close: input(2) })
      return [stochastic.k, stochastic.d]
    }
  },
  willr: ([n]) => {
    const williams = new WilliamsR(n!)
    return (input) => [williams.update({ high: input(0), low: input(1), close: input(2) })]
  },
  mfi: ([n]) => {
    const flow = new Mfi(n!)
    return (input) => [
      flow.update({ high: input(0), low: input(1), close: input(2), volume: input(3) }),
    ]
  },
}

function single(indicator: { update(value: number): number }): Runner {
  return (input) => [indicator.update(input(0))]
}

test.group('textbook vectors of Tulip Indicators', () => {
  test('every indicator with the same convention agrees within 1e-3', ({ assert }) => {
    const vectors = JSON.parse(readFileSync(TULIP!, 'utf8')) as Vector[]
    let checked = 0
    for (const { indicator, options, inputs, outputs } of vectors) {
      const make = RUNNERS[indicator]
      if (make === undefined) continue
      checked += 1
      const run = make(options)
      const count = inputs[0]!.length
      const skipped = count - outputs[0]!.length
      for (let index = 0; index < count; index += 1) {
        const given = run((row) => inputs[row]![index]!)
        if (index < skipped) continue
        given.forEach((value, column) => {
          const wanted = outputs[column]![index - skipped]!
          assert.closeTo(value, wanted, 1e-3, `${indicator} ${options.join(',')} at ${index}`)
        })
      }
    }
    assert.equal(checked, 19)
  }).skip(TULIP === null, SHARED_ABSENT)
})
