import type {
  DiscrepancyEnd,
  DiscrepancyRow,
  NewDiscrepancy,
  OwnFill,
  Reconciliation,
  ReconciliationRow,
  ReconcileRecords,
} from '#ports/reconcile_records.js'
import type { MemoryJournal } from '#tests/support/memory_journal.js'
import type { CallFate, Life } from '../world/life.js'

/** Comparisons and discrepancies, as the database has them: they outlive every process. */
export class ReconcileStore {
  readonly rows: DiscrepancyRow[] = []
  readonly runs: ReconciliationRow[] = []

  get open(): DiscrepancyRow[] {
    return this.rows.filter(({ resolution }) => resolution === null)
  }

  /** A discrepancy that stands already stays the row that it is, and is seen again. */
  add(found: NewDiscrepancy, atMs: number): void {
    const at = this.rows.findIndex(
      (row) =>
        row.resolution === null &&
        row.kind === found.kind &&
        row.about === found.about &&
        row.subject === found.subject
    )
    const isOver = found.resolution !== null
    const row: DiscrepancyRow = {
      ...found,
      id: at < 0 ? this.rows.length + 1 : this.rows[at]!.id,
      foundMs: at < 0 ? atMs : this.rows[at]!.foundMs,
      seenMs: atMs,
      resolvedMs: isOver ? atMs : null,
      resolvedBy: isOver ? 'aq' : null,
    }
    if (at < 0) this.rows.push(row)
    else this.rows[at] = row
  }

  end({ id, resolution, by, note }: DiscrepancyEnd, atMs: number): boolean {
    const at = this.rows.findIndex((row) => row.id === id && row.resolution === null)
    if (at < 0) return false
    this.rows[at] = { ...this.rows[at]!, resolution, resolvedBy: by, note, resolvedMs: atMs }
    return true
  }
}

/** A process's way to the comparisons. */
export class SimReconcile implements ReconcileRecords {
  constructor(
    private readonly place: {
      readonly store: ReconcileStore
      readonly journal: MemoryJournal
      readonly life: Life
      readonly openedMs: number
      fate(): CallFate
    }
  ) {}

  async openedMs(): Promise<number> {
    return this.place.openedMs
  }

  lastAgreedMs(): Promise<number | null> {
    const { runs } = this.place.store
    return this.#call('last comparison', () => {
      return runs.findLast(({ outcome }) => outcome === 'agrees')?.startedMs ?? null
    })
  }

  ownFills(_account: string, sinceMs: number): Promise<readonly OwnFill[]> {
    return this.#call('own fills', () =>
      this.place.journal.batches.flatMap(({ fills }) =>
        fills
          .filter(({ fill }) => fill.atMs >= sinceMs)
          .map(({ brokerFillId, symbol, fill }) => {
            const { side, quantity, price, atMs } = fill
            return { brokerFillId, symbol, side, quantity, price, atMs }
          })
      )
    )
  }

  standing(): ReturnType<ReconcileRecords['standing']> {
    return this.#call('discrepancies', () => ({ open: this.place.store.open, judged: [] }))
  }

  note(_account: string, found: readonly NewDiscrepancy[], atMs: number): Promise<void> {
    const { store } = this.place
    return this.#call('note', () => {
      for (const one of found) store.add(one, atMs)
    })
  }

  write(
    _account: string,
    { run, found, ended }: Parameters<ReconcileRecords['write']>[1]
  ): ReturnType<ReconcileRecords['write']> {
    const { store } = this.place
    return this.#call('comparison', () => {
      for (const one of found) store.add(one, run.endedMs)
      for (const one of ended) store.end(one, run.endedMs)
      const { open } = store
      const kept: Reconciliation = { ...run, open: open.length }
      const row: ReconciliationRow = { ...kept, id: store.runs.length + 1 }
      store.runs.push(row)
      return { run: row, open }
    })
  }

  end(_account: string, end: DiscrepancyEnd, atMs: number): Promise<boolean> {
    return this.#call('end of a discrepancy', () => this.place.store.end(end, atMs))
  }

  find(_account: string, id: number): Promise<DiscrepancyRow | null> {
    const { rows } = this.place.store
    return this.#call('discrepancy', () => rows.find((row) => row.id === id) ?? null)
  }

  async discrepancies(): Promise<readonly DiscrepancyRow[]> {
    return this.place.store.rows
  }

  async runs(): Promise<readonly ReconciliationRow[]> {
    return this.place.store.runs
  }

  #call<T>(what: string, effect: () => T): Promise<T> {
    return this.place.life.call(what, this.place.fate(), effect)
  }
}
