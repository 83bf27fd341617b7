import type { Timeframe } from '#kernel/market/timeframe.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { MarketDataPorts } from '#ports/market_data.js'
import { formatStart } from './format_start.js'
import { loadSeries, type SeriesNotFound } from './load_series.js'

const CHUNK_ROWS = 10_000

/**
 * A series as CSV text in pieces, with the header time,open,high,low,close,volume.
 *
 * Numbers are written with as many digits as bring back the same value when the file is imported.
 */
export async function exportBars(
  ports: MarketDataPorts,
  symbol: string,
  timeframe: Timeframe
): Promise<Result<{ rows: number; pieces: Generator<string, void, void> }, SeriesNotFound>> {
  const loaded = await loadSeries(ports, symbol, timeframe)
  if (!loaded.ok) return err(loaded.failure)
  const { path, count } = loaded.value
  function* pieces() {
    yield 'time,open,high,low,close,volume\n'
    for (let from = 0; from < count; from += CHUNK_ROWS) {
      const bars = ports.cache.read(path, from, Math.min(count, from + CHUNK_ROWS))
      let text = ''
      for (let index = 0; index < bars.count; index++) {
        text +=
          `${formatStart(bars.startMs[index]!, timeframe)},${bars.open[index]},${bars.high[index]},` +
          `${bars.low[index]},${bars.close[index]},${bars.volume[index]}\n`
      }
      yield text
    }
  }
  return ok({ rows: count, pieces: pieces() })
}
