import { VirtualClock } from '#adapters/clock/virtual_clock.js'
import { ManualFeed } from '#adapters/market_feed/manual/manual_feed.js'
import { feedView } from '#engine/market_data/live/feed_view.js'
import { MarketDataService } from '#engine/market_data/live/market_data_service.js'
import { quote } from '#tests/support/ticks.js'
import { marketFeedContract } from './market_feed_contract.js'

// A view of shared market data is a feed like any other to whoever uses it.
marketFeedContract('a view of shared market data', async () => {
  const clock = new VirtualClock(Date.parse('2024-07-02T15:00Z'))
  const feed = new ManualFeed(['US.AAPL', 'US.SPY'])
  const service = new MarketDataService(feed, clock)
  const onFault = (error: Error) => {
    throw error
  }
  return {
    feed: feedView(service, 'paper', { timeframes: ['1m'], onFault }),
    symbols: ['US.AAPL', 'US.SPY'],
    unknown: 'US.NONE',
    goOn: async () => {
      for (let tick = 0; tick < 4; tick++) {
        clock.advanceTo(clock.nowMs() + 20_000)
        for (const symbol of ['US.AAPL', 'US.SPY']) {
          feed.tell(quote(symbol, clock.nowMs(), 100 + tick))
        }
      }
    },
  }
})
