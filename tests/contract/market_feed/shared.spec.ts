import { VirtualClock } from '#adapters/clock/virtual_clock.js'
import { ManualFeed } from '#adapters/market_feed/manual/manual_feed.js'
import { feedView } from '#engine/market_data/live/feed_view.js'
import { MarketDataService } from '#engine/market_data/live/market_data_service.js'
import { SessionFeed } from '#engine/market_data/live/session_feed.js'
import { NO_ALERTS } from '#ports/alerts.js'
import { quote } from '#tests/support/ticks.js'
import { marketFeedContract } from './market_feed_contract.js'

const START = Date.parse('2024-07-02T15:00Z')

/** Twenty seconds and a quote of both, four times. */
function quoting(feed: ManualFeed, clock: VirtualClock): () => Promise<void> {
  return async () => {
    for (let tick = 0; tick < 4; tick++) {
      clock.advanceTo(clock.nowMs() + 20_000)
      for (const symbol of ['US.AAPL', 'US.SPY']) {
        feed.tell(quote(symbol, clock.nowMs(), 100 + tick))
      }
    }
  }
}

// A view of shared market data is a feed like any other to whoever uses it.
marketFeedContract('a view of shared market data', async () => {
  const clock = new VirtualClock(START)
  const feed = new ManualFeed(['US.AAPL', 'US.SPY'])
  const service = new MarketDataService(feed, clock)
  const onFault = (error: Error) => {
    throw error
  }
  return {
    feed: feedView(service, 'paper', { timeframes: ['1m'], onFault }),
    symbols: ['US.AAPL', 'US.SPY'],
    unknown: 'US.NONE',
    goOn: quoting(feed, clock),
  }
})

// So is one that keeps market hours, while the market is open.
marketFeedContract('a feed that keeps market hours', async () => {
  const clock = new VirtualClock(START)
  const inner = new ManualFeed(['US.AAPL', 'US.SPY'])
  return {
    feed: new SessionFeed(inner, clock, NO_ALERTS),
    symbols: ['US.AAPL', 'US.SPY'],
    unknown: 'US.NONE',
    goOn: quoting(inner, clock),
  }
})
