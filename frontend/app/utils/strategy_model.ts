import type { BacktestRunDetail } from '#shared/types/backtests'

/** What a new strategy is to be like: a strategy as it ran in a backtest. */
export interface StrategyModel {
  /** Of the backtest. */
  title: string
  plugin: string
  /** Version that ran there. */
  version: string
  symbols: string[]
  timeframe: string
  /** Those that were not as the plugin declares them. */
  parameters: Record<string, string>
  /** Its orders were filled at prices that had passed. */
  isAhead: boolean
}

/** The strategy of a backtest with a place in its list; `null` where it has none there. */
export function modelOf(
  { title, strategies, settings: { request } }: BacktestRunDetail,
  place: number
): StrategyModel | null {
  const asked = request.strategies[place]
  if (asked === undefined) return null
  return {
    title,
    plugin: asked.plugin,
    version: strategies[place]?.version ?? '',
    symbols: [...request.symbols],
    timeframe: request.timeframe,
    parameters: { ...asked.parameters },
    isAhead: request.fillDelayBars === 0,
  }
}
