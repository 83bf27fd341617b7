/** How long the event loop of this process stood still. */
export class Ticker {
  #worstMs = 0
  #lastMs = performance.now()
  #cpu = process.cpuUsage()
  readonly #timer: NodeJS.Timeout

  /** Looks every five milliseconds from now on. */
  constructor() {
    this.#timer = setInterval(() => this.#look(), 5)
  }

  /**
   * Longest time for which nothing ran, in ms. A pause in which this process hardly worked was the
   * machine's, which has other things to do, and does not count.
   */
  stop(): number {
    clearInterval(this.#timer)
    this.#look()
    return this.#worstMs
  }

  #look(): void {
    const now = performance.now()
    const gap = now - this.#lastMs
    const { user, system } = process.cpuUsage(this.#cpu)
    const worked = (user + system) / 1_000
    this.#lastMs = now
    this.#cpu = process.cpuUsage()
    this.#worstMs = Math.max(this.#worstMs, Math.min(gap, worked))
  }
}
