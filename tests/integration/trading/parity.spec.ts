import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'
import buyAndHold from '../../../plugins/examples/buy_and_hold/src/index.js'
import meanReversion from '../../../plugins/examples/mean_reversion/src/index.js'
import momentum from '../../../plugins/examples/momentum/src/index.js'
import type { SimulationConfig } from '#kernel/simulation/config.js'
import { Simulation } from '#kernel/simulation/simulation.js'
import { ParityBench, tradedBy, type Traded } from '#tests/support/parity_bench.js'
import { configOf, dailyColumns, guestOf } from '#tests/support/simulate.js'

/* Live trading on the bars of a backtest makes the same orders and fills, to the last bit. */

const SPX = fileURLToPath(
  new URL('../../../node_modules/vega-datasets/data/sp500-2000.csv', import.meta.url)
)

/** The backtest of a strategy, and the configuration with the bars that it warms up with. */
function backtest(
  definition: unknown,
  given: SimulationConfig,
  columns: ReturnType<typeof dailyColumns>[],
  parameters: Record<string, number | string>
): { config: SimulationConfig; traded: Traded } {
  const { advisor, warmupBars } = guestOf(definition, given, parameters)
  const strategies = given.strategies.map((one) => ({ ...one, warmupBars }))
  const config = { ...given, strategies }
  const run = new Simulation(config, columns, [advisor])
  if (run.run(Number.MAX_SAFE_INTEGER) !== 1) throw new Error(run.failure?.detail)
  return { config, traded: tradedBy(run) }
}

test.group('a strategy that trades live on the bars of a backtest', (group) => {
  let bench: ParityBench
  group.setup(async () => {
    bench = await ParityBench.open()
    return () => bench.close()
  })
  const columns = [dailyColumns(SPX)]

  for (const [name, definition, parameters] of [
    ['momentum', momentum, { fast: 5, slow: 20, equityFraction: 0.95, stopLoss: 0.02 }],
    [
      'mean_reversion',
      meanReversion,
      {
        ...{ bandLength: 20, bandWidth: 2, rsiLength: 14, oversold: 40, exit: 'middle' },
        ...{ stopLoss: 0.03, equityFraction: 0.95 },
      },
    ],
    ['buy_and_hold', buyAndHold, { equityFraction: 0.95 }],
  ] as const) {
    test(`${name}: the same orders and fills, hash for hash`, async ({ assert }) => {
      const given = configOf(columns, {
        cash: 100_000,
        bars: [{ count: 1_000, firstIndex: 100 }],
        slippage: { type: 'basis_points', bps: 5 },
        commission: { type: 'schedule', name: 'futu_us' },
        strategies: [
          { id: name, instruments: [0], warmupBars: 0, shortAllowed: false, leverageMax: 1 },
        ],
      })
      const cut = columns.map((one) => ({ ...one, count: 1_000 }))
      const { config, traded } = backtest(definition, given, cut, parameters)
      const texts = Object.fromEntries(
        Object.entries(parameters).map(([key, value]) => [key, String(value)])
      )
      const live = await bench.trade({ plugin: name, parameters: texts, config, columns: cut })
      assert.deepEqual(bench.notes, [])
      assert.isAbove(traded.fills.length, 0)
      assert.deepEqual(live.fills.map(shown), traded.fills.map(shown))
      assert.equal(live.hash, traded.hash)
    }).timeout(300_000)
  }
})

/** What a difference is easiest seen by. */
function shown({
  sequence,
  orderSequence,
  side,
  quantity,
  price,
  atMs,
  fee,
}: Traded['fills'][number]) {
  return { sequence, orderSequence, side, quantity, price, fee, at: new Date(atMs).toISOString() }
}
