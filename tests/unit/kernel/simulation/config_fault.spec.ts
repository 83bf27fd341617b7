import { test } from '@japa/runner'
import type { SimulationConfig } from '#kernel/simulation/config.js'
import { Simulation } from '#kernel/simulation/simulation.js'
import { limitsWith } from '#tests/support/account.js'
import { FIRST_DAY, ScriptedAdvisor, flat } from '#tests/support/script.js'
import { configOf, share } from '#tests/support/simulate.js'

/* A configuration that makes no sense is refused before anything runs, with the field in the sentence. */

const columns = [flat([100, 101])]
const slot = { id: 's1', instruments: [0], warmupBars: 0, shortAllowed: true, leverageMax: 1 }
const split = (exDay: number, ratio: number) => ({ type: 'split', exDay, ratio }) as const

const CASES: [string, Partial<SimulationConfig>, RegExp][] = [
  ['cash of 0', { cash: 0 }, /cash must be above 0, was 0/],
  ['cash that is no number', { cash: Number.NaN }, /cash must be above 0/],
  ['endless cash', { cash: Infinity }, /cash must be above 0/],
  ['half a bar of delay', { fillDelayBars: 0.5 }, /fillDelayBars must be a whole number/],
  ['a negative delay', { fillDelayBars: -1 }, /fillDelayBars/],
  ['a participation of 0', { participationMax: 0 }, /participationMax must be above 0/],
  ['a participation of 200 %', { participationMax: 2 }, /participationMax/],
  ['a bias of 1.5', { riskBias: 1.5 }, /riskBias must be 0\.\.1/],
  ['an unknown timeframe', { timeframe: '2d' as never }, /timeframe "2d" is not known/],
  [
    'no instruments',
    { instruments: [], bars: [], actions: [] },
    /instruments must name at least one/,
  ],
  ['an unknown market', { instruments: [share('XX.AAPL')] }, /symbol "XX.AAPL"/],
  ['a negative tick', { instruments: [share('US.AAPL', { tickSize: -1 })] }, /tickSize/],
  ['a step of 0', { instruments: [share('US.AAPL', { quantityStep: 0 })] }, /quantityStep/],
  [
    'a foreign currency without a rate',
    { instruments: [share('HK.00700', { currency: 'HKD' })] },
    /HK.00700 trades in HKD: a rate to USD is needed/,
  ],
  [
    'a rate of 0',
    { instruments: [share('HK.00700', { currency: 'HKD' })], fxRates: { HKD: 0 } },
    /a rate to USD is needed/,
  ],
  ['a split of 0', { actions: [[split(FIRST_DAY, 0)]] }, /ratio must be above 0/],
  [
    'actions out of order',
    { actions: [[split(FIRST_DAY + 2, 2), split(FIRST_DAY, 2)]] },
    /order of their ex-dates/,
  ],
  ['actions for nothing', { actions: [] }, /actions must have one entry per instrument/],
  [
    'bars that begin beyond their end',
    { bars: [{ count: 2, firstIndex: 3 }] },
    /firstIndex must be 0\.\.2/,
  ],
  [
    'a strategy without an advisor',
    { strategies: [slot, slot] },
    /2 strategies are configured, 1 were given/,
  ],
  ['a negative warm-up', { strategies: [{ ...slot, warmupBars: -1 }] }, /warmupBars/],
  [
    'an instrument that is not there',
    { strategies: [{ ...slot, instruments: [1] }] },
    /no instrument number 1/,
  ],
  ['a leverage of 0', { strategies: [{ ...slot, leverageMax: 0 }] }, /leverageMax must be above 0/],
  ['a commission below zero', { commission: { type: 'per_order', amount: -1 } }, /amount/],
  ['a slippage below zero', { slippage: { type: 'fixed', amount: -1 } }, /amount/],
  [
    'an account leverage of 0',
    { limits: limitsWith({ portfolio: { leverageMax: 0 } }) },
    /leverageMax/,
  ],
  [
    'a drawdown limit of 20',
    { limits: limitsWith({ loss: { drawdownFractionMax: 20 } }) },
    /a fraction 0\.\.1/,
  ],
  [
    'a limit that is no number',
    { limits: limitsWith({ position: { quantityMax: Number.NaN } }) },
    /quantityMax/,
  ],
]

test.group('configurations', () => {
  for (const [name, over, reason] of CASES) {
    test(`${name} is refused`, ({ assert }) => {
      const advisors = [new ScriptedAdvisor(() => [])]
      assert.throws(() => new Simulation(configOf(columns, over), columns, advisors), reason)
    })
  }

  test('no bars at all end at once', ({ assert }) => {
    const none = [flat([])]
    const run = new Simulation(configOf(none), none, [new ScriptedAdvisor(() => [])])
    assert.equal(run.run(1), 1)
    assert.lengthOf(run.record.equity.toArray(), 0)
  })

  test('a run that is over stays over', ({ assert }) => {
    const run = new Simulation(configOf(columns), columns, [new ScriptedAdvisor(() => [])])
    assert.equal(run.run(2), 0)
    assert.equal(run.run(1), 1)
    assert.equal(run.run(1), 1)
    assert.lengthOf(run.record.equity.toArray(), 2)
  })
})
