import type { Answer, Row } from './answers'

/** The parameters of a strategy: what runs, what is being written, and every version that there was. */
export type DraftAnswer = Answer<'GET /accounts/:account/strategies/:name/draft'>

/** What a strategy did today at the exchange, and what it had earned at its last closes. */
export type Activity = Row<'GET /accounts/:account/activity'>

/** What an account or a strategy has earned; amounts are decimal texts. */
export type Earned = Answer<'GET /accounts/:account/pnl'>['results'][number]
