import { VirtualClock } from '#adapters/clock/virtual_clock.js'
import { ReplayFeed } from '#adapters/market_feed/replay/replay_feed.js'
import { columnsOf } from '#kernel/market/columns.js'
import { marketFeedContract } from './market_feed_contract.js'

const START = Date.parse('2024-07-02T13:30Z')
const HAD = ['US.AAPL', 'US.SPY']

/** Minutes from the open on, a hundred of them, each symbol at prices of its own. */
async function minutes(symbol: string) {
  if (!HAD.includes(symbol)) return null
  const base = symbol === 'US.SPY' ? 500 : 200
  return columnsOf(
    Array.from({ length: 100 }, (_, index) => ({
      startMs: START + index * 60_000,
      open: base + index,
      high: base + index + 2,
      low: base + index - 1,
      close: base + index + 1,
      volume: 100,
    }))
  )
}

for (const [name, barMs] of [
  ['replay in recorded time', null],
  ['replay in the present', 4_000],
] as const) {
  marketFeedContract(name, async () => {
    const clock = new VirtualClock(START)
    const settings = { timeframe: '1m', barMs, spreadBps: 2, shownSize: 100 } as const
    const feed = new ReplayFeed({ bars: minutes }, clock, settings)
    return {
      feed,
      symbols: ['US.AAPL', 'US.SPY'],
      unknown: 'US.NONE',
      goOn: async () => clock.advanceTo(clock.nowMs() + 180_000),
    }
  })
}
