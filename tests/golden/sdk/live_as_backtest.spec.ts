import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'
import { defineStrategy } from '@aq-trading/sdk'
import buyAndHold from '../../../plugins/examples/buy_and_hold/src/index.js'
import buyAndHoldManifest from '../../../plugins/examples/buy_and_hold/aq-plugin.json' with { type: 'json' }
import meanReversion from '../../../plugins/examples/mean_reversion/src/index.js'
import meanReversionManifest from '../../../plugins/examples/mean_reversion/aq-plugin.json' with { type: 'json' }
import momentum from '../../../plugins/examples/momentum/src/index.js'
import momentumManifest from '../../../plugins/examples/momentum/aq-plugin.json' with { type: 'json' }
import { orderListNumbers } from '#kernel/order/order_list.js'
import { Simulation } from '#kernel/simulation/simulation.js'
import { LiveAdvisor } from '#tests/support/live_advisor.js'
import { configOf, dailyColumns, guestOf } from '#tests/support/simulate.js'

const SPX = fileURLToPath(
  new URL('../../../node_modules/vega-datasets/data/sp500-2000.csv', import.meta.url)
)

type Values = Record<string, number | boolean | string>
const defaultsOf = (manifest: object): Values => {
  const { parameters = {} } = manifest as { parameters?: Record<string, { default: number }> }
  return Object.fromEntries(Object.entries(parameters).map(([name, one]) => [name, one.default]))
}

/** Trades on every kind of news: slices, fills, orders, denials, splits. */
const curious = defineStrategy({ id: 'curious', kind: 'strategy' }, () => {
  let news = 0
  return {
    onBar({ symbol, close }, context) {
      if (context.now % 7 === 0) return
      if (context.position(symbol).quantity === 0 && context.orders(symbol).length === 0) {
        context.buy(symbol, {
          equityFraction: 0.5,
          limit: close * 0.999,
          stopLoss: { fraction: 0.03 },
        })
      }
    },
    onSlice(context) {
      news += context.equity > 10_000 ? 1 : 2
    },
    onFill: ({ symbol, side, price }, context) => {
      if (side === 'buy') {
        context.sell(symbol, { quantity: 1, limit: price * 1.05, reason: `${news}` })
      }
    },
    onOrder: ({ state }) => void (news += state === 'filled' ? 3 : 5),
    onDenied: ({ symbol, text }, context) =>
      void context.buy(symbol, { quantity: 1, reason: text.slice(0, 50) }),
    onCorporateAction: ({ symbol }, context) => void context.close(symbol, { reason: 'split' }),
  }
})

test.group('a strategy driven by events, as it runs live', () => {
  const columns = [dailyColumns(SPX)]
  const actions = [[{ type: 'split' as const, ratio: 1.01, exDay: 16_000 }]]
  for (const [name, definition, manifest] of [
    ['momentum', momentum, momentumManifest],
    ['mean_reversion', meanReversion, meanReversionManifest],
    ['buy_and_hold', buyAndHold, buyAndHoldManifest],
    ['one that listens to everything', curious, {}],
  ] as const) {
    test(`${name}: the same signals and orders as in a backtest, over 20 years`, ({ assert }) => {
      const parameters = defaultsOf(manifest)
      const config = configOf(columns, { cash: 100_000, actions })
      const finish = (
        advisor: LiveAdvisor | ReturnType<typeof guestOf>['advisor'],
        warmupBars: number
      ) => {
        const strategies = config.strategies.map((one) => ({ ...one, warmupBars }))
        const run = new Simulation({ ...config, strategies }, columns, [advisor], {
          keepsEvidence: true,
        })
        if (run.run(Number.MAX_SAFE_INTEGER) !== 1) throw new Error(run.failure?.detail)
        const { orders, fills } = run.record
        const list = orderListNumbers(orders, fills, {
          instruments: config.instruments,
          strategies: run.state.strategies,
        })
        return {
          orders: [...list],
          signals: [...run.evidence!.rows.toArray()],
          reasons: run.evidence!.reasons,
        }
      }
      const numbers = guestOf(definition, config, parameters)
      const live = new LiveAdvisor(definition, config, parameters)
      assert.equal(live.warmupBars, numbers.warmupBars)
      const inBacktest = finish(numbers.advisor, numbers.warmupBars)
      const asLive = finish(live, live.warmupBars)
      assert.isAbove(inBacktest.orders.length, 0)
      assert.deepEqual(asLive, inBacktest)
    })
  }
})
