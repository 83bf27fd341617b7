import type { BrokerReport } from '#ports/broker.js'
import type { Clock } from '#ports/clock.js'
import type { PaperBooks } from './paper_books.js'
import type { PaperVenue } from './paper_venue.js'

/** Where a trailing stop stands is written at the latest after this, when nothing else is to write. */
const LAZY_MS = 250

/** What the writer works with. */
interface WriterPorts {
  readonly venue: PaperVenue
  readonly books: PaperBooks
  readonly clock: Clock
  /** Reports whose facts are in the books now. */
  told(reports: readonly BrokerReport[]): void
  failed(error: unknown): void
}

interface Waiter {
  readonly batch: number
  resolve(): void
  reject(error: unknown): void
}

/**
 * Writes what the venue changes, one batch after the other: while one is on its way to the disk, the next
 * collects. Whoever waits is answered by the batch that holds what it waits for.
 */
export class PaperWriter {
  #waiters: Waiter[] = []
  /** Batches that were begun, and those of them that are durable. */
  #begun = 0
  #done = 0
  #isWriting = false
  #failure: Error | null = null
  #cancelLazy: (() => void) | null = null

  constructor(private readonly ports: WriterPorts) {}

  /** Looks at what the venue has changed. */
  poke(): void {
    const { changes } = this.ports.venue
    if (changes.isEmpty || this.#isWriting || this.#failure !== null) return
    if (changes.isUrgent) void this.#write()
    else this.#cancelLazy ??= this.#writeLater()
  }

  /** Resolves when every change up to now is durable; rejects when it cannot become so. */
  settled(): Promise<void> {
    if (this.#failure !== null) return Promise.reject(this.#failure)
    const { isEmpty } = this.ports.venue.changes
    const batch = isEmpty ? this.#begun : this.#begun + 1
    if (batch <= this.#done) return Promise.resolve()
    if (!this.#isWriting) void this.#write()
    return new Promise((resolve, reject) => this.#waiters.push({ batch, resolve, reject }))
  }

  /** Forgets what may wait; what is being written goes on. */
  stop(): void {
    this.#cancelLazy?.()
  }

  #writeLater(): () => void {
    const { clock } = this.ports
    return clock.setTimer(clock.nowMs() + LAZY_MS, () => {
      this.#cancelLazy = null
      if (!this.#isWriting && this.#failure === null) void this.#write()
    })
  }

  async #write(): Promise<void> {
    const { venue, books, told, failed } = this.ports
    this.#isWriting = true
    this.#cancelLazy?.()
    this.#cancelLazy = null
    // What happens in the same turn goes into the same batch.
    await Promise.resolve()
    try {
      do {
        const changes = venue.takeChanges()
        if (changes === null) break
        const batch = ++this.#begun
        await books.write(changes, venue)
        this.#done = batch
        venue.written(changes)
        this.#answer((waiter) => waiter.resolve())
        told(changes.reports)
      } while (venue.changes.isUrgent || this.#waiters.length > 0)
      this.#isWriting = false
      this.poke()
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error))
      const failure = this.#failure
      failed(failure)
      this.#done = Infinity
      this.#answer((waiter) => waiter.reject(failure))
    }
  }

  #answer(how: (waiter: Waiter) => void): void {
    const waiting = this.#waiters
    this.#waiters = waiting.filter(({ batch }) => batch > this.#done)
    for (const waiter of waiting) if (waiter.batch <= this.#done) how(waiter)
  }
}
