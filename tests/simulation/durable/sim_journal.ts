import type {
  Journal,
  JournalBatch,
  JournalRow,
  JournalSnapshot,
  OpenOrderRow,
} from '#ports/journal.js'
import type { MemoryJournal } from '#tests/support/memory_journal.js'
import type { CallFate, Life } from '../world/life.js'

/** A process's way to the journal: calls take time, fail, and are cut off by the process's death. */
export class SimJournal implements Journal {
  constructor(
    private readonly place: {
      readonly store: MemoryJournal
      readonly life: Life
      fate(): CallFate
    }
  ) {}

  append(batch: JournalBatch): Promise<void> {
    const last = batch.after + batch.rows.length
    const what = `append of ${batch.after + 1} to ${last} under ${batch.fencing}`
    return this.#call(what, () => this.place.store.append(batch))
  }

  read(account: string, from: number, limit: number): Promise<readonly JournalRow[]> {
    return this.#call('rows', () => this.place.store.read(account, from, limit))
  }

  lastSequence(): Promise<number> {
    return this.#call('last row', () => this.place.store.lastSequence())
  }

  saveSnapshot(account: string, snapshot: JournalSnapshot): Promise<void> {
    return this.#call('snapshot', () => this.place.store.saveSnapshot(account, snapshot))
  }

  latestSnapshot(account: string, format: number): Promise<JournalSnapshot | null> {
    return this.#call('snapshot asked', () => this.place.store.latestSnapshot(account, format))
  }

  openOrders(): Promise<readonly OpenOrderRow[]> {
    return this.#call('open orders', () => this.place.store.openOrders())
  }

  knownFills(_account: string, sinceMs: number): Promise<readonly string[]> {
    return this.#call('known fills', () =>
      this.place.store.batches.flatMap(({ fills }) =>
        fills.filter(({ fill }) => fill.atMs >= sinceMs).map(({ brokerFillId }) => brokerFillId)
      )
    )
  }

  #call<T>(what: string, effect: () => T | Promise<T>): Promise<T> {
    return this.place.life.call(what, this.place.fate(), effect)
  }
}
