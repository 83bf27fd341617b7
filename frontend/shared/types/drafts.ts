import type { Answer } from './answers'

/** The parameters of a strategy: what runs, what is being written, and every version that there was. */
export type DraftAnswer = Answer<'GET /accounts/:account/strategies/:name/draft'>

/** What an account or a strategy has earned; amounts are decimal texts. */
export type Earned = Answer<'GET /accounts/:account/pnl'>['results'][number]
