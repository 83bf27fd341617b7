import { desk } from './live_desk.js'

/** Trades on paper, and reaches a real broker by a detour. */
export const trading = desk
