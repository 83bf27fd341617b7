import { summarise } from '#kernel/metric/performance.js'
import type { Performance } from '#kernel/metric/performance_result.js'
import type { TradeSummary } from '#kernel/metric/trade_summary.js'
import { sessionDayOf, type Venue } from '#kernel/instrument/venue.js'
import { micros, toUnits, ZERO, type Micros } from '#kernel/values/micros.js'
import type { PortfolioDay, PortfolioPosition } from '#ports/portfolio_records.js'
import { profitOfPosition, type Portfolio } from './portfolio.js'

/** Sessions of a year, for what is told by the year. */
const SESSIONS_PER_YEAR = 252

/** How an account, or one strategy of it, has done. Amounts in account currency. */
export interface Result {
  /** `null` for the account. */
  readonly strategy: string | null
  /** Market value of what is held. */
  readonly value: Micros
  readonly unrealised: Micros
  readonly realised: Micros
  readonly income: Micros
  readonly fees: Micros
  /** All of it: realised and unrealised profit and income, less fees. */
  readonly profit: Micros
  /** Part of the profit since the last session closed. */
  readonly today: Micros
  /** Returns on the money of the account, from one close to the next. */
  readonly performance: Performance
}

/** What performance is reckoned from. */
export interface PerformanceInput {
  readonly portfolio: Portfolio
  /** Closes of sessions, oldest first. */
  readonly days: readonly PortfolioDay[]
  /** Closed trades. */
  readonly trades: readonly TradeSummary[]
  readonly venue: Venue
  /** When the account was opened. */
  readonly openedMs: number
}

/**
 * The result of an account, then of each of its strategies.
 *
 * All are measured on the money of the account: a strategy's return is what it added to the account. A
 * deposit, or what was booked to agree with the broker, is no return.
 */
export function resultsOf(input: PerformanceInput): Result[] {
  const { portfolio } = input
  const strategies = [...new Set(portfolio.positions.map(({ strategy }) => strategy))].sort()
  return [null, ...strategies].map((strategy) => resultOf(input, strategy))
}

function resultOf(input: PerformanceInput, strategy: string | null): Result {
  const { portfolio, days } = input
  const isHis = (one: { readonly strategy: string }) =>
    strategy === null || one.strategy === strategy
  const positions = portfolio.positions.filter(isHis)
  const sum = (of: (one: PortfolioPosition) => number) =>
    micros(positions.reduce((total, one) => total + of(one), 0))
  const profit = sum(profitOfPosition)
  const before = days.findLast(({ day }) => day < todayOf(input))
  return {
    strategy,
    value: sum(({ value }) => value),
    unrealised: sum(({ value, basis }) => value - basis),
    realised: sum(({ realised }) => realised),
    income: sum(({ income }) => income),
    fees: sum(({ fees }) => fees),
    profit,
    today: micros(profit - (before === undefined ? ZERO : earnedOn(before, isHis))),
    performance: performanceOf(input, isHis, profit),
  }
}

function todayOf({ venue, portfolio }: PerformanceInput): number {
  return sessionDayOf(venue, portfolio.atMs)
}

function earnedOn(day: PortfolioDay, isHis: (one: PortfolioPosition) => boolean): Micros {
  return micros(
    day.positions.filter(isHis).reduce((total, one) => total + profitOfPosition(one), 0)
  )
}

function performanceOf(
  input: PerformanceInput,
  isHis: (one: { readonly strategy: string }) => boolean,
  profit: Micros
): Performance {
  const { portfolio, trades, openedMs } = input
  const today = todayOf(input)
  const past = input.days.filter(({ day }) => day < today)
  const marks = [
    ...past.map((day) => ({
      day: day.day,
      endMs: day.closedMs,
      earned: toUnits(earnedOn(day, isHis)),
    })),
    { day: today, endMs: Math.max(portfolio.atMs, openedMs), earned: toUnits(profit) },
  ]
  const startEquity = portfolio.startingCash
  const ofHis = [...trades, ...portfolio.openTrades].filter(isHis)
  return summarise({
    equity: Float64Array.from(marks, ({ earned }) => startEquity + earned),
    endMs: Float64Array.from(marks, ({ endMs }) => endMs),
    sessionDate: Float64Array.from(marks, ({ day }) => day),
    startEquity,
    startMs: openedMs,
    periodsPerYear: SESSIONS_PER_YEAR,
    trades: ofHis,
  })
}
