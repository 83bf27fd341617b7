/** Time for the trading engine: the machine's, or a virtual one in simulations and replays. */
export interface Clock {
  /** UTC epoch milliseconds. */
  nowMs(): number
  /** Runs once when the clock has reached `atMs` (at the next turn when it has); returns what takes it back. */
  setTimer(atMs: number, run: () => void): () => void
}
