import { test } from '@japa/runner'
import type { CommandKind } from '#ports/command_inbox.js'
import { translateCommand } from '#engine/trading/commands/translate_command.js'
import { carryOut, fillOrder, openBook, reasonOf, START_MS } from './carry_out.js'

const BUY = { symbol: 'US.AAPL', side: 'buy', quantity: 10 }

/** Kind, body, and what the refusal must say. */
const WRONG: readonly [CommandKind, unknown, RegExp][] = [
  ['place_order', null, /an order must be an object/],
  ['place_order', { ...BUY, symbol: 'apple' }, /symbol must look like US.AAPL.*"apple"/],
  ['place_order', { ...BUY, symbol: 'US.MSFT' }, /US.MSFT is not traded in this account/],
  ['place_order', { ...BUY, side: 'hold' }, /side must be buy or sell, was "hold"/],
  ['place_order', { ...BUY, quantity: 0 }, /quantity must be above 0, was 0/],
  ['place_order', { ...BUY, quantity: '10' }, /quantity must be above 0, was "10"/],
  ['place_order', { ...BUY, quantity: 1e400 }, /quantity must be above 0/],
  ['place_order', { ...BUY, quantity: 1.5 }, /1.5 US.AAPL is not a multiple of 1/],
  [
    'place_order',
    { ...BUY, symbol: 'US.LOTS', quantity: 99 },
    /99 US.LOTS is not a multiple of 100/,
  ],
  ['place_order', { ...BUY, limitPrice: -1 }, /limitPrice must be above 0, was -1/],
  ['place_order', { ...BUY, limitPrice: 99.999 }, /steps of 0.01: 99.999 .* 99.99 or 100/],
  ['place_order', { ...BUY, stopPrice: 0.001 }, /stop price .* steps of 0.01: 0.001 .* be 0.01$/],
  ['place_order', { ...BUY, timeInForce: 'gtx' }, /timeInForce must be one of .*"gtx"/],
  ['place_order', { ...BUY, timeInForce: 'gtd' }, /good-till-date needs an end/],
  ['place_order', { ...BUY, stopLoss: 95 }, /stopLoss must be a kind \(price, fraction, amount\)/],
  ['place_order', { ...BUY, trailingStop: { kind: 'price', value: 5 } }, /\(fraction, amount\)/],
  ['place_order', { ...BUY, takeProfit: { kind: 'price', value: 0 } }, /a value above 0/],
  ['place_order', { ...BUY, stopLoss: { kind: 'fraction', value: 1.5 } }, /must be below 1/],
  ['place_order', { ...BUY, stopLoss: { kind: 'price', value: 95.001 } }, /be 95 or 95.01/],
  ['place_order', { ...BUY, stopLoss: { kind: 'price', value: 100 } }, /100 must be below it/],
  ['place_order', { ...BUY, takeProfit: { kind: 'price', value: 90 } }, /100 must be above it/],
  [
    'place_order',
    { ...BUY, side: 'sell', limitPrice: 120, stopLoss: { kind: 'price', value: 110 } },
    /a sell at 120 must be above it, was 110/,
  ],
  ['check_order', { ...BUY, quantity: -3 }, /quantity must be above 0, was -3/],
  [
    'replace_order',
    { order: 'ord_other_1', limitPrice: 9 },
    /"ord_other_1" is not an order of this/,
  ],
  ['replace_order', { order: 7 }, /"" is not an order of this account, like ord_unit_12/],
  ['replace_order', { order: 'ord_unit_1', limitPrice: 9 }, /ord_unit_1 has ended already/],
  ['replace_order', { order: 'ord_unit_9', limitPrice: 9 }, /there is no order ord_unit_9/],
  ['replace_order', { order: 'ord_unit_2' }, /nothing would change/],
  ['replace_order', { order: 'ord_unit_2', limitPrice: 90 }, /nothing would change/],
  [
    'replace_order',
    { order: 'ord_unit_2', limitPrice: 'x' },
    /limitPrice must be above 0, was "x"/,
  ],
  ['replace_order', { order: 'ord_unit_2', limitPrice: 90.001 }, /90.001 .* be 90 or 90.01/],
  ['replace_order', { order: 'ord_unit_2', stopPrice: 9 }, /a limit order has no stop price/],
  [
    'replace_order',
    { order: 'ord_unit_2', quantity: 2.5 },
    /2.5 US.AAPL is not a .* multiple of 1/,
  ],
  ['cancel_order', { order: 'ord_unit_1' }, /ord_unit_1 has ended already/],
  ['cancel_order', {}, /is not an order of this account/],
  ['close_position', { symbol: 'US.MSFT' }, /US.MSFT is not traded in this account/],
  ['close_position', { symbol: 'US.AAPL', strategy: 'x' }, /no strategy x, only manual/],
  ['close_position', [], /undefined is not traded/],
  ['change_limits', {}, /must be an object of names and values/],
  ['change_limits', { limits: {} }, /no limit was named/],
  ['change_limits', { limits: { quantity: 1 } }, /no limit "quantity", only quantityMax, /],
  ['change_limits', { limits: { quantityMax: -1 } }, /quantityMax must be 0 or more.*-1/],
  ['change_limits', { limits: { quantityMax: '5' } }, /quantityMax must be a number.*"5"/],
  ['change_limits', { limits: { countMax: 2.5 } }, /countMax must be a whole number, was 2.5/],
  ['change_limits', { limits: { exposureFractionMax: 80 } }, /0.8 is 80 %.*was 80/],
  ['change_limits', { limits: { leverageMax: 0 } }, /leverageMax must be above 0 and at most 100/],
  ['change_limits', { limits: { leverageMax: null } }, /leverageMax must be above 0.*null/],
  ['change_limits', { limits: { dailyLossFractionMax: 5 } }, /fraction 0..1 .*was 5/],
  ['change_limits', { limits: { dailyLossMax: 0 } }, /of 0 is reached before anything is lost/],
  ['change_limits', { limits: { haltOnDailyLoss: null } }, /must be true or false, was null/],
  ['change_limits', { limits: { leverageMax: 1 } }, /these are the limits already/],
  [
    'change_limits',
    { limits: JSON.parse('{"__proto__":{"leverageMax":9}}') },
    /no limit "__proto__"/,
  ],
  ['withdraw_limits', {}, /no limits wait to be loosened/],
  ['set_bias', {}, /from 0 .* to 1 .*was nothing/],
  ['set_bias', { bias: 1.01 }, /was 1.01/],
  ['set_bias', { bias: -0.1 }, /was -0.1/],
  ['set_bias', { bias: '0.5' }, /was "0.5"/],
  ['set_bias', { bias: 0.5, lasting: 'yes' }, /lasting must be true or false/],
  ['add_instruments', {}, /a list of 1 to 1000/],
  ['add_instruments', { instruments: [null] }, /an instrument needs a symbol/],
  ['add_instruments', { instruments: [{ terms: { symbol: 'US.X' } }] }, /venue must be the market/],
  ['set_fx_rate', { currency: 'HKD', rate: 0.1 }, /HKD is no foreign currency here, it has none/],
]

test.group('what makes no sense', () => {
  for (const [kind, body, sentence] of WRONG) {
    test(`${kind} ${JSON.stringify(body)?.slice(0, 70)}`, ({ assert }) => {
      const book = openBook()
      carryOut(book, 'place_order', BUY)
      fillOrder(book, 1)
      carryOut(book, 'place_order', { ...BUY, limitPrice: 90, timeInForce: 'gtc' })
      const before = JSON.stringify(book.state)
      assert.match(reasonOf(carryOut(book, kind, body)), sentence)
      const { state } = book
      assert.equal(JSON.stringify({ ...state, nowMs: 0 }), nowhere(before))
    })
  }

  test('a command of a kind that nobody knows, and one that comes too late', ({ assert }) => {
    const book = openBook()
    const row = { id: 'c', account: 'unit', body: {}, actor: 'anna', expiresMs: null }
    const context = { nowMs: START_MS, pluginVerdicts: [] }
    const kinds = ['sell_all', 'constructor', '__proto__', '']
    for (const kind of kinds) {
      const translation = translateCommand(book, { ...row, kind }, context)
      assert.deepInclude(translation, { type: 'answered' })
    }
    const late = { ...row, kind: 'halt', expiresMs: START_MS - 1 }
    assert.deepInclude(translateCommand(book, late, context), { type: 'answered' })
  })
})

/** A state's text without its clock, which every signal moves. */
function nowhere(text: string): string {
  return JSON.stringify({ ...(JSON.parse(text) as object), nowMs: 0 })
}
