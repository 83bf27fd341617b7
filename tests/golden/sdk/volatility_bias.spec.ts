import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'
import momentum from '../../../plugins/examples/momentum/src/index.js'
import volatilityBias from '../../../plugins/examples/volatility_bias/src/index.js'
import manifest from '../../../plugins/examples/volatility_bias/aq-plugin.json' with { type: 'json' }
import momentumManifest from '../../../plugins/examples/momentum/aq-plugin.json' with { type: 'json' }
import type { Simulation } from '#kernel/simulation/simulation.js'
import { counselOf, slotsOf, type Cast } from '#tests/support/counsel.js'
import { dailyColumns, simulate } from '#tests/support/simulate.js'

const SPX = fileURLToPath(
  new URL('../../../node_modules/vega-datasets/data/sp500-2000.csv', import.meta.url)
)

type Declared = Readonly<Record<string, { readonly default: number | boolean | string }>>
const defaultsOf = (parameters: Declared) =>
  Object.fromEntries(Object.entries(parameters).map(([name, one]) => [name, one.default]))

/** Mean part of the equity that was invested at the closes of a year. */
function investedIn(year: number, { record }: Simulation): number {
  const [start, equity, cash] = [record.startMs, record.equity, record.cash].map((one) =>
    one.toArray()
  ) as [Float64Array, Float64Array, Float64Array]
  const parts = [...start.keys()]
    .filter((k) => new Date(start[k] as number).getUTCFullYear() === year)
    .map((k) => 1 - (cash[k] as number) / (equity[k] as number))
  return parts.reduce((sum, one) => sum + one, 0) / parts.length
}

test.group('the volatility bias on the S&P 500, 2000 to 2020', () => {
  const over = { cash: 100_000 }
  const run = (cast: Cast) =>
    simulate(
      momentum,
      [dailyColumns(SPX)],
      { ...over, ...slotsOf(cast) },
      { parameters: defaultsOf(momentumManifest.parameters), counsel: counselOf(cast) }
    )
  const parameters = defaultsOf(manifest.parameters) as never
  const alone = run({})
  const watched = run({ agents: [(context) => volatilityBias.create(parameters, context)] })

  for (const year of [2000, 2002, 2008, 2009, 2011, 2020]) {
    test(`less is at risk in the wild year ${year}`, ({ assert }) => {
      assert.isBelow(investedIn(year, watched), 0.9 * investedIn(year, alone))
    })
  }

  for (const year of [2005, 2006, 2014, 2017]) {
    test(`nearly as much is at risk in the calm year ${year}`, ({ assert }) => {
      assert.isAbove(investedIn(year, watched), 0.9 * investedIn(year, alone))
    })
  }

  test('and the worst fall of the equity is smaller', ({ assert }) => {
    const worst = ({ record }: Simulation) => {
      let peak = 0
      let fall = 0
      for (const value of record.equity.toArray()) {
        peak = Math.max(peak, value)
        fall = Math.max(fall, 1 - value / peak)
      }
      return fall
    }
    assert.isBelow(worst(watched), worst(alone))
  })
})
