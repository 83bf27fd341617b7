import { TIMEFRAMES, type Timeframe } from '#kernel/market/timeframe.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { BarSeries } from '#ports/bar_store.js'
import type { CachedColumns } from '#ports/column_cache.js'
import type { MarketDataPorts } from '#ports/market_data.js'
import { nearest } from '../nearest.js'

/** A series as a file of columns, ready for a backtest. */
export interface LoadedSeries extends CachedColumns {
  readonly series: BarSeries
}

/** There are no such bars; `message` says so and what there is instead. */
export interface SeriesNotFound {
  readonly type: 'series_not_found'
  readonly symbol: string
  readonly timeframe: Timeframe
  readonly message: string
}

/**
 * The bars of a symbol in a timeframe as a file of columns, built from the database when the cache
 * has no good file of this revision.
 */
export async function loadSeries(
  ports: MarketDataPorts,
  symbol: string,
  timeframe: Timeframe
): Promise<Result<LoadedSeries, SeriesNotFound>> {
  const series = await ports.store.findSeries(symbol, timeframe)
  if (series === null || series.rowCount === 0) {
    return err(await explainMissing(ports, symbol, timeframe))
  }
  const cached = await ports.cache.find(series)
  if (cached) return ok({ ...cached, series })
  const built = await ports.store.readSeries(symbol, timeframe, async (current, batches) => ({
    ...(await ports.cache.write(current, batches)),
    series: current,
  }))
  return built === null ? err(await explainMissing(ports, symbol, timeframe)) : ok(built)
}

/** What there is instead of a series: other timeframes of the symbol, or the nearest symbol. */
export async function explainMissing(
  ports: Pick<MarketDataPorts, 'store'>,
  symbol: string,
  timeframe: Timeframe
): Promise<SeriesNotFound> {
  const all = (await ports.store.listSeries()).filter((series) => series.rowCount > 0)
  const others = TIMEFRAMES.filter((name) =>
    all.some((series) => series.symbol === symbol && series.timeframe === name)
  )
  const say = (message: string): SeriesNotFound => ({
    type: 'series_not_found',
    symbol,
    timeframe,
    message,
  })
  const importIt = `import some with bars:import FILE --symbol ${symbol} --timeframe ${timeframe}`
  if (others.length > 0) {
    return say(
      `there are no ${timeframe} bars of ${symbol}, only ${others.join(', ')}; ${importIt}`
    )
  }
  const near = nearest(symbol, new Set(all.map((series) => series.symbol)))
  if (near !== null) return say(`there are no bars of ${symbol}; did you mean ${near}?`)
  return say(`there are no bars of ${symbol}; ${importIt}, or see bars:list`)
}
