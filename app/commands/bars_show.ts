import { args, flags } from '@adonisjs/core/ace'
import type { BarSeries } from '#ports/bar_store.js'
import { MarketDataCommand } from './_market_data_command.js'

const LISTED_MAX = 10

/** A series as JSON and as text. */
interface Shown {
  readonly value: object
  readonly lines: readonly string[]
}

/** Shows what is stored of one symbol: coverage, gaps and bars that look wrong. */
export default class BarsShow extends MarketDataCommand {
  static override commandName = 'bars:show'
  static override description = 'Show coverage, gaps and suspicious bars of a symbol'

  @args.string({ description: 'Market and code, like US.AAPL' })
  declare symbol: string

  @flags.string({ description: 'Only this timeframe' })
  declare timeframe?: string

  override async run() {
    const wanted = this.timeframe === undefined ? null : this.timeframeOf(this.timeframe)
    if (this.timeframe !== undefined && wanted === null) return
    const { store } = await this.ports()
    const series = (await store.listSeries()).filter(
      (one) => one.symbol === this.symbol && (wanted === null || one.timeframe === wanted)
    )
    if (series.length === 0) {
      const { explainMissing } = await import('#engine/market_data/load_series.js')
      const missing = await explainMissing({ store }, this.symbol, wanted ?? '1d')
      return this.refuse([missing.message], missing)
    }
    const shown: Shown[] = []
    for (const one of series) shown.push(await this.#inspect(one))
    this.answer({ series: shown.map((one) => one.value) }, () => shown.flatMap((one) => one.lines))
  }

  async #inspect(series: BarSeries): Promise<Shown> {
    const [{ loadSeries }, { inspectBars }, { formatStart }, { formatDay }] = await Promise.all([
      import('#engine/market_data/load_series.js'),
      import('#engine/market_data/inspect_bars.js'),
      import('#engine/market_data/format_start.js'),
      import('#kernel/values/instant.js'),
    ])
    const ports = await this.ports()
    const { symbol, timeframe } = series
    const loaded = await loadSeries(ports, symbol, timeframe)
    if (!loaded.ok) {
      return { value: { ...series, inspection: null }, lines: [`${symbol} ${timeframe}: no bars`] }
    }
    const venue = symbol.startsWith('HK.') ? 'HK' : 'US'
    const found = inspectBars(ports.cache.read(loaded.value.path), { timeframe, venue })
    const first = formatStart(series.firstMs!, timeframe)
    const last = formatStart(series.lastMs!, timeframe)
    const { min, median, max } = found.barsPerDay
    const perDay =
      timeframe === '1d' || timeframe === '1w'
        ? ''
        : `, ${min}/${median}/${max} bars a day (fewest/median/most)`
    const lines = [
      `${symbol} ${timeframe}: ${count(series.rowCount)} bars, ${first} to ${last}, ${count(found.days)} days${perDay}`,
      `  source: ${series.source}`,
      `  licence: ${series.licence}; revision ${series.revision}; content ${loaded.value.contentHash.slice(0, 12)}`,
      `  ${found.gaps.length} gaps of two or more weekdays, ${found.singleDaysMissing} single weekdays without a bar (holidays, most of them)`,
      ...found.gaps
        .slice(0, LISTED_MAX)
        .map(
          (gap) =>
            `    ${formatDay(gap.afterDay)} to ${formatDay(gap.beforeDay)}: ${gap.weekdays} weekdays missing`
        ),
      ...more(found.gaps.length),
      `  ${found.suspicious.length} suspicious bars`,
      ...found.suspicious
        .slice(0, LISTED_MAX)
        .map((bar) => `    ${formatStart(bar.startMs, timeframe)}: ${bar.reason}`),
      ...more(found.suspicious.length),
    ]
    const inspection = {
      ...found,
      gaps: found.gaps.map((gap) => ({
        after: formatDay(gap.afterDay),
        before: formatDay(gap.beforeDay),
        weekdays: gap.weekdays,
      })),
      suspicious: found.suspicious.map((bar) => ({
        start: formatStart(bar.startMs, timeframe),
        reason: bar.reason,
      })),
    }
    const { contentHash } = loaded.value
    return { value: { ...series, first, last, contentHash, inspection }, lines }
  }
}

function more(length: number): string[] {
  return length > LISTED_MAX ? [`    and ${length - LISTED_MAX} more (all with --json)`] : []
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}
