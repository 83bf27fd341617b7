import { test } from '@japa/runner'
import type { Command } from '#kernel/command.js'
import { KernelAccount, judgementIn } from '#tests/support/account.js'
import { buy, sell } from '#tests/support/script.js'
import { share } from '#tests/support/simulate.js'

/* Closing at the market: one strategy in one instrument, or everything. */

const live = () => {
  const one = new KernelAccount([share('US.AAPL'), share('US.MSFT')], { isLive: true })
  one.prices(100, 50)
  return one
}

const close = (
  one: KernelAccount,
  strategy: number | null = null,
  instrument: number | null = null
) => one.apply({ type: 'close_asked', strategy, instrument, atMs: one.atMs, reason: 'flatten' })

const submitted = (commands: readonly Command[]) =>
  commands.flatMap((command) => (command.type === 'submit_order' ? [command.order] : []))

const cancelled = (commands: readonly Command[]) =>
  commands.flatMap((command) => (command.type === 'cancel_order' ? [command.order.sequence] : []))

test.group('closing', () => {
  test('cancels what works and sells what is held, with a verdict of every rule', ({ assert }) => {
    const one = live()
    one.trade(buy(10, { stopLoss: { kind: 'fraction', value: 0.1 } }), 100)
    const resting = one.order(buy(5, { limit: 90 }))
    const commands = close(one)
    assert.deepEqual(cancelled(commands), [2, typeof resting === 'string' ? 0 : resting.sequence])
    const [order, ...others] = submitted(commands)
    assert.containSubset(order, { side: 'sell', quantity: 10, type: 'market', role: 'close' })
    assert.lengthOf(others, 0)
    const judged = judgementIn(commands)
    assert.containSubset(judged, { decision: 'approve', orderSequence: order!.sequence })
    assert.lengthOf(judged!.verdicts, 15)
  })

  test('keeps to the strategy and the instrument that were named', ({ assert }) => {
    const one = live()
    one.trade(buy(10), 100)
    one.trade(buy(4, { instrument: 1 }), 50)
    one.trade(buy(3), 100, 0, 0)
    assert.deepEqual(
      submitted(close(one, 1, 1)).map(({ quantity }) => quantity),
      [4]
    )
    assert.deepEqual(
      submitted(close(one, 0)).map(({ quantity }) => quantity),
      [3]
    )
    assert.deepEqual(
      submitted(close(one)).map(({ quantity }) => quantity),
      [10]
    )
    assert.lengthOf(submitted(close(one)), 0)
  })

  test('closes also what fills while its cancel is under way', ({ assert }) => {
    const one = live()
    one.trade(buy(10), 100)
    const entry = one.order(buy(5, { limit: 100, stopLoss: { kind: 'fraction', value: 0.1 } }))
    const [first] = submitted(close(one))
    const after = one.fill(entry, 100, { quantity: 2 })
    assert.containSubset(submitted(after), [{ side: 'sell', quantity: 2, role: 'close' }])
    assert.lengthOf(submitted(after), 1)
    one.fill(first!, 100)
    assert.equal(one.held(), 2)
    assert.lengthOf(one.state.closing, 1)
    one.fill(submitted(after)[0]!, 100)
    one.apply({ type: 'order_event', orderSequence: 2, event: 'order_cancelled', atMs: one.atMs })
    assert.equal(one.held(), 0)
    assert.deepEqual(one.state.closing, [])
  })

  test('takes no new risk in the place until it is done', ({ assert }) => {
    const one = live()
    one.trade(buy(10), 100)
    const [order] = submitted(close(one, 1, 0))
    assert.equal(one.order(buy(1)), 'US.AAPL of s1 is being closed')
    assert.equal(one.quantity(buy(1, { instrument: 1 })), 1)
    assert.equal(one.quantity(buy(1), 0), 1)
    one.fill(order!, 100)
    assert.equal(one.quantity(buy(1)), 1)
  })

  test('closes what an order leaves that was being cancelled before', ({ assert }) => {
    const one = live()
    one.trade(buy(50), 100)
    const first = one.order(sell(50))
    one.apply({ type: 'withdrawal_noted', orderSequence: 2 })
    assert.lengthOf(submitted(close(one)), 0, 'it may still close all')
    one.fill(first, 100, { quantity: 21 })
    const event = { type: 'order_event', event: 'order_cancelled', atMs: one.atMs } as const
    const after = submitted(one.apply({ ...event, orderSequence: 2 }))
    assert.containSubset(after, [{ side: 'sell', quantity: 29, role: 'close' }])
    assert.equal(one.order(buy(1)), 'US.AAPL of s1 is being closed')
    // Whoever cancels the close afterwards wants it cancelled.
    one.apply({ type: 'withdrawal_noted', orderSequence: 3 })
    assert.lengthOf(submitted(one.apply({ ...event, orderSequence: 3 })), 0)
    assert.deepEqual(one.state.closing, [])
  })

  test('passes while trading is halted', ({ assert }) => {
    const one = live()
    one.trade(buy(10), 100)
    one.apply({ type: 'mode_changed', mode: 'halted', reason: 'enough' })
    assert.lengthOf(submitted(close(one)), 1)
  })
})

test.group('what only closes, while the account is live', () => {
  test('does not work for more than is held', ({ assert }) => {
    const one = live()
    one.trade(buy(10, { stopLoss: { kind: 'fraction', value: 0.1 } }), 100)
    const part = one.fill(one.order(sell(4)), 100)
    const shrunk = part.flatMap((command) => (command.type === 'replace_order' ? [command] : []))
    assert.containSubset(shrunk, [{ quantity: 6, order: { role: 'stop_loss' } }])
    const rest = one.fill(one.order(sell(6)), 100)
    assert.deepEqual(cancelled(rest), [2])
  })

  test('is not there twice: a second sale at a limit is a new risk, a stop beside it is none', ({
    assert,
  }) => {
    const one = live()
    one.trade(buy(10), 100)
    one.apply({ type: 'mode_changed', mode: 'reduce_only', reason: 'careful' })
    assert.equal(one.quantity(sell(10, { limit: 110 })), 10)
    assert.equal(one.order(sell(10, { limit: 111 })), 'only orders that reduce risk are taken')
    assert.equal(one.quantity(sell(10, { stop: 90 })), 10)
    assert.equal(one.quantity(sell(10)), 10)
  })

  test('makes room when it is cancelled', ({ assert }) => {
    const one = live()
    one.trade(buy(10), 100)
    one.apply({ type: 'mode_changed', mode: 'reduce_only', reason: 'careful' })
    one.order(sell(10, { limit: 110, reference: 5 }))
    one.say({ type: 'cancel', reference: 5 })
    assert.equal(one.quantity(sell(10, { limit: 111 })), 10)
  })

  test('cannot be made larger by its strategy', ({ assert }) => {
    const one = live()
    one.trade(buy(10), 100)
    one.order(sell(5, { limit: 110, reference: 5 }))
    const judged = judgementIn(one.say({ type: 'replace', reference: 5, size: 8 }))
    assert.containSubset(judged, { decision: 'deny', code: 'invalid_signal' })
    assert.match(judged!.reason, /follows what is held/)
  })

  test('shrinks when the entry that it was for ends unfilled', ({ assert }) => {
    const one = live()
    const entry = one.order(buy(10))
    const exit = one.order({ type: 'order', side: 'sell', size: 10, limit: 110 })
    assert.containSubset(exit, { role: 'close' })
    if (typeof entry === 'string') throw new Error(entry)
    const event = 'order_cancelled'
    const commands = one.apply({ type: 'order_event', orderSequence: 1, event, atMs: one.atMs })
    assert.deepEqual(cancelled(commands), [2])
  })

  test('is left as it is where the broker caps it, as in a simulation', ({ assert }) => {
    const settings = { isLive: true, isCappedByBroker: true }
    const one = new KernelAccount([share('US.AAPL')], settings)
    one.prices(100)
    one.trade(buy(10, { stopLoss: { kind: 'fraction', value: 0.1 } }), 100)
    const part = one.fill(one.order(sell(4)), 100)
    assert.isFalse(part.some(({ type }) => type === 'replace_order' || type === 'cancel_order'))
    one.apply({ type: 'mode_changed', mode: 'reduce_only', reason: 'careful' })
    assert.equal(one.quantity(sell(6, { limit: 110 })), 6)
    assert.equal(one.quantity(sell(6, { limit: 111 })), 6)
    assert.deepEqual(cancelled(one.fill(one.order(sell(6)), 100)), [2])
  })
})
