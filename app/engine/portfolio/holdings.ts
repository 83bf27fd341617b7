import { sessionDayOf, type Venue } from '#kernel/instrument/venue.js'
import { micros, ZERO, type Micros } from '#kernel/values/micros.js'
import type { PortfolioDay, PortfolioPosition } from '#ports/portfolio_records.js'
import { profitOfPosition, type Portfolio } from './portfolio.js'

/** A position that is held, with what it has done since the last close. */
export interface Holding extends PortfolioPosition {
  /** Part of its profit since the last session closed, account currency. */
  readonly today: Micros
  /** Its first fill since it was flat, UTC epoch ms; `null` where that is not known. */
  readonly openedMs: number | null
}

/** What an account holds, flat positions left out. `days` are the last closes, oldest first. */
export function holdingsOf(
  portfolio: Portfolio,
  { days, venue }: { readonly days: readonly PortfolioDay[]; readonly venue: Venue }
): Holding[] {
  const today = sessionDayOf(venue, portfolio.atMs)
  const before = days.findLast(({ day }) => day < today)?.positions ?? []
  return portfolio.positions
    .filter(({ quantity }) => quantity !== 0)
    .map((one) => {
      const closed = before.find(isSame(one))
      const earned = closed === undefined ? ZERO : profitOfPosition(closed)
      const trade = portfolio.openTrades.find(isSame(one))
      return {
        ...one,
        today: micros(profitOfPosition(one) - earned),
        openedMs: trade?.entryMs ?? null,
      }
    })
}

/** What an account and its strategies earned in one session. */
export interface SessionProfit {
  readonly day: number
  readonly profit: Micros
  /** By strategy; what did neither gain nor lose is left out. */
  readonly byStrategy: Readonly<Record<string, Micros>>
}

/** What was earned from one close to the next, oldest first; the first close is measured from nothing. */
export function sessionProfits(days: readonly PortfolioDay[]): SessionProfit[] {
  return days.map((day, at) => {
    const now = earnedBy(day.positions)
    const before = earnedBy(days[at - 1]?.positions ?? [])
    const names = [...new Set([...now.keys(), ...before.keys()])].sort()
    const parts = names.map((name): [string, Micros] => [
      name,
      micros((now.get(name) ?? 0) - (before.get(name) ?? 0)),
    ])
    return {
      day: day.day,
      profit: micros(parts.reduce((sum, [, amount]) => sum + amount, 0)),
      byStrategy: Object.fromEntries(parts.filter(([, amount]) => amount !== 0)),
    }
  })
}

function earnedBy(positions: readonly PortfolioPosition[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const one of positions) {
    sums.set(one.strategy, (sums.get(one.strategy) ?? 0) + profitOfPosition(one))
  }
  return sums
}

function isSame(one: { readonly strategy: string; readonly symbol: string }) {
  return (other: { readonly strategy: string; readonly symbol: string }) =>
    other.strategy === one.strategy && other.symbol === one.symbol
}
