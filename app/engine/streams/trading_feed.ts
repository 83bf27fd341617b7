import type { Clock } from '#ports/clock.js'
import type { JournalBatch } from '#ports/journal.js'
import type { FillRow } from '#ports/portfolio_records.js'
import type { AccountRow, OrderRow, PositionRow } from '#ports/trading_records.js'
import { accountRow, fillRow, orderRow, positionRow } from './batch_rows.js'
import { every } from './every.js'
import type { StreamDesk } from './shared_streams.js'
import type { StreamBody } from './stream_hub.js'

/** An account's figures follow its prices so often. */
const ACCOUNT_MS = 250
/** How often accounts that another process trades are looked at. */
const LOOK_MS = 1_000

const REFETCH: StreamBody = { refetch: true }

/** How rows are shown: as everywhere else in the API. */
export interface TradingViews {
  account(row: AccountRow): StreamBody
  order(row: OrderRow): StreamBody
  position(row: PositionRow): StreamBody
  fill(row: FillRow): StreamBody
}

/** What the feed works with. */
export interface TradingFeedPorts {
  readonly clock: Clock
  readonly views: TradingViews
  /** Where what this process writes is told as well: other hosts. They see for themselves what others write. */
  readonly shared?: StreamDesk
  accounts(): Promise<readonly AccountRow[]>
}

/**
 * Tells streams what became durable about accounts. What this process writes comes with its batches; what
 * another one writes is noticed by the number of the last row, and the client is told to fetch again.
 */
export class TradingFeed {
  readonly #accounts = new Map<string, AccountRow>()
  readonly #waiting: JournalBatch[] = []
  /** Accounts whose figures are to be told, and where. */
  readonly #due = new Map<string, StreamDesk>()
  /** Rows that another process wrote, as far as the last look saw them. */
  readonly #foreign = new Map<string, number>()
  readonly #shared: StreamDesk
  readonly #cancels: readonly (() => void)[]

  constructor(
    private readonly hub: StreamDesk,
    private readonly ports: TradingFeedPorts
  ) {
    const { clock, shared = hub } = ports
    this.#shared = shared
    const failed = (error: unknown) => hub.failed(error)
    this.#cancels = [
      every(clock, ACCOUNT_MS, { run: () => this.#tellAccounts(), failed }),
      every(clock, LOOK_MS, { run: () => this.#look(), failed }),
    ]
  }

  /** Takes what was committed. It is told in a turn of its own: the way of an order does not wait for it. */
  see(batch: JournalBatch): void {
    this.#waiting.push(batch)
    if (this.#waiting.length > 1) return
    this.ports.clock.setTimer(this.ports.clock.nowMs(), () => {
      for (const one of this.#waiting.splice(0)) {
        try {
          this.#tell(one)
        } catch (error) {
          this.hub.failed(error)
          this.#refetch(one.account)
        }
      }
    })
  }

  close(): void {
    for (const cancel of this.#cancels) cancel()
  }

  #tell(batch: JournalBatch): void {
    const { views } = this.ports
    const place = `accounts/${batch.account}`
    const tell = (channel: string, items: () => readonly StreamBody[], count: number) => {
      if (count > 0) publish(this.#shared, `${place}/${channel}`, items)
    }
    const { orders, fills, positions } = batch
    tell('orders', () => orders.map((one) => views.order(orderRow(one))), orders.length)
    tell('fills', () => fills.map((one) => views.fill(fillRow(one))), fills.length)
    tell(
      'positions',
      () => positions.map((one) => views.position(positionRow(one))),
      positions.length
    )
    const { limits, limitChanges, biases, modes } = batch
    if (limits.length + limitChanges.length + biases.length + modes.length > 0) {
      this.#shared.publish(`${place}/risk`, REFETCH)
    }
    const before = this.#accounts.get(batch.account)
    if (before !== undefined) this.#accounts.set(batch.account, accountRow(before, batch))
    this.#due.set(batch.account, this.#shared)
  }

  #tellAccounts(): void {
    for (const [name, desk] of this.#due) {
      const row = this.#accounts.get(name)
      if (row === undefined) continue
      this.#due.delete(name)
      publish(desk, `accounts/${name}`, () => [this.ports.views.account(row)])
    }
  }

  /** Learns accounts, and whether rows were written that this process knows nothing of. */
  async #look(): Promise<void> {
    const rows = await this.ports.accounts().catch(() => [])
    for (const row of rows) {
      const known = this.#accounts.get(row.name)
      if (known === undefined) {
        this.#accounts.set(row.name, row)
        this.#due.set(row.name, this.hub)
        continue
      }
      const seen = this.#foreign.get(row.name) ?? Infinity
      this.#foreign.set(row.name, row.lastSequence)
      // A row that was here at the last look and is unknown still is nobody's of this process.
      if (known.lastSequence < seen && seen !== Infinity) {
        this.#accounts.set(row.name, row)
        this.#due.set(row.name, this.hub)
        this.#refetch(row.name)
      }
    }
  }

  #refetch(account: string): void {
    for (const channel of ['orders', 'fills', 'positions', 'risk']) {
      this.hub.publish(`accounts/${account}/${channel}`, REFETCH)
    }
  }
}

/** Rows are made for those who hear them; the number goes on for those who were away. */
function publish(desk: StreamDesk, channel: string, items: () => readonly StreamBody[]): void {
  desk.publish(channel, desk.isHeard(channel) ? { items: items() } : {})
}
