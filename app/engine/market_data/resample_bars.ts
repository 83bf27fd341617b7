import { BarBuilder } from '#kernel/market/bar_builder.js'
import type { Bar, BarColumns } from '#kernel/market/bar.js'
import { columnsOf } from '#kernel/market/columns.js'
import { TIMEFRAME_MS, type Timeframe } from '#kernel/market/timeframe.js'
import { err, type Result } from '#kernel/values/result.js'
import type { BarImportReceipt } from '#ports/bar_store.js'
import type { MarketDataPorts } from '#ports/market_data.js'
import { loadSeries } from './load_series.js'

const BATCH_ROWS = 10_000

/**
 * Builds a longer series out of a stored shorter one and stores it, replacing bars that differ. The last
 * bar holds what there is of it.
 */
export async function resampleBars(
  ports: MarketDataPorts,
  request: { symbol: string; from: Timeframe; to: Timeframe }
): Promise<Result<BarImportReceipt, string>> {
  const { symbol, from, to } = request
  if (TIMEFRAME_MS[from] >= TIMEFRAME_MS[to]) {
    return err(`--to must be longer than ${from}, was ${to}`)
  }
  const loaded = await loadSeries(ports, symbol, from)
  if (!loaded.ok) return err(loaded.failure.message)
  const instrument = await ports.store.findInstrument(symbol)
  if (instrument === null) return err(`${symbol} is not known; see instruments:list`)
  const columns = ports.cache.read(loaded.value.path)
  const builder = new BarBuilder(to, instrument.venue, from)
  const outcome = await ports.store.importBars(
    {
      instrument,
      name: null,
      timeframe: to,
      source: `built of ${from} bars: ${loaded.value.series.source}`,
      licence: loaded.value.series.licence,
      onConflict: 'replace',
    },
    batches(columns, builder)
  )
  return outcome.ok ? outcome : err('the stored bars differ')
}

async function* batches(columns: BarColumns, builder: BarBuilder): AsyncGenerator<BarColumns> {
  let rows: Bar[] = []
  for (let i = 0; i < columns.count; i++) {
    const ended = builder.addBar({
      startMs: columns.startMs[i] as number,
      open: columns.open[i] as number,
      high: columns.high[i] as number,
      low: columns.low[i] as number,
      close: columns.close[i] as number,
      volume: columns.volume[i] as number,
    })
    if (ended !== null) rows.push(ended)
    if (rows.length === BATCH_ROWS) {
      yield columnsOf(rows)
      rows = []
    }
  }
  const last = builder.flush()
  if (last !== null) rows.push(last)
  if (rows.length > 0) yield columnsOf(rows)
}
