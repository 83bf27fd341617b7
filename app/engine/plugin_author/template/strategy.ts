import type { Template } from './template.js'

/** A strategy that holds a symbol while it trades above its moving average. */
export const STRATEGY: Template = {
  description: 'Holds a symbol while its close is above its moving average.',
  permissions: [
    { id: 'market-data:read', reason: 'Reads the closing prices that the average is made of.' },
    { id: 'orders:signal', reason: 'Signals when to buy and when to sell.' },
  ],
  parameters: {
    length: {
      type: 'integer',
      default: 50,
      min: 2,
      max: 500,
      unit: 'bars',
      label: 'Average',
      description: 'Length of the moving average.',
    },
  },
  risk: { shortAllowed: false, leverageMax: 1 },
  source: `import { defineStrategy, Sma } from '@aq-trading/sdk'
import manifest from '../aq-plugin.json' with { type: 'json' }

/** Holds a symbol while its close is above its moving average. */
export default defineStrategy(manifest, ({ length }, context) => {
  const averages = context.perSymbol(() => new Sma(length))

  return {
    warmupBars: length,

    onBar({ symbol, close }) {
      const average = averages(symbol).update(close)
      const isHeld = context.position(symbol).quantity > 0
      if (!isHeld && close > average) {
        const equityFraction = 0.95 / context.symbols.length
        context.buy(symbol, { equityFraction, reason: 'above its average' })
      }
      if (isHeld && close < average) context.close(symbol, { reason: 'below its average' })
    },
  }
})
`,
  spec: (name) => `import { test } from '@japa/runner'
import { dailyBars, runStrategy } from '@aq-trading/sdk/testing'
import strategy from '../src/index.js'

test.group('${name}', () => {
  test('buys above the average and sells below it, each at the next open', ({ assert }) => {
    const bars = dailyBars([10, 10, 10, 12, 13, 9, 8])
    const run = runStrategy(strategy, { bars, parameters: { length: 3 } })

    assert.deepEqual(
      run.fills.map(({ side, price }) => [side, price]),
      [
        ['buy', 13],
        ['sell', 8],
      ]
    )
  })
})
`,
  readme: ({ id, folder }) => `Holds a symbol while its close is above its moving average.

\`\`\`
node ace backtest ${id} --symbols US.AAPL
node ace plugin:dev ${folder} --symbols US.AAPL
\`\`\`

- **Enters** when the close is above the average; the order fills at the next open.
- **Leaves** when the close is below it.
- **Size**: 95 % of the equity, divided by the number of symbols.

| parameter | default | range         | meaning                      |
| --------- | ------- | ------------- | ---------------------------- |
| \`length\`  | 50      | 2 to 500 bars | length of the moving average |
`,
}
