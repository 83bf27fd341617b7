import { formatDay } from '#kernel/values/instant.js'
import { formatMicros, type Micros } from '#kernel/values/micros.js'
import type { Holding, SessionProfit } from '#engine/portfolio/holdings.js'
import type { Result } from '#engine/portfolio/performance.js'
import type { Portfolio } from '#engine/portfolio/portfolio.js'
import type { FillRow, PortfolioDay, TradeRow, TransactionRow } from '#ports/portfolio_records.js'
import type { DiscrepancyRow, ReconciliationRow } from '#ports/reconcile_records.js'
import { decimal, instant } from '../trading/views.js'

/** A close that was taken so much later is late: nobody was there. */
const LATE_MS = 60_000

/** A portfolio as the API shows it. */
export function portfolioView(portfolio: Portfolio, holdings: readonly Holding[]) {
  const { account, currency, equity, cash, exposure, outside, sequence, atMs } = portfolio
  const { gross, net, committed, bySector, byCurrency } = exposure
  return {
    account,
    currency,
    sequence,
    at: instant(atMs),
    ...texts({ equity, cash, outside, currencyEffect: portfolio.currencyEffect }),
    currencyCash: texts(portfolio.currencyCash),
    rates: portfolio.rates,
    exposure: {
      ...texts({ gross, net, committed }),
      bySector: texts(bySector),
      byCurrency: texts(byCurrency),
    },
    positions: holdings.map(holdingView),
  }
}

/** What an account or a strategy has earned, as the API shows it. */
export function resultView({ performance, strategy, ...amounts }: Result) {
  const { returns, risk, ratios, trades, undefinedBecause } = performance
  return {
    strategy,
    ...texts(amounts),
    totalReturn: returns.totalReturn,
    maxDrawdown: risk.maxDrawdown,
    sharpe: ratios.sharpe,
    trades: trades.closed,
    winRate: trades.winRate,
    undefinedBecause,
  }
}

/** A session's close as the API shows it. */
export function dayView(day: PortfolioDay, { profit, byStrategy }: SessionProfit) {
  const { equity, cash, outside, grossExposure, netExposure } = day
  return {
    day: formatDay(day.day),
    ...texts({ equity, cash, outside, grossExposure, netExposure, profit }),
    byStrategy: texts(byStrategy),
    isLate: day.takenMs - day.closedMs > LATE_MS,
  }
}

/** A movement of cash as the API shows it. */
export function transactionView({ atMs, quantity, price, ...row }: TransactionRow) {
  return { ...row, quantity: decimal(quantity), price: decimal(price), at: instant(atMs) }
}

/** An execution as the API shows it. */
export function fillView({ atMs, quantity, price, marketPrice, ...row }: FillRow) {
  const amounts = { quantity, price, marketPrice }
  return { ...row, ...decimals(amounts), at: instant(atMs) }
}

/** A closed trade as the API shows it. */
export function tradeView(row: TradeRow) {
  const { quantity, entryPrice, exitPrice, entryMs, exitMs, ...rest } = row
  return {
    ...rest,
    quantity: decimal(quantity),
    entryPrice: decimal(entryPrice),
    exitPrice: decimal(exitPrice),
    entryAt: instant(entryMs),
    exitAt: instant(exitMs),
  }
}

/** A comparison with the broker as the API shows it. */
export function reconciliationView({ startedMs, endedMs, ...row }: ReconciliationRow) {
  return { ...row, startedAt: instant(startedMs), endedAt: instant(endedMs) }
}

/** A discrepancy as the API shows it. */
export function discrepancyView({ foundMs, seenMs, resolvedMs, ...row }: DiscrepancyRow) {
  return {
    ...row,
    foundAt: instant(foundMs),
    seenAt: instant(seenMs),
    resolvedAt: resolvedMs === null ? null : instant(resolvedMs),
  }
}

function holdingView(one: Holding) {
  const { strategy, symbol, quantity, averageCost, price, openedMs, ...amounts } = one
  return {
    strategy,
    symbol,
    ...decimals({ quantity, averageCost, price }),
    ...texts(amounts),
    openedAt: openedMs === null ? null : instant(openedMs),
  }
}

function texts<K extends string>(amounts: Readonly<Record<K, Micros>>): Record<K, string> {
  const entries = Object.entries<Micros>(amounts)
  return Object.fromEntries(entries.map(([name, one]) => [name, formatMicros(one)])) as Record<
    K,
    string
  >
}

function decimals<K extends string>(numbers: Readonly<Record<K, number>>): Record<K, string> {
  const entries = Object.entries<number>(numbers)
  return Object.fromEntries(entries.map(([name, one]) => [name, decimal(one)])) as Record<K, string>
}
