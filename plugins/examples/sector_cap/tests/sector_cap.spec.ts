import { test } from '@japa/runner'
import { assessOrder } from '@aq-trading/sdk/testing'
import sectorCap from '../src/index.js'

/** 10,000 of equity, 2,000 of it in technology, 500 more of which are being bought, and 900 in food. */
const account = {
  equity: 10_000,
  positions: [
    { symbol: 'US.MSFT', quantity: 20, value: 2_000, pending: 500, sector: 'Technology' },
    { symbol: 'US.KO', quantity: -10, value: -900, pending: 0, sector: 'Food' },
  ],
}
const order = { symbol: 'US.AAPL', sector: 'Technology', price: 10 }

test.group('sector cap', () => {
  test('lets pass what fits to the last unit', ({ assert }) => {
    const verdict = assessOrder(sectorCap, { account, order: { ...order, quantity: 50 } })
    assert.deepEqual(verdict, { decision: 'approve' })
  })

  test('cuts an order to what still fits, waiting orders counted', ({ assert }) => {
    const verdict = assessOrder(sectorCap, { account, order: { ...order, quantity: 80 } })
    assert.deepEqual(verdict, {
      decision: 'reduce',
      quantity: 50,
      reason: 'Technology would be 33.0 % of equity, at most 30.0 % is allowed',
    })
  })

  test('refuses it as a whole when told so', ({ assert }) => {
    const parameters = { excess: 'deny' }
    const asked = { account, parameters, order: { ...order, quantity: 80 } }
    assert.equal(assessOrder(sectorCap, asked).decision, 'deny')
  })

  test('refuses what finds no room at all', ({ assert }) => {
    const parameters = { sectorFractionMax: 0.25 }
    const asked = { account, parameters, order: { ...order, quantity: 1 } }
    assert.equal(assessOrder(sectorCap, asked).decision, 'deny')
  })

  test('a short counts like a long, and each sector for itself', ({ assert }) => {
    const food = { ...order, sector: 'Food', side: 'sell' as const }
    const asked = (quantity: number) =>
      assessOrder(sectorCap, { account, order: { ...food, quantity } })
    assert.equal(asked(210).decision, 'approve')
    assert.containSubset(asked(211), { decision: 'reduce', quantity: 210 })
  })

  test('turning a position around gives its room back first', ({ assert }) => {
    const turned = { ...order, symbol: 'US.KO', sector: 'Food', price: 90, reducing: 10 }
    const verdict = assessOrder(sectorCap, { account, order: { ...turned, quantity: 43 } })
    assert.deepEqual(verdict, { decision: 'approve' })
    const more = assessOrder(sectorCap, { account, order: { ...turned, quantity: 44 } })
    assert.equal(more.decision, 'reduce')
  })

  test('instruments without a sector are one, or not limited', ({ assert }) => {
    const unknown = { ...order, sector: null, quantity: 400 }
    assert.equal(assessOrder(sectorCap, { account, order: unknown }).decision, 'reduce')
    const parameters = { unknownSector: 'ignore' }
    const free = assessOrder(sectorCap, { account, parameters, order: unknown })
    assert.deepEqual(free, { decision: 'approve' })
  })

  test('an account that has lost everything opens nothing', ({ assert }) => {
    const ruined = { equity: -5, positions: [] }
    const verdict = assessOrder(sectorCap, { account: ruined, order })
    assert.containSubset(verdict, { decision: 'deny' })
  })
})
