import { test } from '@japa/runner'
import { SHARED_ABSENT, sharedPath } from '#tests/shared.js'
import { afterBars, buy, daily, runScripts } from '#tests/support/script.js'
import { share } from '#tests/support/simulate.js'
import { adjusted, factorsOf, rawBars } from './real_shares.js'

/* Figures that other engines publish, through the whole simulation. */

const isAbsent = sharedPath('data', 'us-equity-daily-raw', 'SPY.csv') === null

test.group('QuantConnect LEAN', () => {
  test('BasicTemplateDaily: 697 SPY, fee 3.49, end equity 104,486.22', ({ assert }) => {
    const columns = adjusted(rawBars('SPY', '2013-10-08', '2013-10-17'), factorsOf('SPY'))
    const all = afterBars({ 0: [buy(0.9975, { sizeKind: 'equity_fraction' })] })
    const run = runScripts([columns], [all], {
      cash: 100_000,
      instruments: [share('US.SPY', { assetClass: 'etf' })],
      commission: { type: 'per_share', rate: 0.005, minimum: 1, maximumFraction: null },
    })
    const [fill] = run.record.fills
    assert.equal(new Date(fill!.atMs).toISOString().slice(0, 10), '2013-10-09')
    assert.equal(fill!.quantity, 697)
    assert.closeTo(fill!.price, 165.82 * 0.8646266, 1e-9)
    assert.equal((fill!.fee / 1e6 + 1e-9).toFixed(2), '3.49')
    assert.equal((run.record.equity.toArray().at(-1)! / 1e6).toFixed(2), '104486.22')
  }).skip(isAbsent, SHARED_ABSENT)
})

test.group('zipline', () => {
  const cases = [
    { quantity: 50, volume: 2000, price: 3.5, paid: 3.50021875 },
    { quantity: 5, volume: 200, price: 3, paid: 3.0001875 },
  ]
  for (const { quantity, volume, price, paid } of cases) {
    test(`VolumeShareSlippage: ${quantity} of ${volume} at ${price} cost ${paid}`, ({ assert }) => {
      const row = [price, price, price, price, volume] as const
      const run = runScripts([daily([row, row])], [afterBars({ 0: [buy(quantity)] })], {
        slippage: { type: 'volume_share', impact: 0.1, shareMax: 0.025 },
      })
      assert.deepEqual(
        run.record.fills.map((one) => [
          one.quantity,
          Number(one.price.toFixed(12)),
          one.marketPrice,
        ]),
        [[quantity, paid, price]]
      )
      assert.equal(run.record.transactions.at(-1)!.amount, -Math.round(quantity * paid * 1e6))
    })
  }

  test('VolumeShareSlippage spreads a large order over the bars', ({ assert }) => {
    const row = [3, 3, 3, 3, 200] as const
    const run = runScripts([daily([row, row, row, row])], [afterBars({ 0: [buy(12)] })], {
      slippage: { type: 'volume_share', impact: 0.1, shareMax: 0.025 },
    })
    assert.deepEqual(
      run.record.fills.map((one) => [one.quantity, Number(one.price.toFixed(12))]),
      [
        [5, 3.0001875],
        [5, 3.0001875],
        [2, 3.00003],
      ]
    )
  })
})
