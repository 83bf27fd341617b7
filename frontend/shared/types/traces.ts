import type { Answer, Row } from './answers'

/** The way of a signal to its executions. Within a trace times are UTC epoch ms and quantities numbers. */
export type Trace = Answer<'GET /traces/:id'>['trace']
/** A line of the list of traces. */
export type TraceLine = Row<'GET /accounts/:account/traces'>

export type TraceDecision = Trace['decisions'][number]
export type Decision = TraceDecision['decision']
export type TraceOrder = Trace['orders'][number]
export type TraceSlippage = NonNullable<TraceOrder['slippage']>
export type TraceFill = Trace['fills'][number]
export type TraceSpan = Trace['spans'][number]
export type TraceStep = TraceSpan['steps'][number]
export type TraceQuote = NonNullable<NonNullable<Trace['seen']>['quote']>
