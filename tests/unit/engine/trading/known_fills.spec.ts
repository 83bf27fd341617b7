import { test } from '@japa/runner'
import { KnownFills } from '#engine/trading/known_fills.js'

test.group('known executions', () => {
  test('the newest are known, and there are never more than twice as many', async ({ assert }) => {
    const known = new KnownFills(['before'], 3)
    for (const id of ['a', 'b', 'c']) known.add(id)
    assert.deepEqual(
      ['before', 'a', 'b', 'c', 'd'].map((id) => known.has(id)),
      [true, true, true, true, false]
    )
    for (const id of ['d', 'e', 'f']) known.add(id)
    assert.deepEqual(
      ['before', 'a', 'c', 'd', 'f'].map((id) => known.has(id)),
      [false, true, true, true, true]
    )
    known.add('g')
    assert.deepEqual(
      ['a', 'c', 'd', 'g'].map((id) => known.has(id)),
      [false, false, true, true]
    )
  })
})
