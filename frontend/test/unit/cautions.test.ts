import { expect, it } from 'vitest'
import type { BacktestResult, SeriesInspection } from '../../shared/types/backtests'
import { cautionsOf } from '../../app/utils/cautions'

const result = (over: { amount?: number; closed?: number; sessions?: number } = {}) => {
  const { amount = 12, closed = 80, sessions = 500 } = over
  return {
    costs: [{ amount }],
    performance: { span: { sessions }, trades: { closed } },
    series: [
      { role: 'traded', symbol: 'US.AAPL', fromDate: '2016-01-04', toDate: '2017-12-29' },
      { role: 'benchmark', symbol: 'US.SPX', fromDate: '2016-01-04', toDate: '2017-12-29' },
    ],
  } as unknown as BacktestResult
}
const inspected = (gaps: [string, string, number][], odd: string[] = []) =>
  ({
    symbol: 'US.AAPL',
    inspection: {
      gaps: gaps.map(([first, last, sessions]) => ({ first, last, sessions })),
      suspicious: odd.map((start) => ({ start, reason: 'far' })),
    },
  }) as unknown as SeriesInspection
const keysOf = (...given: Parameters<typeof cautionsOf>) =>
  cautionsOf(...given).map(({ key }) => key)

it('has nothing against a sound run', () => {
  expect(
    cautionsOf(result(), { tries: { tries: 1, spans: 1 }, inspections: [inspected([])] })
  ).toEqual([])
  expect(cautionsOf(result(), { tries: null, inspections: [] })).toEqual([])
})

it('names the gaps and the odd bars of the span that was run, and no others', () => {
  const inspections = [
    inspected(
      [
        ['2014-05-05', '2014-05-06', 2],
        ['2016-03-04', '2016-03-04', 1],
        ['2016-05-02', '2016-05-04', 3],
      ],
      ['2012-01-03', '2016-08-08T14:30']
    ),
  ]
  expect(cautionsOf(result(), { tries: null, inspections })).toEqual([
    {
      key: 'gaps',
      values: { symbol: 'US.AAPL', count: 4, dates: '2016-03-04, 2016-05-02 – 2016-05-04' },
    },
    { key: 'odd_bars', values: { symbol: 'US.AAPL', count: 1 } },
  ])
})

it('warns of luck: many tries, many spans, few trades, few sessions, nothing paid', () => {
  const tries = { tries: 7, spans: 3 }
  expect(
    keysOf(result({ amount: 0, closed: 4, sessions: 40 }), { tries, inspections: [] })
  ).toEqual(['many_tries', 'many_spans', 'no_costs', 'few_trades', 'short_span'])
  expect(keysOf(result({ closed: 0 }), { tries: null, inspections: [] })).toEqual([])
})
