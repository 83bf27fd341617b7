import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { changeTerms } from '#engine/market_data/change_terms.js'
import { fewerBars } from '#engine/market_data/fewer_bars.js'
import { inspectSeries, toJson } from '#engine/market_data/inspect_series.js'
import { loadSeries } from '#engine/market_data/load_series.js'
import { isTimeframe } from '#kernel/market/timeframe.js'
import { formatDay } from '#kernel/values/instant.js'
import { ApiProblem, invalid, notFound, refused } from '#exceptions/api_problem'
import type { BarSeries } from '#ports/bar_store.js'
import { barsValidator, termsValidator } from '#validators/market'
import { bodyOf, queryOf } from '../asked.js'
import { leaveAudit } from '../leave_audit.js'
import { instant } from '../trading/views.js'
import { knownInstrument } from './known_instrument.js'

const POINTS = 1_000
const DAY_MS = 86_400_000

/** Instruments and their stored bars. */
export default class SeriesController {
  async instruments() {
    const { store } = await app.container.make('market_data')
    return { items: await store.listInstruments() }
  }

  async instrument({ params }: HttpContext) {
    const { store } = await app.container.make('market_data')
    const symbol = String(params.symbol)
    const instrument = await knownInstrument(symbol)
    const actions = (await store.listActions(symbol)).map(({ action, currency, source }) => {
      const { exDay, ...terms } = action
      return { ...terms, exDate: formatDay(exDay), currency, source }
    })
    return { instrument, actions }
  }

  /** Changes terms; a new lot is the quantity step as well unless one is given. */
  async terms(ctx: HttpContext) {
    const { sector, ...terms } = await bodyOf(ctx, termsValidator)
    const change = { ...terms, ...(sector === undefined ? {} : { sector: sector ?? '' }) }
    const symbol = String(ctx.params.symbol)
    const ports = await app.container.make('market_data')
    const before = await knownInstrument(symbol)
    const changed = await changeTerms(ports, symbol, change)
    if (!changed.ok) throw refused(changed.failure)
    const instrument = changed.value
    await leaveAudit(ctx, 'instrument.changed', `instrument:${symbol}`, {
      before,
      after: instrument,
    })
    return { instrument }
  }

  async index() {
    const { store } = await app.container.make('market_data')
    return { items: (await store.listSeries()).map(seriesView) }
  }

  /** Dates are those of the bars' starts, both included. */
  async bars(ctx: HttpContext) {
    const { from, to, points = POINTS } = await queryOf(ctx, barsValidator)
    const fromMs = from === undefined ? -Infinity : instantOf('from', from)
    const toMs = to === undefined ? Infinity : instantOf('to', to) + DAY_MS
    if (toMs <= fromMs) throw invalid('to', `${to} is before ${from}`)
    const { cache, loaded } = await this.#loaded(ctx)
    const { fromIndex, toIndex } = cache.findRange(loaded.path, fromMs, toMs)
    const few = fewerBars(cache.read(loaded.path, fromIndex, toIndex), points)
    const { barsInOne, startMs, ...columns } = few
    return {
      series: seriesView(loaded.series),
      count: toIndex - fromIndex,
      barsInOne,
      bars: { at: startMs.map(instant), ...columns },
    }
  }

  async inspect(ctx: HttpContext) {
    const { ports, loaded } = await this.#loaded(ctx)
    return toJson(await inspectSeries(ports, loaded.series))
  }

  async #loaded({ params }: HttpContext) {
    const ports = await app.container.make('market_data')
    const timeframe = String(params.timeframe)
    if (!isTimeframe(timeframe)) throw notFound(`timeframe ${timeframe.slice(0, 10)}`)
    const loaded = await loadSeries(ports, String(params.symbol), timeframe)
    if (!loaded.ok) throw new ApiProblem(404, 'not_found', loaded.failure.message)
    return { ports, cache: ports.cache, loaded: loaded.value }
  }
}

function seriesView({ firstMs, lastMs, ...series }: BarSeries) {
  return {
    ...series,
    firstAt: firstMs === null ? null : instant(firstMs),
    lastAt: lastMs === null ? null : instant(lastMs),
  }
}

function instantOf(field: string, date: string): number {
  const ms = Date.parse(`${date}T00:00:00Z`)
  // 2026-02-30 would be read as the second of March.
  if (!Number.isNaN(ms) && instant(ms).startsWith(date)) return ms
  throw invalid(field, `${date} is no date`)
}
