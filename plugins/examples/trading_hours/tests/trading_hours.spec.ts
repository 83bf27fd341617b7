import { test } from '@japa/runner'
import { assessOrder } from '@aq-trading/sdk/testing'
import { exchangeTime } from '../src/exchange_time.js'
import tradingHours from '../src/index.js'

/** The rule's word on an order at a moment, or the reason of its denial. */
function at(utc: string, symbol = 'US.AAPL', parameters = {}): string {
  const atMs = Date.parse(utc)
  const verdict = assessOrder(tradingHours, {
    atMs,
    timeframe: '5m',
    order: { symbol },
    parameters,
  })
  return verdict.decision === 'deny' ? verdict.reason : verdict.decision
}

test.group('trading hours', () => {
  for (const [what, utc, symbol, word] of [
    ['New York in winter, 9:44', '2024-01-08T14:44:00Z', 'US.AAPL', /^US: .*15 minutes after/],
    ['New York in winter, 9:45', '2024-01-08T14:45:00Z', 'US.AAPL', /^approve$/],
    ['New York in summer, 9:45', '2024-07-08T13:45:00Z', 'US.AAPL', /^approve$/],
    ['New York in winter, 15:44', '2024-01-08T20:44:59Z', 'US.AAPL', /^approve$/],
    ['New York in winter, 15:45', '2024-01-08T20:45:00Z', 'US.AAPL', /minutes before the close/],
    ['New York, 16:00', '2024-01-08T21:00:00Z', 'US.AAPL', /16:00 there, outside/],
    [
      'New York on a Saturday',
      '2024-01-06T15:00:00Z',
      'US.AAPL',
      /Saturday 10:00 there, a weekend/,
    ],
    ['Hong Kong, 9:45', '2024-01-08T01:45:00Z', 'HK.00700', /^approve$/],
    ['Hong Kong at lunch', '2024-01-08T04:30:00Z', 'HK.00700', /12:30 there, outside/],
    ['Hong Kong, 13:00', '2024-01-08T05:00:00Z', 'HK.00700', /^approve$/],
    [
      'Hong Kong, a Monday that is Sunday in UTC',
      '2024-01-07T17:00:00Z',
      'HK.00700',
      /Monday 01:00/,
    ],
    ['a market it does not know', '2024-01-08T15:00:00Z', 'SG.D05', /hours of SG are not known/],
  ] as const) {
    test(`${what}: ${word.source}`, ({ assert }) => {
      assert.match(at(utc, symbol), word)
    })
  }

  test('other markets pass when told so', ({ assert }) => {
    assert.equal(at('2024-01-08T15:00:00Z', 'SG.D05', { otherMarkets: 'allow' }), 'approve')
  })

  test('orders of daily bars pass: they carry no hour', ({ assert }) => {
    const atMs = Date.parse('2024-01-06T23:59:59.999Z')
    assert.equal(assessOrder(tradingHours, { atMs, timeframe: '1d' }).decision, 'approve')
  })

  test('daylight saving in New York is that of the zone database, 1987 to 2037', ({ assert }) => {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: 'America/New_York',
      hourCycle: 'h23',
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
    })
    const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
    const hour = 3_600_000
    for (let ms = Date.UTC(1987, 0, 1); ms < Date.UTC(2037, 0, 1); ms += 7 * hour) {
      const parts = Object.fromEntries(format.formatToParts(ms).map((one) => [one.type, one.value]))
      const { weekday, minute } = exchangeTime('US', ms)
      const expected = `${parts.weekday} ${Number(parts.hour) * 60 + Number(parts.minute)}`
      if (`${days[weekday]} ${minute}` !== expected) {
        assert.fail(`${new Date(ms).toISOString()}: ${days[weekday]} ${minute}, not ${expected}`)
      }
    }
  })
})
