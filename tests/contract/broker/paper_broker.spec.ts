import { systemClock } from '#adapters/clock/system_clock.js'
import { PaperSession } from '#adapters/broker/paper/paper_session.js'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import { openPaperAccount } from '#tests/support/paper_account.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { test } from '@japa/runner'
import type { BrokerBench, ShownQuote } from './broker_bench.js'
import { brokerContract } from './broker_contract.js'

const folder = new DataFolder()
let opened: OpenedDatabase | null = null
let accounts = 0

/** A paper broker over a real PostgreSQL, with an account of its own. */
class PaperBench implements BrokerBench {
  readonly symbol = 'US.AAPL'
  readonly currency = 'USD'
  readonly #sessions: PaperSession[] = []
  #shown: ShownQuote | null = null

  constructor(
    private readonly database: OpenedDatabase,
    private readonly account: string
  ) {}

  async open(fencing: number): Promise<PaperSession> {
    const access = { account: this.account, fencing }
    const session = await PaperSession.open(this.database, access, systemClock, {
      settings: { hours: 'always' },
    })
    this.#sessions.push(session)
    if (this.#shown !== null) this.#show(session, this.#shown)
    return session
  }

  quote(quote: ShownQuote): Promise<void> {
    this.#shown = quote
    for (const session of this.#sessions) this.#show(session, quote)
    return Promise.resolve()
  }

  nowMs(): number {
    return systemClock.nowMs()
  }

  async close(): Promise<void> {
    for (const session of this.#sessions) await session.close()
  }

  #show(session: PaperSession, { bid, ask, size }: ShownQuote): void {
    session.see({
      type: 'quote',
      symbol: this.symbol,
      atMs: systemClock.nowMs(),
      bid,
      ask,
      bidSize: size,
      askSize: size,
      last: null,
      lastSize: null,
      volume: null,
    })
  }
}

brokerContract('paper', async () => {
  opened ??= await folder.open()
  const account = `contract-${++accounts}`
  await openPaperAccount(opened, account)
  return new PaperBench(opened, account)
})

test.group('paper: the database of the suite', () => {
  test('is given back', async ({ assert }) => {
    await opened?.close()
    folder.remove()
    assert.isNull(folder.serverPid)
  })
})
