import { test } from '@japa/runner'
import fc from 'fast-check'
import { equityOf } from '#kernel/state.js'
import { profitOf } from '#kernel/position/position.js'
import { isOpen } from '#kernel/order/order_state.js'
import type { Simulation } from '#kernel/simulation/simulation.js'
import { runScenario, scenario, simulationOf } from './scenario.js'

/* Whatever happens to an account, its books are right. fast-check prints the seed of a failure. */

const RUNS = { numRuns: 600 }

/** What the books must say at any moment. */
function auditBooks(run: Simulation): string | null {
  const { state, record } = run
  let balance = 0
  for (const [k, row] of record.transactions.entries()) {
    balance += row.amount
    if (row.balance !== balance) return `row ${k} has a balance of ${row.balance}, not ${balance}`
    if (row.sequence !== k + 1) return `row ${k} is numbered ${row.sequence}`
  }
  if (balance !== state.cash) return `the ledger adds up to ${balance}, cash is ${state.cash}`
  let value = 0
  let explained = record.transactions[0]!.amount as number
  for (const position of state.positions) {
    value += position.value
    explained += position.realised + position.income - position.fees - position.basis
    if (position.quantity === 0) {
      if (position.basis !== 0) return `a flat position has a basis of ${position.basis}`
      if (position.trade !== null) return 'a flat position has an open trade'
    } else if (position.trade === null) return 'a position has no trade'
  }
  if (explained !== state.cash) {
    return `positions explain a cash of ${explained}, it is ${state.cash}`
  }
  if (value !== state.positionsValue) {
    return `positions are worth ${value}, not ${state.positionsValue}`
  }
  return null
}

/** Positions worked out anew from the ledger alone: trades and splits. */
function auditHoldings(run: Simulation): string | null {
  const { state, record } = run
  const width = state.instruments.length
  state.instruments.forEach((instrument, i) => {
    let net = 0
    for (let s = 0; s < state.strategies.length; s++) {
      net += state.positions[s * width + i]!.quantity
    }
    if (Math.abs(net - instrument.net) > 1e-6) {
      throw new Error(`net of ${i} is ${instrument.net}, not ${net}`)
    }
    let market = 0
    let buys = 0
    let sells = 0
    for (const order of state.orders) {
      if (order.instrument !== i) continue
      const rest = order.quantity - order.filled
      if (order.type === 'market') market += order.side === 'buy' ? rest : -rest
      else if (order.role === 'entry' && order.side === 'buy') buys += rest
      else if (order.role === 'entry') sells += rest
    }
    const drift = Math.max(
      Math.abs(market - instrument.workingMarket),
      Math.abs(buys - instrument.restingBuys),
      Math.abs(sells - instrument.restingSells)
    )
    if (drift > 1e-6) throw new Error(`working quantities of ${i} drifted by ${drift}`)
  })
  for (let at = 0; at < state.positions.length; at++) {
    const s = Math.floor(at / width)
    const i = at % width
    if ((run.config.actions[i] ?? []).length > 0) continue
    let held = 0
    for (const fill of record.fills) {
      if (fill.strategy === s && fill.instrument === i) {
        held += fill.side === 'buy' ? fill.quantity : -fill.quantity
      }
    }
    const { quantity, value } = state.positions[at]!
    if (Math.abs(held - quantity) > 1e-6) {
      return `${s} holds ${quantity} of ${i}, its fills say ${held}`
    }
    const { price, fxRate } = state.instruments[i]!
    if (Math.abs(value - held * price * fxRate * 1e6) > 1) {
      return `value ${value} of ${held} at ${price}`
    }
  }
  return null
}

test.group('the books of any run', () => {
  test('add up to the micro-unit after every instant', ({ assert }) => {
    fc.assert(
      fc.property(scenario, (one) => {
        const run = simulationOf(one)
        for (;;) {
          const said = run.run(1)
          assert.isNull(auditBooks(run))
          assert.isNull(auditHoldings(run))
          assert.equal(equityOf(run.state), run.state.cash + run.state.positionsValue)
          if (said !== 0) break
        }
        assert.equal(run.record.equity.toArray().at(-1), equityOf(run.state))
        assert.equal(run.record.cash.toArray().at(-1), run.state.cash)
      }),
      RUNS
    )
  })

  test('give every strategy its part of the profit', ({ assert }) => {
    fc.assert(
      fc.property(scenario, (one) => {
        const run = runScenario(one)
        const { state, record } = run
        const profit = state.positions.reduce((sum, position) => sum + profitOf(position), 0)
        assert.equal(equityOf(state) - record.transactions[0]!.amount, profit)
        const inTrades = record.trades.reduce((sum, trade) => sum + trade.profit, 0)
        assert.equal(inTrades, profit, 'the profits of the trades')
        if (one.scripts.length < 2) return
        const columns = record.strategyProfit.map((list) => list.toArray())
        record.equity.toArray().forEach((equity, k) => {
          const sum = columns.reduce((total, column) => total + column[k]!, 0)
          assert.equal(sum, equity - record.transactions[0]!.amount, `instant ${k}`)
        })
      }),
      RUNS
    )
  })

  test('leave no order open and no order filled beyond its quantity', ({ assert }) => {
    fc.assert(
      fc.property(scenario, (one) => {
        const { record, state } = runScenario(one)
        assert.lengthOf(state.orders, 0)
        for (const order of record.orders) {
          assert.isFalse(isOpen(order.state), `order ${order.sequence} is ${order.state}`)
          assert.isAtMost(order.filled, order.quantity + 1e-9)
          assert.equal(
            order.state === 'filled',
            order.filled >= order.quantity - 1e-9 && order.filled > 0
          )
        }
      }),
      RUNS
    )
  })
})
