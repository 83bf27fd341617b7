import { test } from '@japa/runner'
import { closedNote } from '#engine/trading/closed_note.js'

const APPLE = { symbol: 'US.AAPL', timeInForce: 'day' } as const

test.group('an order for a closed market', () => {
  test('is told until when it is closed, and what that means', ({ assert }) => {
    const friday = Date.UTC(2024, 0, 12, 22)
    // The Monday after is Martin Luther King Day.
    const sentence = 'the US market is closed until 2024-01-16 14:30 UTC: the order waits'
    assert.equal(closedNote(APPLE, 'venue', friday), sentence)
    const ioc = closedNote({ ...APPLE, timeInForce: 'ioc' }, 'venue', friday)
    assert.match(String(ioc), /ends with nothing$/)
    const lunch = Date.UTC(2024, 0, 12, 4, 30)
    const tencent = { symbol: 'HK.00700', timeInForce: 'gtc' } as const
    assert.include(closedNote(tencent, 'venue', lunch), '2024-01-12 05:00 UTC')
  })

  test('is told nothing while it is open, nor where no hours are kept', ({ assert }) => {
    assert.isNull(closedNote(APPLE, 'venue', Date.UTC(2024, 0, 12, 15)))
    assert.isNull(closedNote(APPLE, 'always', Date.UTC(2024, 0, 12, 22)))
  })
})
