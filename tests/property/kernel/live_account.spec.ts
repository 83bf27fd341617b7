import { test } from '@japa/runner'
import fc from 'fast-check'
import type { Command, SignalJudged } from '#kernel/command.js'
import type { Input } from '#kernel/input.js'
import { restore, snapshot, step } from '#kernel/kernel.js'
import { isOpen } from '#kernel/order/order_state.js'
import { createState, type TradingState } from '#kernel/state.js'
import { DESK, happenings, LiveDesk, type Happening, type Step } from './live_desk.js'

/* A live account: whatever arrives, in whatever order. fast-check prints the seed of a failure. */

const RUNS = { numRuns: 400 }
const RULES = 15

const INPUTS = [
  'signal_proposed',
  'order_event',
  'order_filled',
  'fill_booked',
  'close_asked',
  'mode_changed',
  'change_refused',
  'cash_adjusted',
  'fx_changed',
  'strategy_added',
  'instrument_added',
  'instrument_paused',
  'strategy_paused',
  'corporate_action',
]
const COMMANDS = [
  'submit_order',
  'cancel_order',
  'replace_order',
  'order_changed',
  'fill_recorded',
  'fill_booked',
  'trade_closed',
  'mode_changed',
  'approve approved',
  'approve nothing_to_do',
  'reduce risk',
  'deny risk',
  'deny invalid_signal',
]

/** Lets everything happen; `after` looks at the desk after every step. */
function run(
  list: readonly Happening[],
  after: (state: TradingState, one: Step) => void = () => {}
): { desk: LiveDesk; steps: Step[] } {
  const steps: Step[] = []
  let state: TradingState | null = null
  const desk: LiveDesk = new LiveDesk((one) => {
    steps.push(one)
    if (state !== null) after(state, one)
  })
  state = desk.state
  for (const one of list) desk.happen(one)
  return { desk, steps }
}

/** The books of an account, followed command by command. */
class Auditor {
  #cash = 50_000_000_000
  #adjusted = 0
  readonly #held = new Map<string, number>()
  #splits = false

  take(state: TradingState, { input, commands }: Step): void {
    for (const command of commands) this.#add(command)
    if (this.#cash !== state.cash) throw new Error(`ledger ${this.#cash}, cash ${state.cash}`)
    if (input.type === 'corporate_action' && input.action.type === 'split') this.#splits = true
    this.#explain(state)
    this.#values(state)
    checkWorking(state)
  }

  #add(command: Command): void {
    if (command.type === 'transaction_recorded') {
      const { amount, balance, type } = command.transaction
      this.#cash += amount
      if (type === 'adjustment') this.#adjusted += amount
      if (balance !== this.#cash) throw new Error(`a balance of ${balance}, not ${this.#cash}`)
    }
    if (command.type !== 'fill_recorded' && command.type !== 'fill_booked') return
    const { strategy, instrument, side, quantity } = command.fill
    const at = `${strategy} ${instrument}`
    const held = (this.#held.get(at) ?? 0) + (side === 'buy' ? quantity : -quantity)
    this.#held.set(at, held)
  }

  #explain(state: TradingState): void {
    let cash = 50_000_000_000 + this.#adjusted
    for (const one of state.positions) cash += one.realised + one.income - one.fees - one.basis
    if (cash !== state.cash) throw new Error(`positions explain ${cash}, cash is ${state.cash}`)
  }

  #values(state: TradingState): void {
    const width = state.instruments.length
    let value = 0
    const net = state.instruments.map(() => 0)
    state.positions.forEach((position, at) => {
      value += position.value
      net[at % width]! += position.quantity
      if (this.#splits) return
      const place = `${Math.floor(at / width)} ${at % width}`
      const fills = this.#held.get(place) ?? 0
      if (Math.abs(fills - position.quantity) > 1e-6) {
        throw new Error(`fills of ${place} make ${fills}, it holds ${position.quantity}`)
      }
    })
    if (value !== state.positionsValue) throw new Error(`${value} is not ${state.positionsValue}`)
    net.forEach((quantity, i) => {
      const known = state.instruments[i]!.net
      if (Math.abs(known - quantity) > 1e-6) throw new Error(`net of ${i}: ${known}, ${quantity}`)
    })
  }
}

/** Working quantities worked out anew. */
function checkWorking(state: TradingState): void {
  state.instruments.forEach((instrument, i) => {
    let [market, buys, sells] = [0, 0, 0]
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
}

test.group('a live account', () => {
  test('is busy here: every kind of input is taken, and every kind of command answered', ({
    assert,
  }) => {
    const inputs = new Map<string, number>()
    const commands = new Map<string, number>()
    const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1)
    for (const list of fc.sample(happenings, { numRuns: 100, seed: 7 })) {
      for (const one of run(list).steps) {
        count(inputs, one.input.type)
        for (const command of one.commands) {
          const isJudgement = command.type === 'signal_judged'
          count(commands, isJudgement ? `${command.decision} ${command.code}` : command.type)
        }
      }
    }
    for (const name of INPUTS) assert.isAbove(inputs.get(name) ?? 0, 50, name)
    for (const name of COMMANDS) assert.isAbove(commands.get(name) ?? 0, 10, name)
  })

  test('its ledger adds up to the micro, and positions are the sum of the fills', () => {
    fc.assert(
      fc.property(happenings, (list) => {
        const auditor = new Auditor()
        run(list, (state, one) => auditor.take(state, one))
      }),
      RUNS
    )
  })

  test('the same inputs give the same commands, from the start and from a snapshot', ({
    assert,
  }) => {
    fc.assert(
      fc.property(happenings, fc.nat(150), (list, cut) => {
        const { desk, steps } = run(list)
        const inputs = steps.map(({ input }) => JSON.parse(JSON.stringify(input)) as Input)
        let state = createState(DESK)
        inputs.forEach((input, k) => {
          if (k === cut) state = restore(snapshot(state))
          const commands = JSON.stringify(step(state, input))
          assert.equal(commands, JSON.stringify(steps[k]!.commands))
        })
        assert.equal(snapshot(state), snapshot(desk.state))
      }),
      RUNS
    )
  })

  test('no order leaves without one verdict per rule', () => {
    fc.assert(
      fc.property(happenings, (list) => {
        const judged = new Map<number, SignalJudged>()
        const { steps } = run(list)
        for (const { commands } of steps) {
          for (const one of commands) {
            if (one.type !== 'signal_judged') continue
            if (typeof one.orderSequence === 'number') judged.set(one.orderSequence, one)
          }
          for (const one of commands) {
            if (one.type !== 'submit_order') continue
            const { sequence, parent } = one.order
            const verdicts = judged.get(parent > 0 ? parent : sequence)?.verdicts ?? []
            const rules = new Set(verdicts.map(({ rule }) => rule))
            if (rules.size !== RULES || verdicts.length !== RULES) {
              throw new Error(`order ${sequence} of ${parent} has ${verdicts.length} verdicts`)
            }
          }
        }
      }),
      RUNS
    )
  })

  test('takes no new risk where it may not, and never stands in the way of a close', () => {
    fc.assert(
      fc.property(happenings, (list) => {
        let before: TradingState | null = null
        run(list, (state, { input, commands }) => {
          const seen = before
          before = restore(snapshot(state))
          if (seen === null) return
          for (const one of commands) {
            if (one.type === 'submit_order') checkEntry(seen, one.order)
          }
          if (input.type === 'close_asked') checkClosed(state, input)
        })
      }),
      RUNS
    )
  })

  test('no resting order that closes works for more than is held, unless it is being cancelled', () => {
    fc.assert(
      fc.property(happenings, (list) => {
        // What a broker does not make smaller stays larger, and splits leave fractions.
        const usual = list.filter(({ what }) => what !== 'change_refused' && what !== 'action')
        run(usual, (state) => {
          for (const order of state.orders) checkExit(state, order)
        })
      }),
      RUNS
    )
  })

  test('an order that has ended stays so, and a place is being closed while an order is open there', () => {
    fc.assert(
      fc.property(happenings, (list) => {
        const ends = new Map<number, string>()
        run(list, (state, { commands }) => {
          for (const one of commands) {
            if (one.type !== 'order_changed' || isOpen(one.order.state)) continue
            const { sequence, state: how } = one.order
            const known = ends.get(sequence) ?? how
            if (known !== how) throw new Error(`order ${sequence} was ${known} and is ${how}`)
            ends.set(sequence, how)
          }
          for (const { sequence } of state.orders) {
            if (ends.has(sequence)) throw new Error(`order ${sequence} came back`)
          }
          for (const { strategy, instrument } of state.closing) {
            const isWorking = state.orders.some(
              (order) => order.strategy === strategy && order.instrument === instrument
            )
            if (!isWorking) throw new Error(`${strategy} ${instrument} is closed and still marked`)
          }
        })
      }),
      RUNS
    )
  })
})

type Entry = Extract<Command, { type: 'submit_order' }>['order']

/** An order that opens may only be made where nothing forbids it. */
function checkEntry(before: TradingState, order: Entry): void {
  if (order.role !== 'entry') return
  const isPaused = before.strategies[order.strategy]?.isPaused === true
  const instrument = before.instruments[order.instrument]!
  const isUnclear = before.orders.some(
    (one) => one.instrument === order.instrument && one.state === 'unknown'
  )
  const held = before.positions[order.strategy * before.instruments.length + order.instrument]!
  // Turning a position around is allowed to close it.
  const closes = order.side === 'buy' ? -held.quantity : held.quantity
  if (before.mode === 'active' && !isPaused && instrument.pausedBecause === null && !isUnclear) {
    return
  }
  if (order.quantity > closes + 1e-9) {
    throw new Error(`order ${order.sequence} opens where nothing may be opened`)
  }
}

/** What only closes is no larger than what there is to close. */
function checkExit(state: TradingState, order: Entry): void {
  if (order.role === 'entry' || order.type === 'market' || order.isWithdrawn) return
  const { quantity } =
    state.positions[order.strategy * state.instruments.length + order.instrument]!
  let closable = order.side === 'sell' ? quantity : -quantity
  for (const one of state.orders) {
    if (one.strategy !== order.strategy || one.instrument !== order.instrument) continue
    if (one.type === 'market' && one.side !== order.side) closable += one.quantity - one.filled
  }
  if (order.quantity - order.filled > closable + 1e-6) {
    throw new Error(`order ${order.sequence} closes ${order.quantity} of ${closable}`)
  }
}

/** After a close everything concerned is on its way to flat. */
function checkClosed(state: TradingState, input: Input & { type: 'close_asked' }): void {
  const width = state.instruments.length
  state.positions.forEach(({ quantity }, at) => {
    const [strategy, instrument] = [Math.floor(at / width), at % width]
    if (input.strategy !== null && input.strategy !== strategy) return
    if (input.instrument !== null && input.instrument !== instrument) return
    const side = quantity > 0 ? 'sell' : 'buy'
    let closing = 0
    for (const order of state.orders) {
      if (order.strategy !== strategy || order.instrument !== instrument) continue
      if (order.type !== 'market' || order.role === 'entry' || order.side !== side) continue
      closing += order.quantity - order.filled
    }
    if (closing < Math.abs(quantity) - 1e-9) {
      throw new Error(`${strategy} ${instrument}: ${quantity} held, ${closing} on the way`)
    }
  })
}
