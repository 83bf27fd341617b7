import env from '#start/env'

/** Milliseconds that one replayed daily bar takes when nothing else is said. */
const BAR_MS = 4_000
/** Days for which quotes, and the bars that a feed told, are kept when nothing else is said. */
const QUOTE_DAYS = 3
const BAR_DAYS = 90

/** How the paper market moves, and how long its ticks are kept. */
export default {
  /** Whether a database without any account gets a paper account to begin with. */
  opensFirstAccount: env.get('AQ_FIRST_ACCOUNT') ?? true,
  replayBarMs: env.get('AQ_REPLAY_BAR_MS') ?? BAR_MS,
  /** Whether paper trading keeps the hours of the markets. */
  hours: env.get('AQ_MARKET_HOURS') ?? 'always',
  tickDays: {
    quoteDays: env.get('AQ_QUOTE_DAYS') ?? QUOTE_DAYS,
    barDays: env.get('AQ_BAR_DAYS') ?? BAR_DAYS,
  },
}
