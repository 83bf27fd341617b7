import type { BarColumns } from '#kernel/market/bar.js'
import type { Split } from '#kernel/instrument/corporate_action.js'
import { isDaily, type Timeframe } from '#kernel/market/timeframe.js'
import { sessionDayOf, type Venue } from '#kernel/instrument/venue.js'
import { DAY_MS } from '#kernel/values/instant.js'
import { SessionCheck, type SessionGap } from './session_check.js'

/** A bar that looks wrong. */
export interface SuspiciousBar {
  readonly startMs: number
  readonly reason: string
}

/** What a look over a series found. */
export interface BarsInspection {
  /** Days with at least one bar. */
  readonly days: number
  /** Fewest, median and most bars of a day. */
  readonly barsPerDay: { readonly min: number; readonly median: number; readonly max: number }
  /** Sessions of the venue's calendar without a bar, oldest first. */
  readonly gaps: readonly SessionGap[]
  /** Dates with bars on which the venue was closed, oldest first. */
  readonly closedDays: readonly number[]
  readonly suspicious: readonly SuspiciousBar[]
}

/** Which bars are looked at, and the splits of the instrument that are stored. */
export interface BarsInspected {
  readonly timeframe: Timeframe
  readonly venue: Venue
  readonly splits: readonly Split[]
}

const WICK_RATIO = 2
const JUMP_RATIO = 1.8
/** Ratios of splits that companies make. */
const SPLIT_RATIOS = [2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 50]
const SPLIT_TOLERANCE = 0.06

/**
 * Looks for gaps by trading days and for bars that look wrong.
 *
 * A gap is one or more sessions of the venue without any bar, see `SessionCheck`. Suspicious: a low under half, or a high over twice, of both open and close;
 * and an open 1.8 times off the close before, unless a stored split explains it, with a hint where a
 * split that is not stored would.
 * Nothing here is an error: the bars are stored as they came.
 */
export function inspectBars(columns: BarColumns, of: BarsInspected): BarsInspection {
  const { days, counts } = daysOf(columns, of)
  const sessions = new SessionCheck(of)
  for (let index = 0; index < columns.count; index++) sessions.see(columns.startMs[index]!)
  const sorted = counts.toSorted((a, b) => a - b)
  return {
    days: days.length,
    barsPerDay: {
      min: sorted[0] ?? 0,
      median: sorted[sorted.length >> 1] ?? 0,
      max: sorted.at(-1) ?? 0,
    },
    gaps: sessions.gaps,
    closedDays: sessions.closedDays,
    suspicious: suspiciousBars(columns, of),
  }
}

function daysOf(columns: BarColumns, of: BarsInspected): { days: number[]; counts: number[] } {
  const days: number[] = []
  const counts: number[] = []
  for (let index = 0; index < columns.count; index++) {
    const day = dayOf(columns.startMs[index]!, of)
    if (days.at(-1) !== day) {
      days.push(day)
      counts.push(0)
    }
    counts[counts.length - 1]!++
  }
  return { days, counts }
}

function dayOf(startMs: number, of: BarsInspected): number {
  return isDaily(of.timeframe) ? Math.floor(startMs / DAY_MS) : sessionDayOf(of.venue, startMs)
}

function suspiciousBars(columns: BarColumns, of: BarsInspected): SuspiciousBar[] {
  const found: SuspiciousBar[] = []
  for (let index = 0; index < columns.count; index++) {
    const open = columns.open[index]!
    const close = columns.close[index]!
    const low = columns.low[index]!
    const high = columns.high[index]!
    const floor = Math.min(open, close)
    const ceiling = Math.max(open, close)
    const reasons: string[] = []
    if (low * WICK_RATIO < floor) {
      reasons.push(`low ${low} is ${percent(1 - low / floor)} below open and close`)
    }
    if (high > ceiling * WICK_RATIO) {
      reasons.push(`high ${high} is ${percent(high / ceiling - 1)} above open and close`)
    }
    const before = index > 0 ? columns.close[index - 1]! / splitOver(columns, index, of) : open
    const jump = Math.max(open / before, before / open)
    if (jump > JUMP_RATIO) {
      reasons.push(`open ${open} after a close of ${before}${splitHint(open / before)}`)
    }
    if (reasons.length > 0) {
      found.push({ startMs: columns.startMs[index]!, reason: reasons.join('; ') })
    }
  }
  return found
}

/** The ratio of the stored splits between a bar and the one before it; 1 when there are none. */
function splitOver(columns: BarColumns, index: number, of: BarsInspected): number {
  if (of.splits.length === 0) return 1
  const day = dayOf(columns.startMs[index]!, of)
  const dayBefore = dayOf(columns.startMs[index - 1]!, of)
  return of.splits
    .filter((split) => split.exDay > dayBefore && split.exDay <= day)
    .reduce((product, split) => product * split.ratio, 1)
}

function splitHint(ratio: number): string {
  const isReverse = ratio > 1
  const factor = isReverse ? ratio : 1 / ratio
  const near = SPLIT_RATIOS.find((split) => Math.abs(factor / split - 1) < SPLIT_TOLERANCE)
  if (near === undefined) return ''
  return `, as after a ${isReverse ? `1:${near}` : `${near}:1`} split (see actions:import)`
}

function percent(part: number): string {
  return `${(part * 100).toFixed(part > 0.99 && part < 1 ? 3 : 0)} %`
}
