import env from '#start/env'

/** Milliseconds that one replayed daily bar takes when nothing else is said. */
const BAR_MS = 4_000

/** How the paper market moves. */
export default { replayBarMs: env.get('AQ_REPLAY_BAR_MS') ?? BAR_MS }
