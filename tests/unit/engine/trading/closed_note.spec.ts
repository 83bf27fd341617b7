import { test } from '@japa/runner'
import { closedNote } from '#engine/trading/closed_note.js'

test.group('an order for a closed market', () => {
  test('says when the market opens', ({ assert }) => {
    const friday = Date.UTC(2024, 0, 12, 22)
    // The Monday after is Martin Luther King Day.
    const sentence = 'the US market is closed: the order waits until it opens, 2024-01-16 14:30 UTC'
    assert.equal(closedNote('US.AAPL', 'venue', friday), sentence)
    const lunch = Date.UTC(2024, 0, 12, 4, 30)
    assert.include(closedNote('HK.00700', 'venue', lunch), '2024-01-12 05:00 UTC')
  })

  test('says nothing while it is open, nor where no hours are kept', ({ assert }) => {
    assert.isNull(closedNote('US.AAPL', 'venue', Date.UTC(2024, 0, 12, 15)))
    assert.isNull(closedNote('US.AAPL', 'always', Date.UTC(2024, 0, 12, 22)))
  })
})
