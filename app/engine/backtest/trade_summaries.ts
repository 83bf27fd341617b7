import type { TradeSummary } from '#kernel/metric/trade_summary.js'
import type { Trade } from '#kernel/position/trade.js'
import type { SimulationConfig } from '#kernel/simulation/config.js'
import { toUnits } from '#kernel/values/micros.js'

/** The kernel's trades in the form that statistics and reports use, in the order of their entries. */
export function tradeSummaries(config: SimulationConfig, trades: readonly Trade[]): TradeSummary[] {
  return [...trades]
    .sort((a, b) => a.sequence - b.sequence)
    .map((one) => {
      const terms = config.instruments[one.instrument]
      const unit = terms === undefined ? 1 : terms.multiplier * rateOf(config, terms.currency)
      return {
        strategy: config.strategies[one.strategy - 1]?.id ?? 'manual',
        symbol: terms?.symbol ?? '',
        side: one.side,
        quantity: one.quantity,
        entryMs: one.entryMs,
        exitMs: one.exitMs,
        entryPrice: one.entryPrice,
        exitPrice: one.exitPrice,
        pnl: toUnits(one.profit),
        returnFraction: one.returnFraction,
        fees: toUnits(one.fees),
        barsHeld: one.barsHeld,
        open: one.exitMs === null,
        entryValue: one.quantity * one.entryPrice * unit,
        exitValue: one.exitPrice === null ? 0 : one.quantity * one.exitPrice * unit,
      }
    })
}

function rateOf(config: SimulationConfig, currency: string): number {
  return currency === config.currency ? 1 : (config.fxRates[currency] ?? 1)
}
