import type { BacktestResult, SeriesInspection } from '#shared/types/backtests'

/** Something to know before the figures of a backtest are believed: a text and what stands in it. */
export interface Caution {
  key: string
  values: Record<string, string | number>
}

/** From so many tries on, the best of them is expected to look good by luck. */
const MANY_TRIES = 5
/** Fewer closed trades say little about the next one. */
const FEW_TRADES = 30
/** Sessions of a year: what is told by the year is drawn out from fewer. */
const YEAR = 250
/** Gaps that are named. */
const NAMED = 3

/** What the platform knows against a backtest, the gravest first; its own warnings are told beside these. */
export function cautionsOf(
  result: Pick<BacktestResult, 'costs' | 'performance' | 'series' | 'trades'>,
  {
    tries,
    inspections,
  }: {
    /** `null` as long as it is not known. */
    tries: { tries: number; spans: number } | null
    inspections: readonly SeriesInspection[]
  }
): Caution[] {
  const { span, trades } = result.performance
  const found: Caution[] = []
  const tell = (key: string, values: Caution['values'] = {}) => found.push({ key, values })
  if (tries !== null && tries.tries >= MANY_TRIES) tell('many_tries', { count: tries.tries })
  if (tries !== null && tries.spans > 2) tell('many_spans', { count: tries.spans })
  for (const { symbol, inspection } of inspections) {
    const own = result.series.find((one) => one.role === 'traded' && one.symbol === symbol)
    const isWithin = (first: string, last: string) =>
      own !== undefined && last >= own.fromDate && first <= own.toDate
    const gaps = (inspection?.gaps ?? []).filter(({ first, last }) => isWithin(first, last))
    const odd = (inspection?.suspicious ?? []).filter(({ start }) =>
      isWithin(start.slice(0, 10), start.slice(0, 10))
    )
    if (gaps.length > 0) {
      const sessions = gaps.reduce((sum, one) => sum + one.sessions, 0)
      const named = gaps
        .slice(0, NAMED)
        .map(({ first, last }) => (first === last ? first : `${first} – ${last}`))
      const dates = `${named.join(', ')}${gaps.length > NAMED ? ', …' : ''}`
      tell('gaps', { symbol, count: sessions, dates })
    }
    if (odd.length > 0) tell('odd_bars', { symbol, count: odd.length })
  }
  if (result.costs.every(({ amount }) => amount === 0)) tell('no_costs')
  if (trades.closed > 0 && trades.closed < FEW_TRADES) tell('few_trades', { count: trades.closed })
  if (span.sessions < YEAR) tell('short_span', { count: span.sessions })
  return found
}
