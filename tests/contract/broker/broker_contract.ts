import { test } from '@japa/runner'
import { HeardSession, orderOf, type BrokerBench } from './broker_bench.js'

/** A market at 100.00 / 100.02 with plenty on both sides. */
const MARKET = { bid: 100, ask: 100.02, size: 1_000 }

/**
 * What the trading engine relies on of every broker. A broker passes with the same words, whatever it is
 * made of: run this with a bench that opens it.
 */
export function brokerContract(name: string, openBench: () => Promise<BrokerBench>): void {
  test.group(`${name}: a broker session`, (group) => {
    let bench: BrokerBench
    group.each.setup(async () => {
      bench = await openBench()
      return () => bench.close()
    })

    test('takes a market order and fills it: accepted first, then the execution', async ({
      assert,
    }) => {
      await bench.quote(MARKET)
      const heard = await HeardSession.open(bench)
      const id = await heard.place()
      await heard.heard('filled', id)
      assert.deepEqual(heard.wordsOf(id), ['accepted', 'filled 10 at 100.02'])
      const fills = await heard.session.fills(0)
      const told = heard.reports.flatMap((one) => (one.type === 'filled' ? [one.fill] : []))
      assert.deepEqual(fills, told)
      assert.isAtLeast(fills[0]!.fee, 0)
      assert.isNotEmpty(fills[0]!.brokerFillId)
      assert.equal(
        fills[0]!.brokerOrderId,
        (await heard.session.orders(0)).orders[0]!.brokerOrderId
      )
    })

    test('keeps a limit order that the market does not reach', async ({ assert }) => {
      await bench.quote(MARKET)
      const heard = await HeardSession.open(bench)
      const id = await heard.place({ limitPrice: 99.5, timeInForce: 'gtc' })
      const { orders } = await heard.session.orders(bench.nowMs())
      assert.lengthOf(orders, 1)
      assert.containsSubset(orders[0], {
        clientOrderId: id,
        symbol: bench.symbol,
        side: 'buy',
        status: 'working',
        quantity: 10,
        filled: 0,
        limitPrice: 99.5,
        stopPrice: null,
      })
      await bench.quote({ bid: 99.4, ask: 99.45, size: 1_000 })
      await heard.heard('filled', id)
      assert.deepEqual(heard.wordsOf(id), ['accepted', 'filled 10 at 99.45'])
    })

    test('fills in parts as the market has units, each with an id of its own', async ({
      assert,
    }) => {
      await bench.quote({ ...MARKET, size: 4 })
      const heard = await HeardSession.open(bench)
      const id = await heard.place()
      await heard.heard('filled 4', id)
      assert.containsSubset((await heard.session.orders(0)).orders[0], {
        status: 'working',
        filled: 4,
      })
      await bench.quote({ ...MARKET, size: 6 })
      await heard.heard('filled 6', id)
      const fills = await heard.session.fills(0)
      assert.deepEqual(
        fills.map(({ quantity }) => quantity),
        [4, 6]
      )
      assert.lengthOf(new Set(fills.map(({ brokerFillId }) => brokerFillId)), 2)
      assert.containsSubset((await heard.session.orders(0)).orders[0], { status: 'filled' })
    })

    test('cancels what is left, once; asking again or too late changes nothing', async ({
      assert,
    }) => {
      await bench.quote({ ...MARKET, size: 4 })
      const heard = await HeardSession.open(bench)
      const part = await heard.place()
      await heard.heard('filled 4', part)
      await heard.session.cancel(part)
      await heard.heard('cancelled', part)
      await heard.session.cancel(part)
      await bench.quote(MARKET)
      const whole = await heard.place()
      await heard.heard('filled', whole)
      await heard.session.cancel(whole)
      await heard.session.cancel('ord_contract_nobody_knows')
      await heard.quiet()
      assert.deepEqual(heard.wordsOf(part), ['accepted', 'filled 4 at 100.02', 'cancelled after 4'])
      assert.deepEqual(heard.wordsOf(whole), ['accepted', 'filled 10 at 100.02'])
      const { orders } = await heard.session.orders(0)
      assert.deepEqual(
        orders.map(({ status, filled }) => `${status} ${filled}`),
        ['cancelled 4', 'filled 10']
      )
    })

    test('an order and its cancel, sent in one breath, end in one way or the other', async ({
      assert,
    }) => {
      await bench.quote({ ...MARKET, size: 5 })
      const heard = await HeardSession.open(bench)
      const order = heard.order()
      await Promise.all([heard.session.submit(order), heard.session.cancel(order.clientOrderId)])
      await heard.heard('cancelled', order.clientOrderId)
      const { orders } = await heard.session.orders(0)
      const filled = (await heard.session.fills(0)).reduce((sum, { quantity }) => sum + quantity, 0)
      assert.containsSubset(orders[0], { status: 'cancelled', filled })
    })

    test('changes price and quantity of a working order; what was filled counts', async ({
      assert,
    }) => {
      await bench.quote({ ...MARKET, size: 4 })
      const heard = await HeardSession.open(bench)
      const id = await heard.place({ limitPrice: 100.02 })
      await heard.heard('filled 4', id)
      const change = { clientOrderId: id, limitPrice: 99, stopPrice: null, fencing: 1 }
      await heard.session.replace({ ...change, quantity: 6 })
      await heard.heard('replaced', id)
      assert.containsSubset((await heard.session.orders(0)).orders[0], {
        status: 'working',
        quantity: 6,
        filled: 4,
        limitPrice: 99,
      })
      await bench.quote({ bid: 98.9, ask: 98.95, size: 1_000 })
      await heard.heard('filled 2', id)
      assert.containsSubset((await heard.session.orders(0)).orders[0], {
        status: 'filled',
        filled: 6,
      })
      await heard.session.replace({ ...change, quantity: 50 })
      await heard.quiet()
      assert.equal(heard.wordsOf(id).filter((word) => word === 'replaced').length, 1)
    })

    test('a change to what is filled already ends the order', async ({ assert }) => {
      await bench.quote({ ...MARKET, size: 4 })
      const heard = await HeardSession.open(bench)
      const id = await heard.place()
      await heard.heard('filled 4', id)
      const terms = { limitPrice: null, stopPrice: null, fencing: 1 }
      await heard.session.replace({ clientOrderId: id, quantity: 3, ...terms })
      await heard.heard('cancelled', id)
      assert.equal(heard.wordsOf(id).at(-1), 'cancelled after 4')
      assert.containsSubset((await heard.session.orders(0)).orders[0], { quantity: 4, filled: 4 })
    })

    test('rejects by a report what it does not take, with its reason', async ({ assert }) => {
      await bench.quote(MARKET)
      const heard = await HeardSession.open(bench)
      const faulty = [
        heard.order({ type: 'limit' }),
        heard.order({ quantity: 0 }),
        heard.order({ quantity: NaN }),
        heard.order({ limitPrice: -5 }),
        heard.order({ type: 'stop' }),
        heard.order({ timeInForce: 'gtd' }),
      ]
      for (const order of faulty) {
        await heard.session.submit(order)
        await heard.heard('rejected', order.clientOrderId)
        assert.deepEqual(heard.wordsOf(order.clientOrderId), ['rejected'])
      }
      const reasons = heard.reports.map((one) => (one.type === 'rejected' ? one.reason : ''))
      assert.isTrue(reasons.every((reason) => reason.length > 10))
      const { orders } = await heard.session.orders(0)
      assert.isTrue(orders.every(({ status }) => status === 'rejected'))
      assert.lengthOf(await heard.session.fills(0), 0)
    })

    test('fills at once or not at all what is ioc', async ({ assert }) => {
      await bench.quote({ ...MARKET, size: 4 })
      const heard = await HeardSession.open(bench)
      const part = await heard.place({ timeInForce: 'ioc' })
      await heard.heard('cancelled', part)
      assert.deepEqual(heard.wordsOf(part), ['accepted', 'filled 4 at 100.02', 'cancelled after 4'])
      const none = await heard.place({ timeInForce: 'ioc', limitPrice: 90 })
      await heard.heard('cancelled', none)
      assert.deepEqual(heard.wordsOf(none), ['accepted', 'cancelled after 0'])
    })

    test('the same order, sent twice, is one order', async ({ assert }) => {
      await bench.quote({ ...MARKET, size: 1_000 })
      const heard = await HeardSession.open(bench)
      assert.isTrue(heard.session.refusesDuplicates)
      const order = heard.order()
      await Promise.allSettled([heard.session.submit(order), heard.session.submit(order)])
      await heard.heard('filled', order.clientOrderId)
      await Promise.allSettled([heard.session.submit({ ...order })])
      await heard.quiet()
      assert.lengthOf((await heard.session.orders(0)).orders, 1)
      assert.lengthOf(await heard.session.fills(0), 1)
    })

    test('another order under the same id is not taken, and the first one goes on', async ({
      assert,
    }) => {
      await bench.quote(MARKET)
      const heard = await HeardSession.open(bench)
      const order = heard.order({ limitPrice: 99 })
      await heard.session.submit(order)
      await heard.heard('accepted', order.clientOrderId)
      await assert.rejects(() => heard.session.submit({ ...order, quantity: 20 }))
      await heard.quiet()
      assert.deepEqual(heard.wordsOf(order.clientOrderId), ['accepted'])
      const { orders } = await heard.session.orders(0)
      assert.lengthOf(orders, 1)
      assert.containsSubset(orders[0], { status: 'working', quantity: 10 })
    })

    test('a complete list has every order that was sent before it was asked for', async ({
      assert,
    }) => {
      await bench.quote(MARKET)
      const heard = await HeardSession.open(bench)
      const orders = Array.from({ length: 20 }, () => heard.order({ limitPrice: 90 }))
      const sent = Promise.all(orders.map((order) => heard.session.submit(order)))
      const list = await heard.session.orders(0)
      await sent
      if (!list.complete) return
      assert.sameMembers(
        list.orders.map(({ clientOrderId }) => clientOrderId),
        orders.map(({ clientOrderId }) => clientOrderId)
      )
    })

    test('its books add up: positions and cash are what the executions made of them', async ({
      assert,
    }) => {
      const heard = await HeardSession.open(bench)
      const cashOf = async () => (await heard.session.account()).cash[bench.currency] ?? 0
      const before = await cashOf()
      const sides = ['buy', 'buy', 'sell', 'sell', 'sell', 'buy'] as const
      for (const [at, side] of sides.entries()) {
        await bench.quote({ bid: 100 + at, ask: 100.02 + at, size: 7 })
        const id = await heard.place({ side, quantity: 7 + at, timeInForce: 'ioc' })
        await heard.heard('filled', id)
      }
      const fills = await heard.session.fills(0)
      const [position] = await heard.session.positions()
      const signed = (side: string, amount: number) => (side === 'buy' ? amount : -amount)
      const held = fills.reduce((sum, { side, quantity }) => sum + signed(side, quantity), 0)
      assert.equal(position?.quantity ?? 0, held)
      const spent = fills.reduce(
        (sum, { side, quantity, price, fee }) => sum + signed(side, quantity * price) + fee,
        0
      )
      assert.closeTo(await cashOf(), before - spent, 1e-6)
    })

    test('tells a listener what was told before it came', async ({ assert }) => {
      await bench.quote(MARKET)
      const session = await bench.open(1)
      await session.submit(orderOf(bench.symbol, 'ord_contract_unheard', 1))
      await session.orders(0)
      await new Promise((resolve) => setTimeout(resolve, 60))
      const types: string[] = []
      session.onReport(({ type }) => types.push(type))
      assert.deepEqual(types, ['accepted', 'filled'])
    })

    test('a new session finds orders and executions as they were', async ({ assert }) => {
      await bench.quote({ ...MARKET, size: 4 })
      const first = await HeardSession.open(bench, 1)
      const id = await first.place({ limitPrice: 100.02, timeInForce: 'gtc' })
      await first.heard('filled 4', id)
      // The market goes where the order does not follow.
      await bench.quote({ bid: 100.5, ask: 100.52, size: 1_000 })
      const [orders, fills] = [await first.session.orders(0), await first.session.fills(0)]
      const [positions, account] = [await first.session.positions(), await first.session.account()]
      await first.session.close()
      const second = await HeardSession.open(bench, 2)
      assert.deepEqual(await second.session.orders(0), orders)
      assert.deepEqual(await second.session.fills(0), fills)
      assert.deepEqual(await second.session.positions(), positions)
      assert.deepEqual(await second.session.account(), account)
      await bench.quote(MARKET)
      await second.heard('filled 6', id)
      const ids = (await second.session.fills(0)).map(({ brokerFillId }) => brokerFillId)
      assert.lengthOf(new Set(ids), 2)
    })

    test('an order of an earlier session is not taken a second time', async ({ assert }) => {
      await bench.quote(MARKET)
      const first = await HeardSession.open(bench, 1)
      const id = await first.place()
      await first.heard('filled', id)
      await first.session.close()
      const second = await HeardSession.open(bench, 2)
      await Promise.allSettled([
        second.session.submit(second.order({ clientOrderId: id })),
        second.session.submit(second.order({ clientOrderId: id, quantity: 99 })),
      ])
      await second.quiet()
      assert.lengthOf(await second.session.fills(0), 1)
    })

    test('an engine that was replaced reaches nothing any more', async ({ assert }) => {
      await bench.quote(MARKET)
      const old = await HeardSession.open(bench, 1)
      const kept = await old.place({ limitPrice: 90, timeInForce: 'gtc' })
      const newer = await HeardSession.open(bench, 2)
      const late = old.order()
      await assert.rejects(() => old.session.submit(late))
      await Promise.allSettled([old.session.cancel(kept)])
      await newer.quiet()
      const { orders } = await newer.session.orders(0)
      assert.deepEqual(
        orders.map(({ clientOrderId, status }) => `${clientOrderId} ${status}`),
        [`${kept} working`]
      )
      await assert.rejects(() => bench.open(1))
    })

    test('an order under another lease than the session is refused', async ({ assert }) => {
      await bench.quote(MARKET)
      const heard = await HeardSession.open(bench, 5)
      await assert.rejects(() => heard.session.submit(heard.order({ fencing: 4 })))
      assert.lengthOf((await heard.session.orders(0)).orders, 0)
    })

    test('says nothing after it was closed and takes nothing', async ({ assert }) => {
      await bench.quote(MARKET)
      const heard = await HeardSession.open(bench)
      const sent = heard.session.submit(heard.order())
      await heard.session.close()
      await sent.catch(() => {})
      const told = heard.reports.length
      await bench.quote({ bid: 1, ask: 1.01, size: 5 })
      await new Promise((resolve) => setTimeout(resolve, 60))
      assert.lengthOf(heard.reports, told)
      await assert.rejects(() => heard.session.submit(heard.order()))
      await heard.session.close()
    })

    test('orders that ended long ago are told only to who asks so far back', async ({ assert }) => {
      await bench.quote(MARKET)
      const heard = await HeardSession.open(bench)
      await heard.heard('filled', await heard.place())
      const working = await heard.place({ limitPrice: 90 })
      const later = bench.nowMs() + 3_600_000
      const { orders } = await heard.session.orders(later)
      assert.deepEqual(
        orders.map(({ clientOrderId }) => clientOrderId),
        [working]
      )
      assert.lengthOf(await heard.session.fills(later), 0)
      assert.lengthOf((await heard.session.orders(0)).orders, 2)
    })
  })
}
