/** The files of a new strategy by path: a small one that runs, trades and is tested, to be changed. */
export function pluginFiles(id: string): Record<string, string> {
  const name = id.replace(/[-_]/g, ' ').replace(/^./, (letter) => letter.toUpperCase())
  return {
    'aq-plugin.json': manifestOf(id, name),
    'src/index.ts': SOURCE,
    [`tests/${id}.spec.ts`]: specOf(name),
  }
}

function manifestOf(id: string, name: string): string {
  const manifest = {
    $schema: '../../../resources/schemas/aq-plugin.schema.json',
    manifestVersion: 1,
    id,
    name,
    description: 'Holds a symbol while its close is above its moving average.',
    version: '0.1.0',
    kind: 'strategy',
    engines: { aq: '>=0.1 <2', sdk: 0 },
    publisher: { id: 'my-name', name: 'My Name' },
    permissions: [{ id: 'orders:signal', reason: 'Signals when to buy and when to sell.' }],
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
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}

const SOURCE = `import { defineStrategy, Sma } from '@aq-trading/sdk'
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
`

function specOf(name: string): string {
  return `import { test } from '@japa/runner'
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
`
}
