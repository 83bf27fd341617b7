import { expect, it } from 'vitest'
import type {
  BacktestRequest,
  BacktestRunDetail,
  PluginManifest,
} from '../../shared/types/backtests'
import { emptyFields, fieldsOf, limitsOf, wishOf } from '../../app/utils/backtest_wish'
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
  currency: null,
  fxRates: {},
  participationMax: null,
  priceRounding: 'tick',
  atEnd: 'keep',
  riskBias: 1,
  riskFreeAnnual: 0,
  limits: {
    position: { quantityMax: null, notionalMax: null, countMax: null },
    portfolio: { exposureFractionMax: null, sectorFractionMax: null, leverageMax: 1 },
    loss: { dailyLossMax: null, haltOnDailyLoss: false },
  },
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

it('a clone keeps the terms that few people say, and says nothing of the others', () => {
  const usual = wishOf(fieldsOf(REQUEST), PLUGINS)
  const terms = [
    'currency',
    'fx',
    'participation',
    'rounding',
    'atEnd',
    'riskFree',
    'riskBias',
    'limits',
  ]
  expect(terms.filter((name) => name in usual)).toEqual([])
  const wish = wishOf(
    fieldsOf({
      ...REQUEST,
      currency: 'HKD',
      fxRates: { USD: 7.8, CNH: 1.09 },
      participationMax: 0.1,
      priceRounding: 'none',
      atEnd: 'close_at_last_open',
      riskBias: 0.5,
      riskFreeAnnual: 0.02,
      limits: {
        ...REQUEST.limits,
        portfolio: { exposureFractionMax: 0.8, sectorFractionMax: null, leverageMax: 2 },
        loss: { dailyLossMax: 2000, haltOnDailyLoss: true },
      },
    }),
    PLUGINS
  )
  expect(wish).toMatchObject({
    currency: 'HKD',
    fx: { USD: '7.8', CNH: '1.09' },
    participation: '0.1',
    rounding: 'none',
    atEnd: 'close-at-open',
    riskFree: '0.02',
    riskBias: '0.5',
    limits: {
      portfolio: { exposureFractionMax: 0.8, leverageMax: 2 },
      loss: { dailyLossMax: 2000, haltOnDailyLoss: true },
    },
  })
  expect(wish.limits).not.toHaveProperty('position')
})

it('limits are an object, or nothing', () => {
  expect(limitsOf(' ')).toBeUndefined()
  expect(limitsOf('{"loss": {}}')).toEqual({ loss: {} })
  for (const text of ['{', '[]', '"x"', '7', 'null']) expect(limitsOf(text)).toBeNull()
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
