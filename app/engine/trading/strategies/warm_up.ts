import type { AskEarly } from '#engine/plugin_host/may_start.js'
import type { BarColumns } from '#kernel/market/bar.js'
import type { Timeframe } from '#kernel/market/timeframe.js'
import type { BarHistory } from '#ports/bar_history.js'
import { barEvent, sliceEvent, type ShownBar } from './strategy_event.js'
import type { AccountFigures } from './strategy_fact.js'
import { barEndMs } from '#kernel/market/timeframe.js'

/** Bars of one instrument that a strategy is shown before it trades. */
export const WARMUP_BARS_MAX = 10_000

/** What a strategy is to be shown. */
export interface WarmUpWish {
  readonly symbols: readonly string[]
  readonly timeframe: Timeframe
  /** Bars of each instrument. */
  readonly count: number
  /** Bars that end later are not shown. */
  readonly beforeMs: number
  readonly hasSlice: boolean
}

/** How a warm-up went: bars shown of each symbol and the start of its last one, or what went wrong. */
export type WarmedUp =
  | {
      readonly type: 'done'
      readonly shown: ReadonlyMap<string, { readonly count: number; readonly lastMs: number }>
    }
  | { readonly type: 'failed'; readonly reason: string }

/**
 * Shows a process the last bars before a moment, in the order of time; what it says to them is dropped.
 */
export async function warmUp(
  wish: WarmUpWish,
  { history, figures }: { readonly history: BarHistory; figures(): AccountFigures },
  ask: AskEarly
): Promise<WarmedUp> {
  const bars = await barsOf(wish, history)
  const shown = new Map<string, { count: number; lastMs: number }>()
  for (const [k, bar] of bars.entries()) {
    const answered = await ask(barEvent(bar, figures(), { isWarmingUp: true }))
    if (!answered.ok) return { type: 'failed', reason: textOf(answered.failure) }
    const { symbol, startMs } = bar
    shown.set(symbol, { count: (shown.get(symbol)?.count ?? 0) + 1, lastMs: startMs })
    if (!wish.hasSlice || bars[k + 1]?.startMs === startMs) continue
    const sliced = await ask(sliceEvent(barEndMs(wish.timeframe, startMs)))
    if (!sliced.ok) return { type: 'failed', reason: textOf(sliced.failure) }
  }
  return { type: 'done', shown }
}

async function barsOf(
  { symbols, timeframe, count, beforeMs }: WarmUpWish,
  history: BarHistory
): Promise<ShownBar[]> {
  const bars: (ShownBar & { readonly place: number })[] = []
  for (const [place, symbol] of symbols.entries()) {
    const columns = await history.last(symbol, timeframe, count, beforeMs)
    for (let at = 0; at < columns.count; at++) {
      bars.push({ ...barAt(columns, at), symbol, timeframe, place })
    }
  }
  return bars.sort((a, b) => a.startMs - b.startMs || a.place - b.place)
}

function barAt(columns: BarColumns, at: number) {
  const { startMs, open, high, low, close, volume } = columns
  return {
    startMs: startMs[at] as number,
    open: open[at] as number,
    high: high[at] as number,
    low: low[at] as number,
    close: close[at] as number,
    volume: volume[at] as number,
  }
}

function textOf(failure: { readonly type: string }): string {
  return 'message' in failure ? String(failure.message) : failure.type
}
