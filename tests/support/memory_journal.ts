import {
  FencedOff,
  type Journal,
  type JournalBatch,
  type JournalRow,
  type JournalSnapshot,
  type OpenOrderRow,
  type OrderRecord,
} from '#ports/journal.js'

/** A journal of one account that lives in memory, with the rules of the one in the database. */
export class MemoryJournal implements Journal {
  readonly rows: JournalRow[] = []
  readonly batches: JournalBatch[] = []
  readonly orders = new Map<number, OrderRecord>()
  readonly snapshots: JournalSnapshot[] = []
  /** Called before a batch is taken; what it throws is what `append` throws. */
  before: (batch: JournalBatch) => Promise<void> = async () => {}

  /** Writes under another number are refused. */
  constructor(public fencing: number) {}

  async append(batch: JournalBatch): Promise<void> {
    await this.before(batch)
    if (batch.fencing !== this.fencing || batch.after !== this.rows.length) {
      throw new FencedOff(batch.account, batch.fencing)
    }
    // As a database would: nothing of the engine's objects is kept.
    const copy = JSON.parse(JSON.stringify(batch)) as JournalBatch
    this.rows.push(...copy.rows)
    this.batches.push(copy)
    for (const one of copy.orders) this.orders.set(one.order.sequence, one)
  }

  async read(
    _account: string,
    fromSequence: number,
    limit: number
  ): Promise<readonly JournalRow[]> {
    return this.rows.slice(fromSequence - 1, fromSequence - 1 + limit)
  }

  async lastSequence(): Promise<number> {
    return this.rows.length
  }

  async saveSnapshot(_account: string, snapshot: JournalSnapshot): Promise<void> {
    this.snapshots.push(snapshot)
  }

  async latestSnapshot(_account: string, format: number): Promise<JournalSnapshot | null> {
    return this.snapshots.findLast((one) => one.format === format) ?? null
  }

  async openOrders(): Promise<readonly OpenOrderRow[]> {
    const open = ['pending', 'submitted', 'partial', 'unknown']
    return [...this.orders.values()]
      .filter(({ state }) => open.includes(state))
      .map(({ order, state }) => {
        const { sequence, quantity, filled } = order
        return { sequence, state, quantity, filled }
      })
  }

  async knownFills(): Promise<readonly string[]> {
    return this.batches.flatMap(({ fills }) => fills.map(({ brokerFillId }) => brokerFillId))
  }
}
