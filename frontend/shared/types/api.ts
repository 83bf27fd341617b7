import type { Answer, Body, Merged, Row } from './answers'

/** What `/api/v1` answers: times are ISO 8601 in UTC, money and quantities decimal texts. */

/** Who is logged in, or that nobody is. */
export type SessionAnswer = Merged<Answer<'GET /session'>>
/** The person who is logged in. */
export type User = NonNullable<SessionAnswer['user']>

/** Whether anybody trades, every account, and the prices that are heard. */
export type EngineAnswer = Answer<'GET /engine'>
export type Account = EngineAnswer['accounts'][number]
export type TradingMode = Account['mode']
export type MarketInstrument = NonNullable<EngineAnswer['market']>['instruments'][number]

export type Position = Row<'GET /accounts/:account/positions'>
export type Order = Row<'GET /accounts/:account/orders'>
export type OrderState = Order['state']
/** An order that a person wants placed. */
export type OrderWish = Body<'POST /accounts/:account/orders'>
/** What the risk rules say to an order; only one that was placed has ids. */
export type Verdict = Merged<
  Answer<'POST /accounts/:account/orders'> | Answer<'POST /accounts/:account/orders/check'>
>

export type Strategy = Row<'GET /accounts/:account/strategies'>
export type StrategyState = Strategy['state']
export type StrategyDetail = Answer<'GET /accounts/:account/strategies/:name'>
export type LogLine = Row<'GET /accounts/:account/strategies/:name/logs'>

export type Alert = Row<'GET /alerts'>

/** One page of a list; `next` is the `after` of the following one. */
export interface Page<T> {
  items: T[]
  next: string | null
}
