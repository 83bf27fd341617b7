import { deriveId } from '#kernel/values/id.js'
import { toUnits } from '#kernel/values/micros.js'
import { formatInstant } from '#kernel/values/instant.js'
import type { PerformedBacktest } from './perform_backtest.js'

/**
 * A run as `--json` prints it: the figures, what was set, and every trade, fill and value of equity.
 *
 * Times are UTC instants (the start of the bar), fractions 0.01 = 1 %, money in account currency.
 */
export function jsonOf({ finished, measured, model, stored }: PerformedBacktest): object {
  const { config, run } = finished
  const { record } = run.simulation
  const symbol = (i: number) => config.instruments[i]?.symbol
  const equity = record.equity.toArray()
  return {
    ok: true,
    runId: stored.id,
    engineVersion: stored.engineVersion,
    orderListHash: run.orderListHash,
    signalListHash: run.signalListHash,
    currency: config.currency,
    timeframe: config.timeframe,
    strategies: stored.strategies,
    rules: pluginsOf(stored.settings.rules, (r) => record.rules[r]),
    agents: pluginsOf(stored.settings.agents, (a) => ({
      biasChanges: record.biasChanges
        .filter((one) => one.agent === a)
        .map(({ atMs, bias, inForce, reason }) => ({
          time: formatInstant(atMs),
          bias,
          inForce,
          reason,
        })),
    })),
    series: model.series,
    settings: model.settings,
    performance: measured.performance,
    perStrategy: measured.perStrategy,
    costs: model.costs,
    denials: model.denials,
    warnings: model.warnings,
    trades: measured.trades.map((one) => ({
      ...one,
      entryTime: formatInstant(one.entryMs),
      exitTime: one.exitMs === null ? null : formatInstant(one.exitMs),
    })),
    fills: record.fills.map((one) => ({
      time: formatInstant(one.atMs),
      id: deriveId('fil', config.account, one.sequence),
      order: deriveId('ord', config.account, one.orderSequence),
      symbol: symbol(one.instrument),
      side: one.side,
      quantity: one.quantity,
      price: one.price,
      marketPrice: one.marketPrice,
      fee: toUnits(one.fee),
    })),
    equity: Array.from(record.startMs.toArray(), (ms, k) => [
      formatInstant(ms),
      (equity[k] as number) / 1e6,
    ]),
    logs: finished.logs,
    speed: {
      bars: finished.bars,
      engineMs: finished.engineMs,
      barsPerSecond: Math.round(finished.bars / Math.max(finished.engineMs / 1000, 1e-9)),
      sandboxPeakMb: finished.sandboxPeakMb,
    },
  }
}

/** Plugins of a stored run, each with what it did. */
function pluginsOf(stored: unknown, outcomeOf: (index: number) => object | undefined): object[] {
  return (stored as readonly object[]).map((one, index) => ({ ...one, ...outcomeOf(index) }))
}
