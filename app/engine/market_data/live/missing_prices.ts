import type { Alerts } from '#ports/alerts.js'

/** The instruments that someone wants and the feed does not have, for people to know. */
export class MissingPrices {
  /** How many want each. */
  readonly #wanted = new Map<string, number>()

  constructor(private readonly alerts: Alerts) {}

  /** Sorted. */
  get symbols(): readonly string[] {
    return [...this.#wanted.keys()].sort()
  }

  add(symbol: string, feed: string): void {
    this.#wanted.set(symbol, (this.#wanted.get(symbol) ?? 0) + 1)
    this.alerts.raise({
      key: keyOf(symbol),
      severity: 'warning',
      title: `no prices of ${symbol}`,
      body:
        `The feed ${feed} does not have ${symbol}: orders of it are not possible, its position keeps its ` +
        `last price. The other instruments go on; it is asked for again every half minute.`,
      account: null,
      subject: `symbol:${symbol}`,
    })
  }

  remove(symbol: string): void {
    const left = (this.#wanted.get(symbol) ?? 0) - 1
    if (left > 0) {
      this.#wanted.set(symbol, left)
      return
    }
    this.#wanted.delete(symbol)
    this.alerts.resolve(keyOf(symbol))
  }
}

function keyOf(symbol: string): string {
  return `market:missing:${symbol}`
}
