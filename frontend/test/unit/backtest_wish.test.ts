import { expect, it } from 'vitest'
import type {
  BacktestRequest,
  BacktestRunDetail,
  PluginManifest,
} from '../../shared/types/backtests'
import { emptyFields, fieldsOf, wishOf } from '../../app/utils/backtest_wish'
import { modelOf } from '../../app/utils/strategy_model'

const plugin = (id: string, parameters: Record<string, { default: number }>) =>
  ({ id, parameters }) as unknown as PluginManifest
const PLUGINS = [
  plugin('momentum', { fast: { default: 10 }, slow: { default: 30 } }),
  plugin('breakout', { bars: { default: 20 } }),
  plugin('cool_down', { bars: { default: 3 } }),
]
const REQUEST: BacktestRequest = {
  strategies: [
    { plugin: 'momentum', parameters: { fast: '5' } },
    { plugin: 'breakout', parameters: {} },
  ],
  rules: [{ plugin: 'cool_down', parameters: { bars: '7' } }],
  agents: [],
  symbols: ['US.AAPL', 'US.MSFT'],
  timeframe: '1d',
  fromDay: 17_000,
  toDay: null,
  cash: 50_000,
  commission: { type: 'schedule', name: 'futu_us' },
  slippage: { type: 'basis_points', bps: 2 },
  benchmark: null,
  fillDelayBars: 0,
  seed: 1,
}

it('asks for several strategies, rules and agents, each with what is not as declared', () => {
  const wish = wishOf(
    {
      ...emptyFields(),
      strategies: [
        { plugin: 'momentum', parameters: { fast: ' 5 ', slow: '30', unknown: '1' } },
        { plugin: 'breakout', parameters: { bars: '' } },
      ],
      rules: [{ plugin: 'cool_down', parameters: { bars: '7' } }],
      symbols: ['US.AAPL'],
    },
    PLUGINS
  )
  expect(wish.strategies).toEqual([
    { plugin: 'momentum', parameters: { fast: ' 5 ' } },
    { plugin: 'breakout', parameters: {} },
  ])
  expect(wish.rules).toEqual([{ plugin: 'cool_down', parameters: { bars: '7' } }])
  expect(wish).not.toHaveProperty('agents')
})

it('a clone asks for what was asked for', () => {
  const { strategies, rules, symbols, commission, slippage, from, fillDelay } = wishOf(
    fieldsOf(REQUEST),
    PLUGINS
  )
  expect({ strategies, rules, symbols }).toEqual({
    strategies: REQUEST.strategies,
    rules: REQUEST.rules,
    symbols: REQUEST.symbols,
  })
  expect([commission, slippage, from, fillDelay]).toEqual(['futu-us', 'bps:2', '2016-07-18', 0])
  const { rules: _, agents: __, ...old } = REQUEST
  expect(wishOf(fieldsOf(old), PLUGINS)).not.toHaveProperty('rules')
})

it('a strategy of a backtest is what a new one is to be like', () => {
  const run = {
    title: 'momentum + breakout on US.AAPL',
    strategies: [{ version: '1.0.0' }, { version: '2.1.0' }],
    settings: { request: REQUEST, command: '' },
  } as unknown as BacktestRunDetail
  expect(modelOf(run, 1)).toEqual({
    title: 'momentum + breakout on US.AAPL',
    plugin: 'breakout',
    version: '2.1.0',
    symbols: ['US.AAPL', 'US.MSFT'],
    timeframe: '1d',
    parameters: {},
    isAhead: true,
  })
  expect(modelOf(run, 2)).toBeNull()
})
