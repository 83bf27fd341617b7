import { test } from '@japa/runner'
import type { Order } from '#kernel/order/order.js'
import { KernelAccount } from '#tests/support/account.js'
import { afterBars, buy, daily, fillsOf, flat, runScripts, sell } from '#tests/support/script.js'

const STOP = { kind: 'fraction', value: 0.05 } as const
const TARGET = { kind: 'amount', value: 8 } as const
const BRACKET = { stopLoss: STOP, takeProfit: TARGET }

function exitsOf(account: KernelAccount): (string | number | null)[][] {
  return account.state.orders
    .filter((one) => one.parent > 0)
    .map((one) => [one.role, one.side, one.quantity, one.stopPrice ?? one.limitPrice])
}

function begin(): KernelAccount {
  const account = new KernelAccount(undefined, { cash: 100_000 })
  account.prices(100)
  return account
}

test.group('exits attached to an entry', () => {
  test('sit on the losing and the winning side of a long', ({ assert }) => {
    const account = begin()
    account.trade(buy(10, BRACKET), 100)
    assert.deepEqual(exitsOf(account), [
      ['stop_loss', 'sell', 10, 95],
      ['take_profit', 'sell', 10, 108],
    ])
  })

  test('are mirrored for a short', ({ assert }) => {
    const account = begin()
    account.trade(sell(10, BRACKET), 100)
    assert.deepEqual(exitsOf(account), [
      ['stop_loss', 'buy', 10, 105],
      ['take_profit', 'buy', 10, 92],
    ])
  })

  test('grow and move with the average price of partial fills, on the tick', ({ assert }) => {
    const account = begin()
    const entry = account.order(buy(10, BRACKET))
    account.fill(entry, 100, { quantity: 4 })
    assert.deepEqual(exitsOf(account), [
      ['stop_loss', 'sell', 4, 95],
      ['take_profit', 'sell', 4, 108],
    ])
    account.fill(entry, 101.01, { quantity: 3 })
    const average = (4 * 100 + 3 * 101.01) / 7 // 100.432857...
    assert.deepEqual(exitsOf(account), [
      ['stop_loss', 'sell', 7, Number((average * 0.95).toFixed(2))],
      ['take_profit', 'sell', 7, 108.44], // A limit to sell is rounded up.
    ])
  })

  test('share the quantity: what one fills is taken off the other', ({ assert }) => {
    const account = begin()
    account.trade(buy(10, BRACKET), 100)
    const target = account.state.orders.find((one) => one.role === 'take_profit') as Order
    account.confirmCancels(account.fill(target, 108, { quantity: 4 }))
    assert.deepEqual(exitsOf(account), [
      ['stop_loss', 'sell', 6, 95],
      ['take_profit', 'sell', 10, 108],
    ])
    account.confirmCancels(account.fill(target, 108))
    assert.deepEqual(exitsOf(account), [])
  })

  test('are cancelled when the position is closed by another order', ({ assert }) => {
    const account = begin()
    account.trade(buy(10, BRACKET), 100)
    account.trade({ type: 'target', size: 0 }, 101)
    assert.deepEqual(account.state.orders, [])
  })

  test('of a long are cancelled when it is turned into a short', ({ assert }) => {
    const account = begin()
    account.trade(buy(10, BRACKET), 100)
    account.trade(sell(25), 100)
    assert.equal(account.held(), -15)
    assert.deepEqual(account.state.orders, [])
  })

  test('cover what a turning order opens, not what it closes', ({ assert }) => {
    const account = begin()
    account.trade(buy(10), 100)
    account.trade(sell(25, BRACKET), 100)
    assert.deepEqual(exitsOf(account), [
      ['stop_loss', 'buy', 15, 105],
      ['take_profit', 'buy', 15, 92],
    ])
  })

  test('are not made by an order that only reduces', ({ assert }) => {
    const account = begin()
    account.trade(buy(10), 100)
    account.trade(sell(4, BRACKET), 100)
    assert.equal(account.held(), 6)
    assert.deepEqual(account.state.orders, [])
  })

  test('of one entry leave the exits of another alone', ({ assert }) => {
    const account = begin()
    account.trade(buy(10, { stopLoss: STOP }), 100)
    account.trade(buy(5, { stopLoss: { kind: 'price', value: 90 } }), 100)
    const nearer = account.state.orders[0] as Order
    account.confirmCancels(account.fill(nearer, 95))
    assert.equal(account.held(), 5)
    assert.deepEqual(exitsOf(account), [['stop_loss', 'sell', 5, 90]])
  })
})

test.group('exits in a run', () => {
  test('a stop of a closed long does not touch the next long', ({ assert }) => {
    const script = afterBars({
      0: [buy(10, { stopLoss: { kind: 'price', value: 98 } })],
      1: [sell(20)],
      2: [buy(20)],
    })
    const run = runScripts([flat([100, 100, 100, 100, 97])], [script], { cash: 100_000 })
    assert.deepEqual(fillsOf(run), ['1 buy 10 at 100', '2 sell 20 at 100', '3 buy 20 at 100'])
  })

  test('a trailing stop of 5 % follows the highs and sells on the way back', ({ assert }) => {
    const rows = daily([
      [100, 100, 100, 100],
      [100, 104, 99, 103], // Bought at the open; the level is 95 through this bar.
      [103, 110, 101, 109], // Level 98.80 from the high of 104.
      [108, 109, 104.6, 105], // Level 104.50 from 110: the low stays above it.
      [105, 106, 104, 105], // Reached.
    ])
    const trailingStop = { kind: 'fraction', value: 0.05 } as const
    const run = runScripts([rows], [afterBars({ 0: [buy(10, { trailingStop })] })])
    assert.deepEqual(fillsOf(run), ['1 buy 10 at 100', '4 sell 10 at 104.5'])
  })

  test('part fills of entry and exit under a volume cap keep the books', ({ assert }) => {
    const rows = daily([
      [100, 100, 100, 100, 100],
      [100, 101, 99, 100, 40], // 4 of 10 bought.
      [100, 101, 94, 95, 30], // 3 more at the open, then the stop of all 7 is hit: no volume left.
      [93, 94, 92, 93, 50], // At the open the entry's last 3 and the stop compete for 5 units.
      [93, 94, 92, 93, 1000],
    ])
    const stopLoss = { kind: 'price', value: 95 } as const
    const script = afterBars({ 0: [buy(10, { stopLoss })] })
    const run = runScripts([rows], [script], { participationMax: 0.1 })
    const bought = run.record.fills.filter((one) => one.side === 'buy')
    const sold = run.record.fills.filter((one) => one.side === 'sell')
    const sum = (fills: typeof bought) => fills.reduce((total, one) => total + one.quantity, 0)
    assert.equal(sum(bought), 10)
    assert.equal(sum(sold), 10)
    assert.deepEqual(fillsOf(run), [
      '1 buy 4 at 100',
      '2 buy 3 at 100',
      '3 buy 3 at 93',
      '3 sell 2 at 93',
      '4 sell 8 at 93',
    ])
  })
})
