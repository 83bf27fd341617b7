import { drawdownSeries } from '#kernel/metric/drawdown.js'
import { toUnits, type Micros } from '#kernel/values/micros.js'
import type { EquityMark, EquityMarks } from '#ports/equity_marks.js'

const MINUTE_MS = 60_000
const DAY_MS = 1_440 * MINUTE_MS

/** How far back a course reaches. */
export const EQUITY_RANGES = ['1d', '1w', '1m', 'all'] as const
export type EquityRange = (typeof EQUITY_RANGES)[number]

/** How long each range is, and what one of its points stands for: 1,500 points at most. */
const RANGES: Readonly<Record<EquityRange, { spanMs: number; bucketMs: number }>> = {
  '1d': { spanMs: DAY_MS, bucketMs: MINUTE_MS },
  '1w': { spanMs: 7 * DAY_MS, bucketMs: 10 * MINUTE_MS },
  '1m': { spanMs: 31 * DAY_MS, bucketMs: 60 * MINUTE_MS },
  'all': { spanMs: 400 * DAY_MS, bucketMs: 720 * MINUTE_MS },
}
/** Closes of sessions before the first mark: eight years. */
const CLOSES_MAX = 2_000

/** What an account was worth over a time, as columns of equal length. */
export interface EquityCourse {
  readonly atMs: readonly number[]
  readonly equity: readonly Micros[]
  /**
   * How far what was earned stood below its highest within this time: a fraction of the account at that
   * peak, 0 or below. Money that came from outside or went there is no gain and no fall.
   */
  readonly drawdown: readonly number[]
}

/** The course of an account's equity over a range that ends now. */
export async function equityCourse(
  marks: EquityMarks,
  account: string,
  { range, nowMs }: { readonly range: EquityRange; readonly nowMs: number }
): Promise<EquityCourse> {
  const { spanMs, bucketMs } = RANGES[range]
  const near = await marks.since(account, nowMs - spanMs, bucketMs)
  if (range !== 'all') return courseOf(near)
  const far = await marks.closes(account, near[0]?.atMs ?? nowMs, CLOSES_MAX)
  return courseOf([...far, ...near])
}

function courseOf(marks: readonly EquityMark[]): EquityCourse {
  const start = marks[0]?.outside ?? 0
  const earned = Float64Array.from(marks, ({ equity, outside }) =>
    toUnits((equity - outside + start) as Micros)
  )
  return {
    atMs: marks.map(({ atMs }) => atMs),
    equity: marks.map(({ equity }) => equity),
    drawdown: [...drawdownSeries(earned)],
  }
}
