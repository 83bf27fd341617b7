import { test } from '@japa/runner'
import {
  Adx,
  Atr,
  Bollinger,
  Cci,
  Dema,
  Ema,
  Highest,
  LinearRegression,
  Lowest,
  Macd,
  Mfi,
  Momentum,
  Natr,
  Obv,
  ParabolicSar,
  Roc,
  Rsi,
  Sma,
  StandardDeviation,
  Stochastic,
  Tema,
  TrueRange,
  Variance,
  WilliamsR,
  Wma,
} from '@aq-trading/sdk'
import talib from '../../../fixtures/talib_columns.json' with { type: 'json' }

/**
 * Columns that TA-Lib itself gave on 160 made-up bars, 24 of which do not move at all. A column's
 * nulls are the bars before the first value: the seed of each indicator is checked as much as its
 * formula.
 */
interface Shown {
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}
type Column = (bar: Shown) => number

const ofClose =
  (indicator: { update(value: number): number }): Column =>
  (bar) =>
    indicator.update(bar.close)
const ofBar =
  (indicator: { update(bar: Shown): number }): Column =>
  (bar) =>
    indicator.update(bar)
const after =
  <T>(
    indicator: { update(input: T): unknown },
    input: (bar: Shown) => T,
    read: () => number
  ): Column =>
  (bar) => {
    indicator.update(input(bar))
    return read()
  }
const close = (bar: Shown): number => bar.close
const whole = (bar: Shown): Shown => bar

function columns(): Record<string, Column> {
  const macd = [new Macd(), new Macd(), new Macd()] as const
  const bands = [new Bollinger(), new Bollinger(), new Bollinger()] as const
  const stochastic = [new Stochastic(14, 3, 3), new Stochastic(14, 3, 3)] as const
  const adx = [new Adx(14), new Adx(14)] as const
  const line = [new LinearRegression(12), new LinearRegression(12)] as const
  const highest = new Highest(10)
  const lowest = new Lowest(10)
  return {
    sma_7: ofClose(new Sma(7)),
    ema_9: ofClose(new Ema(9)),
    wma_6: ofClose(new Wma(6)),
    dema_5: ofClose(new Dema(5)),
    tema_5: ofClose(new Tema(5)),
    rsi_14: ofClose(new Rsi(14)),
    macd: ofClose(macd[0]),
    macd_signal: after(macd[1], close, () => macd[1].signal),
    macd_histogram: after(macd[2], close, () => macd[2].histogram),
    trange: ofBar(new TrueRange()),
    atr_14: ofBar(new Atr(14)),
    natr_14: ofBar(new Natr(14)),
    bb_upper: after(bands[0], close, () => bands[0].upper),
    bb_middle: after(bands[1], close, () => bands[1].middle),
    bb_lower: after(bands[2], close, () => bands[2].lower),
    stoch_k: ofBar(stochastic[0]),
    stoch_d: after(stochastic[1], whole, () => stochastic[1].d),
    adx_14: ofBar(new Adx(14)),
    plus_di_14: after(adx[0], whole, () => adx[0].plusDi),
    minus_di_14: after(adx[1], whole, () => adx[1].minusDi),
    max_10: ofClose(highest),
    min_10: ofClose(lowest),
    stddev_10: ofClose(new StandardDeviation(10)),
    var_10: ofClose(new Variance(10)),
    line_12: ofClose(new LinearRegression(12)),
    slope_12: after(line[0], close, () => line[0].slope),
    intercept_12: after(line[1], close, () => line[1].intercept),
    roc_10: ofClose(new Roc(10)),
    mom_10: ofClose(new Momentum(10)),
    cci_10: ofBar(new Cci(10)),
    mfi_14: ofBar(new Mfi(14)),
    obv: ofBar(new Obv()),
    willr_14: ofBar(new WilliamsR(14)),
    sar: ofBar(new ParabolicSar()),
  }
}

test.group('indicators against TA-Lib', () => {
  test('every published column has an indicator', ({ assert }) => {
    assert.sameMembers(Object.keys(columns()), Object.keys(talib.columns))
  })

  for (const [name, expected] of Object.entries(talib.columns)) {
    test(`${name} agrees within 1e-8 from its first value on`, ({ assert }) => {
      const column = columns()[name]!
      expected.forEach((wanted, index) => {
        const given = column({
          high: talib.high[index]!,
          low: talib.low[index]!,
          close: talib.close[index]!,
          volume: talib.volume[index]!,
        })
        if (wanted === null) assert.isNaN(given, `bar ${index}`)
        else assert.closeTo(given, wanted, 1e-8, `bar ${index}`)
      })
    })
  }
})
