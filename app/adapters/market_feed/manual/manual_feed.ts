import { SymbolsNotServed, type MarketFeed, type Tick } from '#ports/market_feed.js'

/** A feed that says what it is told to say, for tests and trials. */
export class ManualFeed implements MarketFeed {
  readonly name = 'manual'
  readonly #receivers = new Map<string, (tick: Tick) => void>()
  #isClosed = false

  /** It has the symbols given, or every one when there are none. */
  constructor(private readonly symbols: readonly string[] = []) {}

  /** The symbols that are asked for now, sorted. */
  get subscribed(): readonly string[] {
    return [...this.#receivers.keys()].sort()
  }

  async subscribe(symbols: readonly string[], onTick: (tick: Tick) => void): Promise<void> {
    if (this.#isClosed) throw new Error('the feed is closed')
    const unknown = symbols.filter(
      (symbol) => this.symbols.length > 0 && !this.symbols.includes(symbol)
    )
    if (unknown.length > 0) {
      throw new SymbolsNotServed(unknown, `there is no ${unknown.join(', ')} here`)
    }
    for (const symbol of symbols) {
      if (!this.#receivers.has(symbol)) this.#receivers.set(symbol, onTick)
    }
  }

  async unsubscribe(symbols: readonly string[]): Promise<void> {
    for (const symbol of symbols) this.#receivers.delete(symbol)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#receivers.clear()
  }

  /** Tells a tick as it is, good or bad; whether anyone had asked for its symbol. */
  tell(tick: Tick): boolean {
    const receiver = this.#receivers.get(tick.symbol)
    receiver?.(tick)
    return receiver !== undefined
  }
}
