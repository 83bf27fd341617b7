import { ManualFeed } from '#adapters/market_feed/manual/manual_feed.js'
import { quote } from '#tests/support/ticks.js'
import { marketFeedContract } from './market_feed_contract.js'

marketFeedContract('manual', async () => {
  const feed = new ManualFeed(['US.AAPL', 'US.SPY'])
  let atMs = Date.parse('2024-07-02T15:00Z')
  return {
    feed,
    symbols: ['US.AAPL', 'US.SPY'],
    unknown: 'US.NONE',
    goOn: async () => {
      for (let tick = 0; tick < 4; tick++) {
        atMs += 1_000
        for (const symbol of ['US.AAPL', 'US.SPY']) feed.tell(quote(symbol, atMs, 100 + tick))
      }
    },
  }
})
