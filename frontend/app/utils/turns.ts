/** How long what is under way is waited for: an install may take minutes. */
const PATIENCE_MS = 3_000

/** Requests that may overlap, and those that may overlap with none. */
export class Turns {
  readonly #running = new Set<Promise<unknown>>()
  #turn: Promise<unknown> = Promise.resolve()

  /** Runs beside all others, after what runs alone. */
  async beside<T>(run: () => Promise<T>): Promise<T> {
    await this.#turn
    const running = run()
    this.#running.add(running)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }

  /** Runs after all others have ended; those that come meanwhile wait. */
  alone<T>(run: () => Promise<T>): Promise<T> {
    const before = this.#turn
    const mine = (async () => {
      await before
      const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))
      await Promise.race([Promise.allSettled(this.#running), patience])
      return run()
    })()
    this.#turn = mine.catch(() => undefined)
    return mine
  }
}
