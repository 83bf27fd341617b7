import type { RiskStanding } from '#engine/risk/risk_standing.js'
import { formatMicros, toMicros } from '#kernel/values/micros.js'
import type { AlertRow } from '#ports/alerts.js'
import type { StrategyActivity } from '#ports/strategy_activity.js'
import type { StrategyRow } from '#ports/strategy_records.js'
import type { AccountRow, OrderRow, PositionRow } from '#ports/trading_records.js'
import { dated } from '../dated.js'

/** An instant as the API writes it. */
export const instant = (ms: number) => new Date(ms).toISOString()

/** A number as a decimal text without an exponent, with twelve decimals at most. */
export function decimal(value: number): string
export function decimal(value: number | null): string | null
export function decimal(value: number | null): string | null {
  if (value === null) return null
  const text = String(value)
  return text.includes('e') ? value.toFixed(12).replace(/\.?0+$/, '') : text
}

/** An account as the API shows it. */
export function accountView({ fencing, lastSequence, updatedMs, ...account }: AccountRow) {
  return { ...account, journal: lastSequence, lease: fencing, updatedAt: instant(updatedMs) }
}

/** An order as the API shows it. */
export function orderView(order: OrderRow) {
  const { id, strategy, symbol, side, type, role, state, reason, remark } = order
  return {
    id,
    strategy,
    symbol,
    side,
    type,
    role,
    state,
    quantity: decimal(order.quantity),
    filled: decimal(order.filled),
    averagePrice: order.filled > 0 ? decimal(order.averagePrice) : null,
    limitPrice: decimal(order.limitPrice),
    stopPrice: decimal(order.stopPrice),
    reason,
    remark,
    createdAt: instant(order.createdMs),
  }
}

/** A position as the API shows it. */
export function positionView(position: PositionRow) {
  const { quantity, averageCost, price, updatedMs, ...rest } = position
  return {
    ...rest,
    quantity: decimal(quantity),
    averageCost: decimal(averageCost),
    price: decimal(price),
    updatedAt: instant(updatedMs),
  }
}

/** A strategy as the API shows it. */
export function strategyView(row: StrategyRow) {
  const { account, name, plugin, version, environment, timeframe, symbols } = row
  const { parameters, parametersVersion } = row
  const { wanted, state, reason, starts, stateMs, againMs, createdBy, createdMs } = row
  return {
    account,
    name,
    plugin,
    version,
    environment,
    timeframe,
    symbols,
    parameters,
    parametersVersion,
    wanted,
    state,
    reason,
    since: instant(stateMs),
    againAt: againMs === null ? null : instant(againMs),
    starts,
    createdBy,
    createdAt: instant(createdMs),
  }
}

/** What a strategy did lately, as the API shows it. */
export function activityView(
  { lastSignal: signal, lastError: error, ...row }: StrategyActivity,
  traceId: (trace: number) => string
) {
  const lastSignal =
    signal === null
      ? null
      : {
          trace: traceId(signal.sequence),
          symbol: signal.symbol,
          decision: signal.decision,
          reason: signal.reason,
          at: instant(signal.atMs),
        }
  const lastError = error === null ? null : { text: error.text, at: instant(error.atMs) }
  return { ...row, lastSignal, lastError }
}

/** An alert as the API shows it. */
export const alertView = (alert: AlertRow) => dated(alert)

/** How an account stands against its limits, as the API shows it. */
export function standingView(standing: RiskStanding) {
  const { currency, mode, modeReason, bias, bindsFirst, limitsVersion, haltsOnDailyLoss } = standing
  const { equity, peakEquity, exposure, dailyLoss, drawdown, sequence, atMs, uses } = standing
  return {
    currency,
    mode,
    modeReason,
    equity: formatMicros(equity),
    peakEquity: formatMicros(peakEquity),
    exposure: money(exposure),
    dailyLoss: money(dailyLoss),
    drawdown,
    bias,
    bindsFirst,
    limitsVersion,
    haltsOnDailyLoss,
    sequence,
    at: instant(atMs),
    uses: uses.map(({ limit, inForce, used, headroom, ...use }) => ({
      ...use,
      limit: decimal(limit),
      inForce: decimal(inForce),
      used: decimal(used),
      headroom: headroom === null ? null : money(headroom),
    })),
  }
}

const money = (units: number) => formatMicros(toMicros(units))
