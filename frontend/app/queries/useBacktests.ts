import type {
  BacktestJob,
  BacktestResult,
  BacktestRun,
  BacktestRunDetail,
  BacktestWish,
  BarsAnswer,
  PluginsAnswer,
  SeriesInspection,
  StoredSeries,
} from '#shared/types/backtests'
import type { Page } from '#shared/types/api'

const BACKTESTS = '/backtests'
/** Runs on one page of the list. */
const PAGE = 20

/** Backtests that wait, run or were over since the host started. */
export const useBacktestJobs = () => useLive<{ items: BacktestJob[] }>(`${BACKTESTS}/jobs`, 1_000)

/** Stored runs, newest first, from `after` on. */
export const useBacktestRuns = (after: MaybeRefOrGetter<string | null>) =>
  useLive<Page<BacktestRun>>(() => {
    const from = toValue(after)
    return `${BACKTESTS}?limit=${PAGE}${from === null ? '' : `&after=${encodeURIComponent(from)}`}`
  }, 5_000)

/** One run with what was asked for; `null` asks nothing. */
export const useBacktestRun = (id: MaybeRefOrGetter<string | null>) =>
  useStill<{ run: BacktestRunDetail }>(() => runPath(toValue(id)))

/** Figures, curves and trades of a run. */
export const useBacktestResult = (id: MaybeRefOrGetter<string | null>) =>
  useStill<{ result: BacktestResult }>(() => {
    const path = runPath(toValue(id))
    return path === null ? null : `${path}/result`
  })

/** Bars of a symbol between two dates, few enough to draw. */
export const useBars = (
  wish: MaybeRefOrGetter<{ symbol: string; timeframe: string; from: string; to: string } | null>
) =>
  useStill<BarsAnswer>(() => {
    const asked = toValue(wish)
    if (asked === null) return null
    const { symbol, timeframe, from, to } = asked
    const query = new URLSearchParams({ from, to, points: '2000' })
    return `/series/${encodeURIComponent(symbol)}/${encodeURIComponent(timeframe)}?${query}`
  })

/** Series of bars that are stored. */
export const useSeries = () => useStill<{ items: StoredSeries[] }>('/series')

/** Series of one run that are looked through. */
const INSPECTED = 8

/** What is odd about the prices that a run traded, as far as it is known: gaps, bars that look wrong. */
export function useInspections(series: MaybeRefOrGetter<BacktestResult['series']>) {
  const traded = () => toValue(series).filter(({ role }) => role === 'traded')
  const queries = Array.from({ length: INSPECTED }, (_, n) =>
    useStill<SeriesInspection>(() => {
      const one = traded()[n]
      if (one === undefined) return null
      const { symbol, timeframe } = one
      return `/series/${encodeURIComponent(symbol)}/${encodeURIComponent(timeframe)}/inspection`
    })
  )
  return computed(() => queries.flatMap(({ data }) => (data.value ? [data.value] : [])))
}

/** Plugins that are there. */
export const useRunnablePlugins = () => useStill<PluginsAnswer>('/plugins')

/** Address of a run's report, a page of its own. */
export const reportAddress = (id: string) => `/api/v1${runPath(id)}/report`

/** Address of all figures of a run as JSON. */
export const resultAddress = (id: string) => `/api/v1${runPath(id)}/result`

const runPath = (id: string | null) =>
  id === null ? null : `${BACKTESTS}/${encodeURIComponent(id)}`

/** What can be done with backtests. */
export const backtests = {
  ask: (key: string, body: BacktestWish) => callApi('POST', BACKTESTS, { key, body }),
  cancel: (key: string, job: string) =>
    callApi('DELETE', `${BACKTESTS}/jobs/${encodeURIComponent(job)}`, { key }),
  remove: (key: string, id: string) =>
    callApi('DELETE', `${BACKTESTS}/${encodeURIComponent(id)}`, { key }),
}
