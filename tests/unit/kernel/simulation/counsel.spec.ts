import { test } from '@japa/runner'
import {
  approve,
  deny,
  reduce,
  type AgentContext,
  type RiskAccount,
  type RiskOrder,
} from '@aq-trading/sdk'
import { orderListNumbers } from '#kernel/order/order_list.js'
import type { SimulationConfig } from '#kernel/simulation/config.js'
import { EVIDENCE_LENGTH } from '#kernel/simulation/evidence.js'
import { recordedAdvisors, speakersOf } from '#kernel/simulation/recorded_advisor.js'
import { Simulation } from '#kernel/simulation/simulation.js'
import { counselOf, slotsOf, type Cast } from '#tests/support/counsel.js'
import {
  afterBars,
  buy,
  fillsOf,
  flat,
  runScripts,
  ScriptedAdvisor,
  sell,
  type Script,
} from '#tests/support/script.js'
import { configOf } from '#tests/support/simulate.js'

const PRICES = flat([100, 100, 100, 100, 100, 100])

function run(script: Script, cast: Cast, over: Partial<SimulationConfig> = {}): Simulation {
  return runScripts(
    [PRICES],
    [script],
    { ...slotsOf(cast), ...over },
    {
      counsel: counselOf(cast),
      keepsEvidence: true,
    }
  )
}

test.group('plugin rules in a simulation', () => {
  test('approve, reduce and deny what opens; the engine rounds down to the step', ({ assert }) => {
    const verdicts = [approve(), reduce(4.7, 'half of it'), deny('no more')]
    const rule = { assess: () => verdicts.shift() ?? approve() }
    const script = afterBars({ 0: [buy(10)], 1: [buy(10)], 2: [buy(10)] })
    const simulation = run(script, { rules: [rule] })
    assert.deepEqual(fillsOf(simulation), ['1 buy 10 at 100', '2 buy 4 at 100'])
    assert.deepEqual(simulation.record.rules, [{ asked: 3, reduced: 1, denied: 1 }])
    assert.deepEqual(
      simulation.record.judgements.map(({ decision, reason }) => [decision, reason]),
      [
        ['reduce', 'half of it'],
        ['deny', 'no more'],
      ]
    )
  })

  test('are not asked about what only closes, cancels or makes no sense', ({ assert }) => {
    const asked: RiskOrder[] = []
    const rule = {
      assess(order: RiskOrder) {
        asked.push(order)
        return approve()
      },
    }
    const script = afterBars({
      0: [buy(10)],
      1: [{ type: 'cancel_all' }, sell(4), { type: 'target', size: 6 }],
      2: [sell(16), buy(0.5)],
    })
    const simulation = run(script, { rules: [rule] })
    assert.deepEqual(fillsOf(simulation), [
      '1 buy 10 at 100',
      '2 sell 4 at 100',
      '3 sell 16 at 100',
    ])
    assert.deepEqual(
      asked.map(({ side, quantity, opening, reducing, notional }) => [
        ...[side, quantity, opening, reducing, notional],
      ]),
      [
        ['buy', 10, 10, 0, 1_000],
        ['sell', 16, 10, 6, 1_000],
      ]
    )
  })

  test('see the account with what is held and what waits', ({ assert }) => {
    const seen: RiskAccount[] = []
    const rule = {
      assess(_order: RiskOrder, account: RiskAccount) {
        seen.push(account)
        return approve()
      },
    }
    run(afterBars({ 0: [buy(10)], 1: [buy(5, { limit: 90 }), buy(1)] }), { rules: [rule] })
    assert.containSubset(seen[0], { equity: 10_000, cash: 10_000, exposure: 0, positions: [] })
    assert.containSubset(seen[2], {
      cash: 9_000,
      exposure: 1_500,
      positions: [{ symbol: 'US.T0', quantity: 10, value: 1_000, pending: 500, sector: null }],
    })
  })

  test('are asked about a replacement that opens more, as if the old order were gone', ({
    assert,
  }) => {
    const asked: [number, number][] = []
    const rule = {
      assess({ opening }: RiskOrder, { exposure }: RiskAccount) {
        asked.push([opening, exposure])
        return asked.length === 1 ? approve() : reduce(7, 'seven at most')
      },
    }
    const script = afterBars({
      0: [buy(5, { limit: 90, reference: 1 })],
      1: [{ type: 'replace', reference: 1, size: 12 }],
    })
    const simulation = run(script, { rules: [rule] })
    assert.deepEqual(asked, [
      [5, 0],
      [12, 0],
    ])
    assert.equal(simulation.record.orders[0]?.quantity, 7)
  })

  test('are asked at the open about what is sized there', ({ assert }) => {
    const prices: number[] = []
    const rule = {
      assess({ price }: RiskOrder) {
        prices.push(price)
        return reduce(3, 'three')
      },
    }
    const cast = { rules: [rule] }
    const script = afterBars({
      0: [buy(0.5, { sizeKind: 'equity_fraction', sizedAt: 'open' })],
    })
    const bars = flat([100, 50, 50])
    const options = { counsel: counselOf(cast) }
    const simulation = runScripts([bars], [script], slotsOf(cast), options)
    assert.deepEqual(prices, [50])
    assert.deepEqual(fillsOf(simulation), ['1 buy 3 at 50'])
  })

  test('a rule that throws ends the run with its words', ({ assert }) => {
    const rule = {
      assess(): never {
        throw new RangeError('no figures')
      },
    }
    const cast = { rules: [rule] }
    const config = { ...configOf([PRICES]), ...slotsOf(cast) }
    const advisor = new ScriptedAdvisor(afterBars({ 2: [buy(1)] }))
    const simulation = new Simulation(config, [PRICES], [advisor], { counsel: counselOf(cast) })
    assert.equal(simulation.run(1_000), -1)
    assert.equal(simulation.failure?.strategy, 1)
    assert.equal(simulation.failure?.bar, 3)
    assert.include(simulation.failure?.detail, 'no figures')
    assert.equal(simulation.run(1_000), -1, 'and stays ended')
  })

  test('as many must be given as are configured', ({ assert }) => {
    const config = { ...configOf([PRICES]), rules: [{ id: 'calm' }] }
    const make = () => new Simulation(config, [PRICES], [new ScriptedAdvisor(() => [])])
    assert.throws(make, '1 rules are configured, 0 were given')
  })
})

test.group('agents in a simulation', () => {
  /** An agent that says these biases after the bars, in turn; `null` says nothing. */
  const saying = (biases: readonly (number | null)[]) => (context: AgentContext) => {
    let at = 0
    return {
      onBar() {
        const bias = biases[at++] ?? null
        if (bias !== null) context.setRiskBias(bias, `bar ${at}`)
      },
    }
  }
  const all = (bars: readonly number[]): Script =>
    afterBars(Object.fromEntries(bars.map((bar) => [bar, [buy(60)]])))
  const cash = { strategies: [{ ...configOf([PRICES]).strategies[0]!, leverageMax: 1 }] }

  test('what an agent says holds for the very signals of the bar, and lasts', ({ assert }) => {
    const simulation = run(all([0, 2]), { agents: [saying([0.5])] }, cash)
    assert.deepEqual(fillsOf(simulation), ['1 buy 50 at 100'], 'half of the buying power, once')
    const [change] = simulation.record.biasChanges
    assert.containSubset(change, { agent: 0, bias: 0.5, inForce: 0.5, reason: 'bar 1' })
  })

  test('it is loosened only by another word', ({ assert }) => {
    const simulation = run(all([1, 3]), { agents: [saying([0.2, null, null, 1])] }, cash)
    assert.deepEqual(fillsOf(simulation), ['2 buy 20 at 100', '4 buy 60 at 100'])
  })

  test('with several the smallest holds, and never more than the run was given', ({ assert }) => {
    const agents = [saying([0.7, 1]), saying([0.4, 0.9])]
    const simulation = run(() => [], { agents }, { riskBias: 0.8 })
    assert.deepEqual(
      simulation.record.biasChanges.map(({ agent, bias, inForce }) => [agent, bias, inForce]),
      [
        [0, 0.7, 0.7],
        [1, 0.4, 0.4],
        [0, 1, 0.4],
        [1, 0.9, 0.8],
      ]
    )
  })

  test('the same word again is no change', ({ assert }) => {
    const simulation = run(() => [], { agents: [saying([0.5, 0.5, 0.5])] })
    assert.lengthOf(simulation.record.biasChanges, 1)
    assert.equal(simulation.evidence?.count, 1)
  })

  test('sees the account fall from its peak', ({ assert }) => {
    const falls: number[] = []
    const agent = () => ({
      onAccount({ drawdown }: { drawdown: number }) {
        falls.push(drawdown)
      },
    })
    const cast = { agents: [agent] }
    const bars = flat([100, 100, 80, 90])
    runScripts([bars], [afterBars({ 0: [buy(50)] })], slotsOf(cast), { counsel: counselOf(cast) })
    assert.deepEqual(falls, [0, 0, 0.1, 0.05])
  })

  test('an agent that throws at the end of the run ends it too', ({ assert }) => {
    const agent = () => ({
      onStop() {
        throw new Error('not yet')
      },
    })
    const cast = { agents: [agent] }
    assert.throws(() => run(() => [], cast), /not yet/)
  })
})

test.group('what rules and agents said, as evidence', () => {
  const CAST: Cast = {
    rules: [
      { assess: ({ opening }) => (opening > 8 ? reduce(8, 'eight') : approve()) },
      { assess: (_, { equity }) => (equity < 9_970 ? deny('too poor') : approve()) },
    ],
    agents: [
      (context) => ({
        onBar({ close }) {
          context.setRiskBias(close < 95 ? 0.25 : 1, `close ${close}`)
        },
      }),
    ],
  }
  const bars = flat([100, 97, 90, 92, 99, 101, 94, 100])
  const script: Script = (bar) => (bar % 2 === 0 ? [buy(10)] : [sell(3)])
  const options = () => ({ counsel: counselOf(CAST), keepsEvidence: true })
  const original = () => runScripts([bars], [script], slotsOf(CAST), options())
  const orderList = ({ record, config, state }: Simulation) => [
    ...orderListNumbers(record.orders, record.fills, {
      instruments: config.instruments,
      strategies: state.strategies,
    }),
  ]
  const repeated = (rows: Float64Array, reasons: readonly string[], config: SimulationConfig) => {
    const recording = recordedAdvisors(speakersOf(config), rows, reasons)
    const { advisors, counsel } = recording
    const again = new Simulation(config, [bars], advisors, { counsel })
    again.run(1_000)
    return { again, unheard: recording.unheard() }
  }

  test('is enough to run again without their code', ({ assert }) => {
    const first = original()
    const { rows, reasons } = first.evidence!
    const { again, unheard } = repeated(rows.toArray().slice(), reasons, first.config)
    assert.deepEqual(orderList(again), orderList(first))
    assert.deepEqual(again.record.rules, first.record.rules)
    assert.deepEqual(again.record.biasChanges, first.record.biasChanges)
    assert.deepEqual(again.record.judgements, first.record.judgements)
    assert.equal(unheard, 0)
    assert.isAbove(first.record.rules[0]!.reduced, 0)
    assert.isAbove(first.record.rules[1]!.denied, 0)
    assert.isAbove(first.record.biasChanges.length, 2)
  })

  test('a word left out or invented gives another order list or is left over', ({ assert }) => {
    const first = original()
    const { rows, reasons } = first.evidence!
    const all = rows.toArray().slice()
    const counselRows = Array.from({ length: all.length / EVIDENCE_LENGTH }, (_, k) => k).filter(
      (k) => (all[k * EVIDENCE_LENGTH + 1] as number) > 1
    )
    assert.isAbove(counselRows.length, 4)
    for (const k of counselRows) {
      const at = k * EVIDENCE_LENGTH
      const without = new Float64Array([...all.slice(0, at), ...all.slice(at + EVIDENCE_LENGTH)])
      const { again } = repeated(without, reasons, first.config)
      assert.notDeepEqual(
        [orderList(again), again.record.rules, again.record.biasChanges],
        [orderList(first), first.record.rules, first.record.biasChanges]
      )
    }
    const late = all.slice()
    const last = counselRows.at(-1) as number
    late[last * EVIDENCE_LENGTH] = 1_000
    assert.equal(repeated(late, reasons, first.config).unheard, 1)
  })

  for (const [what, change, message] of [
    ['a verdict that is none', { field: 2, value: 7 }, 'no rule can give'],
    ['units below 0', { field: 4, value: -1 }, 'no rule can give'],
    ['endless units', { field: 4, value: Infinity }, 'no rule can give'],
    ['a signal in the place of a verdict', { field: 0, value: 1 }, 'no rule can give'],
  ] as const) {
    test(`refuses ${what}`, ({ assert }) => {
      const first = original()
      const rows = first.evidence!.rows.toArray().slice()
      const at = rows.findIndex((value, k) => k % EVIDENCE_LENGTH === 1 && value === 2)
      rows[at + 1 + change.field] = change.value
      const again = () => repeated(rows, first.evidence!.reasons, first.config)
      assert.throws(again, message)
    })
  }

  test('refuses a bias above 1', ({ assert }) => {
    const first = original()
    const rows = first.evidence!.rows.toArray().slice()
    const at = rows.findIndex((value, k) => k % EVIDENCE_LENGTH === 1 && value === 4)
    rows[at + 1 + 4] = 1.5
    const again = () => repeated(rows, first.evidence!.reasons, first.config)
    assert.throws(again, 'no agent can set')
  })
})
