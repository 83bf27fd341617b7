import { test } from '@japa/runner'
import { VirtualClock } from '#adapters/clock/virtual_clock.js'
import { ReplayFeed } from '#adapters/market_feed/replay/replay_feed.js'
import { MARKET_DATA, MarketDataService } from '#engine/market_data/live/market_data_service.js'
import { isOpen } from '#kernel/calendar/trading_session.js'
import type { Bar } from '#kernel/market/bar.js'
import { BarBuilder } from '#kernel/market/bar_builder.js'
import type { Timeframe } from '#kernel/market/timeframe.js'
import type { Tick } from '#ports/market_feed.js'
import { SHARED_ABSENT, sharedPath } from '#tests/shared.js'
import { columnsOf } from '#kernel/market/columns.js'
import { readFile } from '#tests/unit/adapters/market_data/csv/read_file.js'

const TDG = sharedPath('data', 'us-equity-minute-2024', 'TDG.csv.gz')
/** From January to April, over the change of the clocks and Good Friday. */
const COUNT = 12_000

/** Replays minutes of TDG through the service; what a listener of `timeframe` hears. */
async function replayed(bars: readonly Bar[], source: 'quotes' | '1m', timeframe: Timeframe) {
  const clock = new VirtualClock(bars[0]!.startMs)
  const settings = { timeframe: '1m', barMs: null, spreadBps: 2, shownSize: 100 } as const
  const feed = new ReplayFeed({ bars: async () => columnsOf(bars) }, clock, settings)
  const service = new MarketDataService(feed, clock, { ...MARKET_DATA, bars: source })
  const heard: Bar[] = []
  await service.listen({
    name: 'golden',
    symbols: ['US.TDG'],
    wantsQuotes: false,
    timeframes: [timeframe],
    take: (ticks) => void heard.push(...ticks.map(barOf)),
    onFault: (error) => {
      throw error
    },
  })
  while (clock.step());
  return { heard, status: service.status() }
}

function barOf(tick: Tick): Bar {
  if (tick.type !== 'bar') throw new Error('a quote was told to who wanted none')
  const { startMs, open, high, low, close, volume } = tick
  return { startMs, open, high, low, close, volume }
}

test.group('Stored minutes, replayed', () => {
  test('as bars they arrive as they were stored', async ({ assert }) => {
    const bars = (await readFile(TDG!, { timeframe: '1m' })).bars.slice(0, COUNT)
    const { heard, status } = await replayed(bars, '1m', '1m')
    assert.deepEqual(heard, bars)
    assert.deepEqual(status.refused, {})
  }).skip(TDG === null, SHARED_ABSENT)

  test('rebuilt of their quotes, every minute of regular trading is what it was', async ({
    assert,
  }) => {
    const bars = (await readFile(TDG!, { timeframe: '1m' })).bars.slice(0, COUNT)
    const regular = bars.filter(({ startMs }) => isOpen('US', startMs))
    const { heard, status } = await replayed(regular, 'quotes', '1m')
    assert.isAbove(regular.length, 11_000)
    assert.deepEqual(heard, regular)
    assert.deepEqual([status.refused, status.late], [{}, 0])
  }).skip(TDG === null, SHARED_ABSENT)

  test('of {$self}, built of minutes or of quotes, they are those of bars:resample')
    .with(['5m', '1h', '1d'] as const)
    .run(async ({ assert }, timeframe) => {
      const bars = (await readFile(TDG!, { timeframe: '1m' })).bars.slice(0, COUNT)
      const regular = bars.filter(({ startMs }) => isOpen('US', startMs))
      const builder = new BarBuilder(timeframe, 'US', '1m')
      const expected = regular.flatMap((bar) => builder.addBar(bar) ?? [])
      const built = (await replayed(regular, '1m', timeframe)).heard
      assert.deepEqual(built.slice(0, expected.length), expected)
      const quoted = (await replayed(regular, 'quotes', timeframe)).heard
      // Quarters of volumes are exact, so that even sums of them are.
      assert.deepEqual(quoted.slice(0, expected.length), expected)
    })
    .timeout(20_000)
    .skip(TDG === null, SHARED_ABSENT)
})
