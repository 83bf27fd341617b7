import { test } from '@japa/runner'
import { applyEntry, stateOf } from '#engine/trading/account_book.js'
import { exitOfWord, trailOfWord } from '#engine/trading/exit_wish.js'
import { orderSignalOf } from '#engine/trading/commands/order_signal.js'
import { denial } from '#kernel/risk/verdict.js'
import type { OrderSignal } from '#kernel/signal/signal.js'
import { limitsWith } from '#tests/support/account.js'
import { carryOut, fillOrder, openBook, reasonOf, seePrice, START_MS } from './carry_out.js'

const BUY = { symbol: 'US.AAPL', side: 'buy', quantity: 10 }
const REST = { ...BUY, limitPrice: 90, timeInForce: 'gtc' }

test.group('orders by hand', () => {
  test('what plugin rules said is a verdict like every other', ({ assert }) => {
    const book = openBook()
    const pluginVerdicts = [denial('plugin:quiet', 'not today')]
    const refused = carryOut(book, 'place_order', BUY, { pluginVerdicts })
    assert.equal(reasonOf(refused), 'not today')
    const { verdicts } = refused.outcome.detail as { verdicts: { rule: string }[] }
    assert.lengthOf(verdicts, 16)
    assert.lengthOf(stateOf(book).orders, 0)
  })

  test('a check answers as the account would, and changes nothing', ({ assert }) => {
    const book = openBook({ limits: limitsWith({ position: { quantityMax: 6 } }) })
    const before = JSON.stringify(book)
    const { outcome, entries } = carryOut(book, 'check_order', BUY)
    assert.deepInclude(outcome.detail, { passes: true, decision: 'reduce', quantity: 6, asked: 10 })
    assert.lengthOf(entries, 0)
    assert.equal(JSON.stringify(book), before)
    const { detail } = carryOut(book, 'place_order', BUY).outcome
    const { passes, ...said } = outcome.detail
    assert.isTrue(passes)
    assert.deepEqual({ ...said, orders: [] }, { ...detail, orders: [] })
  })

  test('a check of what would not pass says why, and is an answer', ({ assert }) => {
    const book = openBook()
    carryOut(book, 'halt')
    const { outcome } = carryOut(book, 'check_order', BUY)
    assert.equal(outcome.status, 'done')
    assert.deepInclude(outcome.detail, { passes: false, reason: 'trading is halted' })
  })

  test('a change of an order of a strategy goes by its number', ({ assert }) => {
    const strategies = [{ id: 's1', shortAllowed: true, leverageMax: null }]
    const book = openBook({ strategies })
    carryOut(book, 'place_order', REST)
    const [own] = stateOf(book).orders
    const signal = orderSignalOf(book, {
      ...{ id: 'x', account: 'unit', actor: 'anna', expiresMs: null },
      ...{ kind: 'replace_order', body: { order: 'ord_unit_1', limitPrice: 91 } },
    })
    assert.deepInclude(signal, { type: 'replace', order: own!.sequence, limitPrice: 91 })
    const { outcome, commands } = carryOut(book, 'replace_order', {
      order: 'ord_unit_1',
      limitPrice: 91,
    })
    assert.deepInclude(outcome, { status: 'done' })
    assert.deepInclude(outcome.detail, { order: 'ord_unit_1', limitPrice: 91, quantity: 10 })
    assert.isTrue(commands.some(({ type }) => type === 'replace_order'))
    assert.equal(own!.limitPrice, 91)
  })

  test('a change that is riskier is asked about; one that is denied changes nothing', ({
    assert,
  }) => {
    const book = openBook({ limits: limitsWith({ position: { quantityMax: 12 } }) })
    carryOut(book, 'place_order', REST)
    const grown = carryOut(book, 'replace_order', { order: 'ord_unit_1', quantity: 40 })
    assert.deepInclude(grown.outcome.detail, { quantity: 12, decision: 'reduce' })
    carryOut(book, 'halt')
    const denied = carryOut(book, 'replace_order', { order: 'ord_unit_1', limitPrice: 95 })
    assert.match(reasonOf(denied), /being cancelled/)
    assert.equal(stateOf(book).orders[0]!.limitPrice, 90)
  })

  test('a stop-loss can be moved, and never made larger', ({ assert }) => {
    const book = openBook()
    const signal: OrderSignal = {
      ...{ type: 'order', strategy: 0, instrument: 0, reference: 5, reason: null, side: 'buy' },
      ...{ size: { kind: 'quantity', value: 10 }, sizedAt: 'signal', orderType: 'market' },
      ...{ limitPrice: null, stopPrice: null, trail: null, timeInForce: 'day', goodTillMs: null },
      ...{ stopLoss: { kind: 'fraction', value: 0.1 }, takeProfit: null, trailingStop: null },
      ocoGroup: 0,
    }
    applyEntry(
      book,
      { type: 'signal_proposed', signal, atMs: START_MS, pluginVerdicts: [] },
      START_MS
    )
    fillOrder(book, 1)
    const stop = stateOf(book).orders[0]!
    assert.deepInclude(stop, { role: 'stop_loss', stopPrice: 90 })
    carryOut(book, 'halt')
    const id = `ord_unit_${stop.sequence}`
    assert.equal(
      carryOut(book, 'replace_order', { order: id, stopPrice: 95 }).outcome.status,
      'done'
    )
    assert.equal(stop.stopPrice, 95)
    assert.match(
      reasonOf(carryOut(book, 'replace_order', { order: id, quantity: 20 })),
      /never larger/
    )
    assert.match(
      reasonOf(carryOut(book, 'replace_order', { order: id, quantity: 5 })),
      /only its prices/
    )
  })

  test('exits are attached to what fills', ({ assert }) => {
    const book = openBook()
    const exits = {
      stopLoss: exitOfWord('5%'),
      takeProfit: exitOfWord('120'),
      trailingStop: trailOfWord('2.5'),
    }
    assert.equal(carryOut(book, 'place_order', { ...BUY, ...exits }).outcome.status, 'done')
    fillOrder(book, 1)
    assert.deepEqual(
      stateOf(book).orders.map(({ role, stopPrice, limitPrice, trail }) => {
        return { role, stopPrice, limitPrice, trail }
      }),
      [
        { role: 'stop_loss', stopPrice: 95, limitPrice: null, trail: null },
        {
          ...{ role: 'trailing_stop', stopPrice: null, limitPrice: null },
          trail: { kind: 'amount', value: 2.5 },
        },
        { role: 'take_profit', stopPrice: null, limitPrice: 120, trail: null },
      ]
    )
    for (const word of ['', '0', '0%', '-5', '1e2', 'x', '5 %']) assert.isNull(exitOfWord(word))
  })

  test('an order of unknown fate is not changed', ({ assert }) => {
    const book = openBook()
    carryOut(book, 'place_order', REST)
    const lost = {
      type: 'order_event',
      orderSequence: 1,
      event: 'order_lost',
      atMs: START_MS,
    } as const
    applyEntry(book, lost, START_MS)
    const refused = carryOut(book, 'replace_order', { order: 'ord_unit_1', limitPrice: 80 })
    assert.match(reasonOf(refused), /nobody knows/)
  })

  test('a close takes what is held and what works, of one instrument', ({ assert }) => {
    const book = openBook()
    carryOut(book, 'place_order', BUY)
    fillOrder(book, 1)
    carryOut(book, 'place_order', REST)
    carryOut(book, 'place_order', { ...REST, symbol: 'US.LOTS', quantity: 100 })
    const { outcome, commands } = carryOut(book, 'close_position', { symbol: 'US.AAPL' })
    assert.deepInclude(outcome.detail, { orders: ['ord_unit_4'], cancels: ['ord_unit_2'] })
    const [order] = commands.flatMap((one) => (one.type === 'submit_order' ? [one.order] : []))
    assert.deepInclude(order, { side: 'sell', quantity: 10, type: 'market', role: 'close' })
  })

  test('flat and halted in one row after the other; again there is nothing to do', ({ assert }) => {
    const book = openBook()
    carryOut(book, 'place_order', BUY)
    fillOrder(book, 1)
    carryOut(book, 'place_order', REST)
    const { outcome } = carryOut(book, 'flatten', { halt: true, reason: 'out' })
    assert.deepEqual(outcome.detail, {
      orders: ['ord_unit_3'],
      cancels: ['ord_unit_2'],
      mode: 'halted',
    })
    assert.deepInclude(carryOut(book, 'flatten').outcome.detail, { orders: [] })
    fillOrder(book, 3)
    assert.equal(stateOf(book).positions[0]!.quantity, 0)
  })
})

test.group('modes', () => {
  test('reduce-only does not weaken a halt', ({ assert }) => {
    const book = openBook()
    carryOut(book, 'reduce_only')
    assert.equal(stateOf(book).mode, 'reduce_only')
    carryOut(book, 'halt')
    assert.match(reasonOf(carryOut(book, 'reduce_only')), /halted, which is stricter/)
    assert.equal(stateOf(book).mode, 'halted')
  })

  test('a day that has lost its limit halts, and is not resumed before the limit allows', ({
    assert,
  }) => {
    const loss = { dailyLossFractionMax: 0.05, haltOnDailyLoss: true }
    const book = openBook({ limits: limitsWith({ loss }) })
    carryOut(book, 'place_order', { ...BUY, quantity: 900 })
    fillOrder(book, 1)
    seePrice(book, 0, 94)
    assert.equal(stateOf(book).mode, 'halted')
    assert.match(book.modeReason ?? '', /today's loss of 5400.00 has reached the limit of 5000.00/)
    assert.match(reasonOf(carryOut(book, 'resume')), /wait for the next session, or loosen/)
    const sell = carryOut(book, 'place_order', { ...BUY, side: 'sell', quantity: 900 })
    assert.equal(sell.outcome.status, 'done')
    seePrice(book, 0, 95.01)
    assert.equal(carryOut(book, 'resume').outcome.status, 'done')
  })

  test('a bias counts until it is stale; a lasting one always', ({ assert }) => {
    const book = openBook({ limits: limitsWith({ position: { quantityMax: 100 } }) })
    const room = () => {
      const { detail } = carryOut(book, 'check_order', { ...BUY, quantity: 100 }).outcome
      return detail.quantity
    }
    carryOut(book, 'set_bias', { bias: 0.8 })
    assert.equal(room(), 80)
    seePrice(book, 0, 100, START_MS + 30 * 60_000)
    assert.equal(room(), 80)
    seePrice(book, 0, 100, START_MS + 30 * 60_000 + 1)
    assert.equal(room(), 50)
    carryOut(book, 'set_bias', { bias: 0.9, lasting: true })
    seePrice(book, 0, 100, START_MS + 90 * 60_000)
    assert.equal(room(), 90)
    const { entries } = carryOut(book, 'set_bias', { bias: 0.4, reason: 'storm' })
    assert.deepInclude(entries[0], { bias: 0.4, actor: 'anna', reason: 'storm' })
  })
})

test.group('further instruments', () => {
  const terms = { ...{ symbol: 'HK.00700', venue: 'HK', assetClass: 'equity', currency: 'HKD' } }
  const TENCENT = { ...terms, tickSize: 0.1, lotSize: 100, quantityStep: 100, multiplier: 1 }

  test('join with their rate, which the account then knows', ({ assert }) => {
    const book = openBook()
    const add = (wish: unknown) => carryOut(book, 'add_instruments', { instruments: [wish] })
    assert.match(reasonOf(add({ terms: TENCENT })), /needs a rate above 0 \(USD for one HKD\)/)
    assert.match(reasonOf(add({ terms: { ...TENCENT, lotSize: 0 } })), /lotSize must be above 0/)
    assert.match(reasonOf(add({ terms: { ...TENCENT, venue: 'US' } })), /the market of the symbol/)
    assert.equal(add({ terms: TENCENT, fxRate: 0.128 }).outcome.status, 'done')
    assert.match(reasonOf(add({ terms: TENCENT, fxRate: 0.128 })), /trades HK.00700 already/)
    const next = { terms: { ...TENCENT, symbol: 'HK.00005' }, fxRate: 99 }
    assert.deepInclude(add(next).entries[0], { fxRate: 0.128 })
    assert.equal(
      carryOut(book, 'set_fx_rate', { currency: 'HKD', rate: 0.13 }).outcome.status,
      'done'
    )
    assert.equal(stateOf(book).instruments[2]!.fxRate, 0.13)
    seePrice(book, 2, 400)
    const order = { symbol: 'HK.00700', side: 'buy', quantity: 100 }
    assert.equal(carryOut(book, 'place_order', order).outcome.status, 'done')
  })

  test('without a price there is no order', ({ assert }) => {
    const book = openBook()
    carryOut(book, 'add_instruments', { instruments: [{ terms: TENCENT, fxRate: 0.128 }] })
    const order = { symbol: 'HK.00700', side: 'buy', quantity: 100 }
    assert.match(reasonOf(carryOut(book, 'place_order', order)), /price/)
  })
})
