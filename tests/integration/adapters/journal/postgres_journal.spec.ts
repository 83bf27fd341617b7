import { test } from '@japa/runner'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import { PostgresInbox } from '#adapters/journal/postgres/postgres_inbox.js'
import { PostgresJournal } from '#adapters/journal/postgres/postgres_journal.js'
import { BOOK_FORMAT } from '#engine/trading/account_book.js'
import { BatchDraft } from '#engine/trading/batch_draft.js'
import { rebuild, takeSnapshot } from '#engine/trading/rebuild.js'
import type { OrderSignal } from '#kernel/signal/signal.js'
import { toMicros } from '#kernel/values/micros.js'
import type { JournalBatch } from '#ports/journal.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { openTestAccount } from '#tests/support/trading_account.js'
import { executed } from '#tests/unit/engine/trading/book.js'

const NOW = 1_700_000_000_000
/** Tables that a batch writes. */
const TABLES = [
  ...['journal', 'orders', 'fills', 'positions', 'transactions'],
  ...['signal_decisions', 'trades', 'risk_limits'],
]

test.group('the journal in PostgreSQL', (group) => {
  const folder = new DataFolder()
  let database: OpenedDatabase
  let journal: PostgresJournal
  group.setup(async () => {
    database = await folder.open('test-journal')
    journal = new PostgresJournal(database)
  })
  group.teardown(async () => {
    await database.close()
    folder.remove()
  })

  const query = <T>(text: string, values: readonly unknown[]) =>
    database.withClient(async (client) => (await client.query(text, [...values])).rows as T[])

  /** Everything that an account has in the tables. */
  const everything = async (account: string) => {
    const counts: Record<string, number> = {}
    for (const table of TABLES) {
      const found = await query<{ n: number }>(
        `select count(*)::int as n from ${table} where account = $1`,
        [account]
      )
      counts[table] = found[0]!.n
    }
    const [own] = await query('select * from trading_accounts where name = $1', [account])
    return { counts, own }
  }

  const taken = async (account: string): Promise<number> => {
    const [row] = await query<{ fencing: number }>(
      `update trading_accounts set fencing = nextval('trading_fencing') where name = $1
        returning fencing::float8 as fencing`,
      [account]
    )
    return row!.fencing
  }

  /** A batch in which an order is made, sent, filled and answered for: rows for almost every table. */
  const fullBatch = async (account: string, fencing: number): Promise<JournalBatch> => {
    const { book } = await rebuild(journal, account)
    const draft = new BatchDraft(book, fencing)
    const prices = { atMs: NOW, instruments: [0], prices: [100] }
    draft.add({ type: 'prices_seen', ...prices }, NOW)
    const signal: OrderSignal = {
      type: 'order',
      strategy: 0,
      instrument: 0,
      reference: 1,
      reason: null,
      side: 'buy',
      size: { kind: 'quantity', value: 4 },
      sizedAt: 'signal',
      orderType: 'market',
      limitPrice: null,
      stopPrice: null,
      trail: null,
      timeInForce: 'gtc',
      goodTillMs: null,
      stopLoss: null,
      takeProfit: null,
      trailingStop: null,
      ocoGroup: 0,
    }
    draft.add({ type: 'signal_proposed', signal, atMs: NOW, pluginVerdicts: [] }, NOW)
    draft.add({ type: 'order_sent', orderSequence: 1 }, NOW)
    const { quantity, price, brokerFillId } = executed(1)
    draft.add(
      {
        ...{ type: 'order_filled', orderSequence: 1, fillSequence: 1, quantity, price },
        ...{ marketPrice: price, fee: toMicros(0), atMs: NOW, brokerFillId },
      },
      NOW
    )
    draft.tell({ id: `${account}-command`, status: 'done', detail: { orders: ['one'] } })
    return draft.toBatch()
  }

  const command = (account: string) =>
    new PostgresInbox(database).write({
      ...{ id: `${account}-command`, account, kind: 'place_order', body: {} },
      ...{ actor: 'test', expiresMs: null },
    })

  test('a batch is there whole, its command answered', async ({ assert }) => {
    await openTestAccount(database, 'whole')
    await command('whole')
    const batch = await fullBatch('whole', await taken('whole'))
    await journal.append(batch)
    const { counts } = await everything('whole')
    assert.equal(counts.journal, 1 + batch.rows.length)
    assert.equal(counts.orders, 1)
    assert.equal(counts.fills, 1)
    assert.equal(counts.positions, 1)
    assert.equal(counts.transactions, 1 + batch.transactions.length)
    assert.equal(counts.signal_decisions, batch.decisions.length)
    assert.deepEqual(await new PostgresInbox(database).state('whole-command'), {
      status: 'done',
      detail: { orders: ['one'] },
    })
    const rows = await journal.read('whole', 1, 100)
    assert.deepEqual(
      rows.slice(1).map(({ entry, commandsHash }) => [entry, commandsHash]),
      batch.rows.map(({ entry, commandsHash }) => [entry, commandsHash]),
      'byte for byte'
    )
    const { book, difference } = await rebuild(journal, 'whole', { isWhole: true })
    assert.isNull(difference)
    assert.equal(book.sequence, 1 + batch.rows.length)
  })

  test('a batch of a former holder, or told twice, leaves no trace in any table', async ({
    assert,
  }) => {
    await openTestAccount(database, 'fenced')
    await command('fenced')
    const older = await taken('fenced')
    const newer = await taken('fenced')
    const batch = await fullBatch('fenced', older)
    const before = await everything('fenced')
    await assert.rejects(() => journal.append(batch), /another engine trades/)
    assert.deepEqual(await everything('fenced'), before)
    assert.equal((await new PostgresInbox(database).state('fenced-command'))!.status, 'waiting')

    await journal.append({ ...batch, fencing: newer })
    const after = await everything('fenced')
    await assert.rejects(() => journal.append({ ...batch, fencing: newer }), /another engine/)
    assert.deepEqual(await everything('fenced'), after)
  })

  test('a part that cannot be written takes the whole batch with it', async ({ assert }) => {
    await openTestAccount(database, 'broken')
    await command('broken')
    const fencing = await taken('broken')
    const batch = await fullBatch('broken', fencing)
    const twice = { ...batch, fills: [...batch.fills, ...batch.fills] }
    const before = await everything('broken')
    await assert.rejects(() => journal.append(twice), /duplicate key/)
    assert.deepEqual(await everything('broken'), before)
    await journal.append(batch)
    assert.equal((await everything('broken')).counts.fills, 1)
  })

  test('of two engines that write at once one gets through', async ({ assert }) => {
    await openTestAccount(database, 'race')
    const older = await fullBatch('race', await taken('race'))
    const newer = { ...older, fencing: await taken('race') }
    const outcomes = await Promise.allSettled(
      [older, newer, older, newer].map((one) => journal.append(one))
    )
    assert.lengthOf(
      outcomes.filter(({ status }) => status === 'fulfilled'),
      1
    )
    const { counts } = await everything('race')
    assert.equal(counts.journal, 1 + older.rows.length)
    assert.equal(counts.orders, 1)
  })

  test('two snapshots are kept; one that is damaged or ahead of the journal is left alone', async ({
    assert,
  }) => {
    await openTestAccount(database, 'snapped')
    const fencing = await taken('snapped')
    const { book } = await rebuild(journal, 'snapped')
    for (let n = 0; n < 4; n++) {
      const draft = new BatchDraft(book, fencing)
      draft.add({ type: 'prices_seen', atMs: NOW, instruments: [0], prices: [100 + n] }, NOW)
      await journal.append(draft.toBatch())
      await journal.saveSnapshot('snapped', takeSnapshot(book))
    }
    const kept = await query<{ sequence: string }>(
      'select sequence from journal_snapshots where account = $1 order by sequence',
      ['snapped']
    )
    assert.deepEqual(
      kept.map(({ sequence }) => Number(sequence)),
      [book.sequence - 1, book.sequence]
    )
    await query(
      `update journal_snapshots set body = replace(body, '"account"', '"Account"')
        where account = $1 and sequence = $2`,
      ['snapped', book.sequence]
    )
    const sound = await journal.latestSnapshot('snapped', BOOK_FORMAT)
    assert.equal(sound!.sequence, book.sequence - 1)
    assert.deepEqual((await rebuild(journal, 'snapped')).book, book)

    const ahead = { ...takeSnapshot(book), sequence: book.sequence + 10 }
    await journal.saveSnapshot('snapped', ahead)
    assert.deepEqual((await rebuild(journal, 'snapped')).book, book)
  })
})
