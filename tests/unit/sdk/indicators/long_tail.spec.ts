import { test } from '@japa/runner'
import { RSI, SMA, SuperTrend, WMA } from '@aq-trading/sdk/long_tail'
import talib from '../../../fixtures/talib_columns.json' with { type: 'json' }

/**
 * The library for what is asked for rarely, measured where TA-Lib has the same indicator: a sign that a
 * new version still computes what it did.
 */
test.group('the long tail of indicators', () => {
  const columns = [
    ['sma_7', new SMA(7)],
    ['wma_6', new WMA(6)],
    ['rsi_14', new RSI(14)],
  ] as const
  for (const [name, indicator] of columns) {
    test(`${name} agrees with TA-Lib within 1e-8`, ({ assert }) => {
      talib.columns[name].forEach((wanted, index) => {
        indicator.update(talib.close[index]!, false)
        assert.equal(indicator.isStable, wanted !== null, `bar ${index}`)
        if (wanted !== null) assert.closeTo(Number(indicator.getResult()), wanted, 1e-8)
      })
    })
  }

  test('has what the SDK itself has not', ({ assert }) => {
    const trend = new SuperTrend({ interval: 10, multiplier: 3 })
    talib.close.forEach((close, index) => {
      trend.update({ high: talib.high[index]!, low: talib.low[index]!, close }, false)
    })
    assert.isTrue(trend.isStable)
  })
})
