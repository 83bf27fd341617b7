/** Executions that are known by their ids from the start, besides those of open orders. */
export const KNOWN_FILLS = 100_000

/**
 * Executions that are in the books, by the broker's id: always the newest `KNOWN_FILLS` at least, and twice
 * as many at most, so that an engine that runs for months does not grow. One that is told again after it
 * was forgotten is stopped by the table, which has each id once.
 */
export class KnownFills {
  #older: ReadonlySet<string>
  #newer = new Set<string>()

  /** Begins with what the journal knows. */
  constructor(
    ids: Iterable<string>,
    private readonly count = KNOWN_FILLS
  ) {
    this.#older = new Set(ids)
  }

  has(id: string): boolean {
    return this.#newer.has(id) || this.#older.has(id)
  }

  add(id: string): void {
    if (this.#newer.size >= this.count) {
      this.#older = this.#newer
      this.#newer = new Set()
    }
    this.#newer.add(id)
  }
}
