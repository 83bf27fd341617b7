/** Falls from a peak. Drawdowns are fractions of the peak, never above 0 (-0.25 = 25 % below it). */
import { mapped } from '../values/mapped.js'

/** One fall and its recovery, by index into the marks it was measured on. */
export interface DrawdownEpisode {
  /** Deepest point as a fraction of the peak, below 0. */
  depth: number
  /** Index of the last mark at the peak; -1 when the peak was the opening balance. */
  peakIndex: number
  /** Index of the deepest mark (the first one, where several are equally deep). */
  troughIndex: number
  /** Index of the first mark back at or above the peak; null while still below at the end. */
  recoveryIndex: number | null
}

/**
 * Drawdown at every mark: value / running peak - 1. Same length as the input.
 * `base`, where given, is the opening balance and counts as the first peak.
 */
export function drawdownSeries(values: Float64Array, base?: number): Float64Array {
  let peak = base ?? values[0] ?? 0
  return mapped(values, (value) => {
    if (value > peak) peak = value
    return peak > 0 && value < peak ? value / peak - 1 : 0
  })
}

/** The falls of a series, gathered in one pass. */
export interface DrawdownProfile {
  /** The deepest falls, deepest first, at most as many as asked for. */
  deepest: DrawdownEpisode[]
  /** The fall that lasted longest from peak to recovery (or to the end), by mark times. */
  longest: DrawdownEpisode | null
  /** Number of falls. */
  episodes: number
  /** Mean depth of the falls, 0 or below; null when there was none. */
  averageDepth: number | null
  /** Share of the marks below an earlier peak, 0..1; null without marks. */
  underWater: number | null
}

/**
 * Finds every fall in one pass and keeps the `keep` deepest; fit for a million marks.
 *
 * A fall begins at a peak and ends at the first mark at or above it. `endMs` gives each mark's time,
 * `base` the opening balance, which counts as the first peak. Of equally deep falls the earlier
 * one comes first.
 */
export function drawdownProfile(
  values: Float64Array,
  endMs: Float64Array,
  options: { keep: number; base?: number }
): DrawdownProfile {
  const found: Collected = { deepest: [], longest: null, longestMs: -1, episodes: 0, depths: 0 }
  const last = values.length - 1
  const timeAt = (index: number) => endMs[Math.max(0, index)] ?? 0
  const finish = (episode: DrawdownEpisode, lengthMs: number) =>
    collect(found, episode, { lengthMs, keep: options.keep })
  let peak = options.base ?? values[0] ?? 0
  let peakIndex = options.base === undefined ? 0 : -1
  let under = 0
  let current: DrawdownEpisode | null = null
  for (let i = 0; i <= last; i++) {
    const value = values[i]!
    if (value >= peak) {
      if (current !== null) {
        current.recoveryIndex = i
        finish(current, timeAt(i) - timeAt(current.peakIndex))
        current = null
      }
      peak = value
      peakIndex = i
    } else if (peak > 0) {
      under++
      const fall = value / peak - 1
      if (current === null) {
        current = { depth: fall, peakIndex, troughIndex: i, recoveryIndex: null }
      } else if (fall < current.depth) {
        current.depth = fall
        current.troughIndex = i
      }
    }
  }
  if (current !== null) finish(current, timeAt(last) - timeAt(current.peakIndex))
  return {
    deepest: found.deepest,
    longest: found.longest,
    episodes: found.episodes,
    averageDepth: found.episodes === 0 ? null : found.depths / found.episodes,
    underWater: values.length === 0 ? null : under / values.length,
  }
}

/** Depth of the deepest fall, 0 or below, as a fraction of its peak. */
export function maxDrawdown(values: Float64Array, base?: number): number {
  let peak = base ?? values[0] ?? 0
  let depth = 0
  for (const value of values) {
    if (value >= peak) peak = value
    else if (peak > 0) depth = Math.min(depth, value / peak - 1)
  }
  return depth
}

/** Ratio of an annual return to the depth of the deepest fall (Young 1991, Calmar); no unit. */
export function calmar(annual: number | null, deepest: number): number | null {
  return annual === null || deepest >= 0 ? null : annual / -deepest
}

/**
 * Gain over the period per unit of deepest fall: gain / |max drawdown|, both fractions. Signed, so a
 * loss gives a negative figure. Null when nothing fell.
 */
export function recoveryFactor(gain: number, deepest: number): number | null {
  return deepest >= 0 ? null : gain / -deepest
}

interface Collected {
  deepest: DrawdownEpisode[]
  longest: DrawdownEpisode | null
  longestMs: number
  episodes: number
  depths: number
}

function collect(
  found: Collected,
  episode: DrawdownEpisode,
  { lengthMs, keep }: { lengthMs: number; keep: number }
): void {
  found.episodes++
  found.depths += episode.depth
  if (lengthMs > found.longestMs) {
    found.longestMs = lengthMs
    found.longest = episode
  }
  const place = found.deepest.findIndex((other) => episode.depth < other.depth)
  if (place >= 0) found.deepest.splice(place, 0, episode)
  else found.deepest.push(episode)
  if (found.deepest.length > keep) found.deepest.pop()
}
