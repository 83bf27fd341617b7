import { limitStanding, type LimitStanding } from '#kernel/risk/limit_use.js'
import { equityOf, type TradingMode } from '#kernel/state.js'
import type { Micros } from '#kernel/values/micros.js'
import { stateOf, type AccountBook } from '../trading/account_book.js'

/** How an account stands against its limits, and what it may do. */
export interface RiskStanding extends LimitStanding {
  readonly currency: string
  readonly equity: Micros
  /** The highest equity so far, from which drawdown is measured. */
  readonly peakEquity: Micros
  readonly mode: TradingMode
  readonly modeReason: string | null
  readonly limitsVersion: number
  /** Whether reaching a limit of today's loss halts the account. */
  readonly haltsOnDailyLoss: boolean
  /** Row of the journal up to which it is, and its time. */
  readonly sequence: number
  readonly atMs: number
}

/**
 * Measures an account as its book has it, with the time that its bias is judged by: a bias goes stale while
 * nothing happens in the account as well.
 */
export function riskStanding(book: AccountBook, nowMs: number): RiskStanding {
  const state = stateOf(book)
  const { settings, mode, limits, peakEquity } = state
  return {
    ...limitStanding({ ...state, nowMs: Math.max(nowMs, state.nowMs) }),
    currency: settings.currency,
    equity: equityOf(state),
    peakEquity,
    mode,
    modeReason: book.modeReason,
    limitsVersion: book.limitsVersion,
    haltsOnDailyLoss: limits.loss.haltOnDailyLoss,
    sequence: book.sequence,
    atMs: book.atMs,
  }
}
