import type { Answer, Row } from './answers'

/** What the API says of limits, halts and voices; amounts are decimal texts, parts are numbers. */

export type RiskStanding = Answer<'GET /accounts/:account/risk'>
/** How much of a limit is used; `inForce` is what the risk bias leaves of it. */
export type LimitUse = RiskStanding['uses'][number]
export type LimitField = LimitUse['field']

/** Limits in force, what waits to loosen them, and how they came about. */
export type RiskLimitsAnswer = Answer<'GET /accounts/:account/risk/limits'>
export type LimitsVersion = NonNullable<RiskLimitsAnswer['current']>
export type Loosening = NonNullable<RiskLimitsAnswer['waiting']>
/** Limits that are to change. */
export type LimitsPatch = Loosening['limits']
export type LimitValue = NonNullable<LimitsPatch[LimitField]> | null

export type BiasAnswer = Answer<'GET /accounts/:account/risk/bias'>
/** A plugin that is asked about orders, or that may tighten all limits. */
export type Voice = Row<'GET /accounts/:account/risk/rules'>
export type ModeChange = Row<'GET /accounts/:account/risk/modes'>
/** A signal that risk refused or made smaller. */
export type Refusal = Row<'GET /accounts/:account/traces'>

/** What every rule says to an order that is not placed. */
export type OrderCheck = Answer<'POST /accounts/:account/orders/check'>
export type RuleVerdict = OrderCheck['verdicts'][number]
