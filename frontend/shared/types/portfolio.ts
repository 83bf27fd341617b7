import type { Answer, Row } from './answers'

/** What an account holds, has earned and has moved: times ISO 8601 in UTC, money and quantities decimal texts. */

export type PortfolioAnswer = Answer<'GET /accounts/:account/portfolio'>
/** What one strategy holds of a symbol; `today` is its profit since the last session closed. */
export type Holding = PortfolioAnswer['positions'][number]

export type SessionResults = Answer<'GET /accounts/:account/pnl'>
/** What an account (`strategy` null) or one strategy has earned. */
export type EarnedRow = SessionResults['results'][number]
/** A session's close and what was earned in it. */
export type SessionRow = SessionResults['days'][number]

export type Transaction = Row<'GET /accounts/:account/transactions'>
export type Fill = Row<'GET /accounts/:account/fills'>
export type ClosedTrade = Row<'GET /accounts/:account/trades'>
/** A comparison with the broker's books. */
export type Reconciliation = Row<'GET /accounts/:account/reconciliations'>
/** One thing in which our books and the broker's differ. */
export type Discrepancy = Row<'GET /accounts/:account/discrepancies'>
