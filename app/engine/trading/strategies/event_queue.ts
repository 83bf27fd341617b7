import type { OwnNews, StrategyFact } from './strategy_fact.js'

/** Something that waits to be told to a strategy. */
export type Waiting =
  | ((StrategyFact & { readonly type: 'bar' }) & { readonly sinceMs: number })
  | { readonly type: 'news'; readonly news: OwnNews; readonly sinceMs: number }
  /** The bars of a moment have been told. */
  | { readonly type: 'slice'; readonly endMs: number; readonly sinceMs: number }

/** What may wait; a strategy that is further behind begins anew. */
export const WAITING_MAX = 5_000

/** What a strategy has not been told yet, in order and with a bound. */
export class EventQueue {
  #items: Waiting[] = []
  #head = 0
  #isOverrun = false

  get length(): number {
    return this.#items.length - this.#head
  }

  /** Whether more came than may wait: what was dropped has to be made up for. */
  get isOverrun(): boolean {
    return this.#isOverrun
  }

  push(item: Waiting): void {
    if (this.length >= WAITING_MAX) this.#isOverrun = true
    else this.#items.push(item)
  }

  /** The next one, `null` when none waits. It stays until it is shifted. */
  peek(): Waiting | null {
    return this.#items[this.#head] ?? null
  }

  shift(): void {
    this.#head++
    if (this.#head < 1_024 && this.#head < this.#items.length) return
    this.#items = this.#items.slice(this.#head)
    this.#head = 0
  }
}
