/** How often what happens, true ms between two, on average; `Infinity` for never. */
export interface Pace {
  readonly tickMs: number
  readonly tickDelayMs: number
  readonly signalMs: number
  readonly commandMs: number
  readonly chaosMs: number
  /** Probability that a process dies at a call to outside. */
  readonly deathAtCall: number
  /** Mean delay of the database, ms, and the part of its calls that fail. */
  readonly databaseMs: number
  readonly databaseFailureRate: number
}

/** While everything goes wrong. */
export const HOSTILE: Pace = {
  tickMs: 250,
  tickDelayMs: 20,
  signalMs: 350,
  commandMs: 1_500,
  chaosMs: 2_500,
  deathAtCall: 0.001,
  databaseMs: 3,
  databaseFailureRate: 0.002,
}

/** Afterwards: nobody wants anything, nothing fails, and the account must come to rest. */
export const CALM: Pace = {
  tickMs: 250,
  tickDelayMs: 1,
  signalMs: Infinity,
  commandMs: Infinity,
  chaosMs: Infinity,
  deathAtCall: 0,
  databaseMs: 1,
  databaseFailureRate: 0,
}
