import type { PluginEvent } from '#engine/plugin_gateway/running_plugin.js'
import type { OwnNews, StrategyFact } from './strategy_fact.js'

/** Something that waits to be told to a strategy. */
export type Waiting =
  | ((StrategyFact & { readonly type: 'bar' }) & { readonly sinceMs: number })
  | { readonly type: 'news'; readonly news: OwnNews; readonly sinceMs: number }
  | {
      readonly type: 'quote'
      readonly symbol: string
      readonly event: PluginEvent
      readonly sinceMs: number
    }
  /** The bars of a moment have been told. */
  | { readonly type: 'slice'; readonly endMs: number; readonly sinceMs: number }

/** What may wait; a strategy that is further behind begins anew. */
export const WAITING_MAX = 5_000

type WaitingQuote = Waiting & { readonly type: 'quote' }

/**
 * What a strategy has not been told yet, in order and with a bound. Quotes give way to everything else, and
 * only the last of each symbol waits.
 */
export class EventQueue {
  #items: Waiting[] = []
  #head = 0
  #isOverrun = false
  readonly #quotes = new Map<string, WaitingQuote>()
  /** The quote that was shown by `peek` last; a newer one waits in the map. */
  #shown: WaitingQuote | null = null

  /** What waits, quotes included. */
  get length(): number {
    return this.#items.length - this.#head + this.#quotes.size + (this.#shown === null ? 0 : 1)
  }

  /** Whether more came than may wait: what was dropped has to be made up for. */
  get isOverrun(): boolean {
    return this.#isOverrun
  }

  push(item: Waiting): void {
    if (item.type === 'quote') this.#quotes.set(item.symbol, item)
    else if (this.#items.length - this.#head >= WAITING_MAX) this.#isOverrun = true
    else this.#items.push(item)
  }

  /** The next one, `null` when none waits. It stays until it is shifted. */
  peek(): Waiting | null {
    if (this.#shown !== null) return this.#shown
    const next = this.#items[this.#head]
    if (next !== undefined) return next
    const [quote = null] = this.#quotes.values()
    this.#shown = quote
    if (quote !== null) this.#quotes.delete(quote.symbol)
    return quote
  }

  shift(): void {
    if (this.#shown !== null) {
      this.#shown = null
      return
    }
    this.#head++
    if (this.#head < 1_024 && this.#head < this.#items.length) return
    this.#items = this.#items.slice(this.#head)
    this.#head = 0
  }

  /** Forgets quotes: they are old by the time there is somebody to tell. */
  dropQuotes(): void {
    this.#quotes.clear()
    this.#shown = null
  }
}
