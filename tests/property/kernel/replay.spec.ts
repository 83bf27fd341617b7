import { test } from '@japa/runner'
import fc from 'fast-check'
import type { Command } from '#kernel/command.js'
import type { Input } from '#kernel/input.js'
import { restore, snapshot, step } from '#kernel/kernel.js'
import { orderListNumbers } from '#kernel/order/order_list.js'
import {
  ANSWER,
  type AgentAdvisor,
  type CounselAdvisors,
  type RuleAdvisor,
} from '#kernel/simulation/counsel_advisor.js'
import { recordedAdvisors, speakersOf } from '#kernel/simulation/recorded_advisor.js'
import { Simulation } from '#kernel/simulation/simulation.js'
import { createState } from '#kernel/state.js'
import type { BarColumns } from '#kernel/market/bar.js'
import { configOf } from '#tests/support/simulate.js'
import { advisorsOf, runScenario, scenario, simulationOf, type Scenario } from './scenario.js'

/* The same inputs give the same commands; nothing else has a say. fast-check prints the seed. */

const RUNS = { numRuns: 500 }

/**
 * Commands as text. The best price and the trigger of a stop are notes that the simulated market keeps
 * on the order: at a replay there is no market.
 */
function textOf(commands: readonly Command[]): string {
  return JSON.stringify(commands, (key, value: unknown) =>
    key === 'trailBest' || key === 'triggered' ? undefined : value
  )
}

function orderList(run: Simulation, instruments = run.config.instruments): string {
  return orderListNumbers(run.record.orders, run.record.fills, {
    instruments,
    strategies: run.state.strategies,
  }).join(' ')
}

/** The run's journal, as text and back, as if it had been stored. */
function journalOf(one: Scenario): { run: Simulation; journal: Input[] } {
  const lines: string[] = []
  const run = runScenario(one, { journal: (input) => lines.push(JSON.stringify(input)) })
  return { run, journal: lines.map((line) => JSON.parse(line) as Input) }
}

/** The first bars of each instrument, up to and without an instant. */
function cut(columns: readonly BarColumns[], beforeMs: number): BarColumns[] {
  return columns.map((one) => {
    const count = one.startMs.filter((start) => start < beforeMs).length
    return { ...one, count }
  })
}

test.group('replay', () => {
  test('of a journal on a fresh state gives the ledger, orders and state of the run', ({
    assert,
  }) => {
    fc.assert(
      fc.property(scenario, (one) => {
        const { run, journal } = journalOf(one)
        const state = createState(run.config)
        const transactions: unknown[] = [run.record.transactions[0]]
        const fills: unknown[] = []
        const orders: unknown[] = []
        for (const input of journal) {
          for (const command of step(state, input)) {
            if (command.type === 'transaction_recorded') transactions.push(command.transaction)
            if (command.type === 'fill_recorded') fills.push(command.fill)
            if (command.type === 'submit_order') orders.push(command.order)
          }
        }
        assert.equal(JSON.stringify(transactions), JSON.stringify(run.record.transactions))
        assert.equal(JSON.stringify(fills), JSON.stringify(run.record.fills))
        assert.equal(textOf(orders as never), textOf(run.record.orders as never))
        assert.equal(textOf(state as never), textOf(run.state as never))
      }),
      RUNS
    )
  })

  test('after a snapshot anywhere in the journal gives the same commands', ({ assert }) => {
    fc.assert(
      fc.property(scenario, fc.double({ min: 0, max: 1, noNaN: true }), (one, where) => {
        const { run, journal } = journalOf(one)
        const at = Math.floor(where * journal.length)
        let state = createState(run.config)
        const whole = journal.map((input) => textOf(step(state, input)))
        state = createState(run.config)
        for (const input of journal.slice(0, at)) step(state, input)
        state = restore(snapshot(state))
        const rest = journal.slice(at).map((input) => textOf(step(state, input)))
        assert.deepEqual(rest, whole.slice(at))
      }),
      RUNS
    )
  })

  test('of the recorded signals gives the same order list and equity', ({ assert }) => {
    fc.assert(
      fc.property(scenario, (one) => {
        const run = runScenario(one, { keepsEvidence: true })
        const evidence = run.evidence!
        const recording = recordedAdvisors(
          { strategies: one.scripts.length, rules: 0, agents: 0 },
          evidence.rows.toArray(),
          evidence.reasons
        )
        const again = new Simulation(
          configOf(one.columns, one.over),
          one.columns,
          recording.advisors
        )
        while (again.run(7) === 0);
        assert.equal(orderList(again), orderList(run))
        assert.deepEqual(again.record.equity.toArray(), run.record.equity.toArray())
        assert.equal(recording.unheard(), 0)
      }),
      RUNS
    )
  })
})

/** Rules and agents whose words follow from a seed and the number of the question. */
function counselBy(seed: number): CounselAdvisors {
  const chance = (salt: number) => {
    let asked = 0
    return () => {
      const mixed = Math.imul(seed ^ Math.imul(++asked, 0x9e3779b1) ^ salt, 0x85ebca6b)
      return ((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 32
    }
  }
  const ruleBy = (salt: number): RuleAdvisor => {
    const next = chance(salt)
    let allowed = 0
    return {
      get allowed() {
        return allowed
      },
      assess({ proposal }) {
        const word = next()
        allowed = proposal.opening * next()
        return word < 0.5 ? ANSWER.approve : word < 0.85 ? ANSWER.reduce : ANSWER.deny
      },
      text: () => `rule ${salt} says ${allowed}`,
      failure: () => '',
    }
  }
  const agentBy = (salt: number): AgentAdvisor => {
    const next = chance(salt)
    let bias = 1
    return {
      get bias() {
        return bias
      },
      look() {
        if (next() < 0.5) return 0
        bias = Math.round(next() * 10) / 10
        return 1
      },
      text: () => `agent ${salt} says ${bias}`,
      failure: () => '',
      stop: () => 0,
    }
  }
  return { rules: [ruleBy(1), ruleBy(2)], agents: [agentBy(3), agentBy(4)] }
}

test.group('replay with rules and agents', () => {
  const SLOTS = {
    rules: [{ id: 'calm' }, { id: 'strict' }],
    agents: [{ id: 'wary' }, { id: 'bold' }],
  }
  const withCounsel = (one: Scenario): Scenario => ({ ...one, over: { ...one.over, ...SLOTS } })

  test('of what everybody said gives the same orders, equity, counts and biases', ({ assert }) => {
    fc.assert(
      fc.property(scenario, fc.integer(), (given, seed) => {
        const one = withCounsel(given)
        const run = runScenario(one, { keepsEvidence: true, counsel: counselBy(seed) })
        const { rows, reasons } = run.evidence!
        const recording = recordedAdvisors(speakersOf(run.config), rows.toArray(), reasons)
        const { advisors, counsel } = recording
        const config = configOf(one.columns, one.over)
        const again = new Simulation(config, one.columns, advisors, { counsel })
        while (again.run(7) === 0);
        assert.equal(orderList(again), orderList(run))
        assert.deepEqual(again.record.equity.toArray(), run.record.equity.toArray())
        assert.deepEqual(again.record.rules, run.record.rules)
        assert.deepEqual(again.record.biasChanges, run.record.biasChanges)
        assert.equal(recording.unheard(), 0)
      }),
      RUNS
    )
  })

  test('of the journal needs neither', ({ assert }) => {
    fc.assert(
      fc.property(scenario, fc.integer(), (given, seed) => {
        const lines: string[] = []
        const journal = (input: Input) => lines.push(JSON.stringify(input))
        const counsel = counselBy(seed)
        const run = runScenario(withCounsel(given), { counsel, journal })
        const state = createState(run.config)
        for (const line of lines) step(state, JSON.parse(line) as Input)
        assert.equal(textOf(state as never), textOf(run.state as never))
      }),
      RUNS
    )
  })
})

test.group('nothing changes a run', () => {
  test('that is gone through in steps of any size', ({ assert }) => {
    fc.assert(
      fc.property(
        scenario,
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 12 }),
        (one, sizes) => {
          const whole = runScenario(one)
          const parts = simulationOf(one)
          for (const size of sizes) if (parts.run(size) !== 0) break
          while (parts.run(3) === 0);
          assert.equal(orderList(parts), orderList(whole))
          assert.deepEqual(parts.record.equity.toArray(), whole.record.equity.toArray())
          assert.equal(JSON.stringify(parts.record.trades), JSON.stringify(whole.record.trades))
        }
      ),
      RUNS
    )
  })

  test('but the names when symbols get others', ({ assert }) => {
    fc.assert(
      fc.property(scenario, (one) => {
        const instruments = one.over.instruments!.map((terms, i) => ({
          ...terms,
          symbol: `US.Z${9 - i}`,
        }))
        const plain = runScenario(one)
        const renamed = runScenario({ ...one, over: { ...one.over, instruments } })
        assert.equal(orderList(renamed), orderList(plain, instruments))
        assert.deepEqual(renamed.record.equity.toArray(), plain.record.equity.toArray())
      }),
      RUNS
    )
  })

  test('before bars that come later', ({ assert }) => {
    fc.assert(
      fc.property(scenario, fc.integer({ min: 1, max: 8 }), (one, day) => {
        const beforeMs = one.columns[0]!.startMs[0]! + day * 86_400_000
        const kept = { ...one, over: { ...one.over, atEnd: 'keep' as const } }
        const whole = runScenario(kept)
        const columns = cut(kept.columns, beforeMs)
        const run = new Simulation(configOf(columns, kept.over), columns, advisorsOf(kept))
        while (run.run(100) === 0);
        const early = whole.record.fills.filter((fill) => fill.atMs < beforeMs)
        assert.equal(JSON.stringify(run.record.fills), JSON.stringify(early))
        const orders = (record: Simulation['record']) =>
          record.orders
            .filter((order) => order.createdMs < beforeMs)
            .map((order) => [order.sequence, order.createdMs, order.side, order.type, order.role])
        assert.deepEqual(orders(run.record), orders(whole.record))
        const equity = run.record.equity.toArray()
        assert.deepEqual(equity, whole.record.equity.toArray().slice(0, equity.length))
      }),
      RUNS
    )
  })
})
