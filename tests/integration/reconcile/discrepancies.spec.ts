import { test } from '@japa/runner'
import { PostgresJournal } from '#adapters/journal/postgres/postgres_journal.js'
import { PostgresRecords } from '#adapters/journal/postgres/postgres_records.js'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import { stateOf } from '#engine/trading/account_book.js'
import { verifyJournal } from '#engine/trading/verify_journal.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { PaperEngine } from '#tests/support/paper_engine.js'
import { openTestAccount, SHARE } from '#tests/support/trading_account.js'

test.group('books that were changed behind the engine', (group) => {
  const folder = new DataFolder()
  let database: OpenedDatabase
  let bench: PaperEngine
  let accounts = 0
  group.setup(async () => {
    database = await folder.open('test-reconcile')
  })
  group.teardown(async () => {
    await database.close()
    folder.remove()
  })
  group.each.setup(async () => {
    const account = `books-${++accounts}`
    await openTestAccount(database, account)
    bench = new PaperEngine(database, account)
    await bench.start()
    await bench.quote()
  })
  group.each.teardown(() => bench.stop())

  const standing = () => bench.records.discrepancies(bench.account, { isOpen: true, limit: 10 })
  const kinds = async () =>
    (await standing()).map(({ kind, about, severity }) => `${severity} ${kind} ${about}`).sort()
  const pausedBecause = () => {
    const { instruments } = stateOf(bench.engine.sequencer.book)
    return instruments.find(({ terms }) => terms.symbol === SHARE.symbol)!.pausedBecause
  }
  const fits = async () => {
    await bench.engine.sequencer.settled()
    const ports = { journal: new PostgresJournal(database), records: new PostgresRecords(database) }
    return (await verifyJournal(ports, bench.account)).differences
  }
  const reconcile = async () => (await bench.ask('reconcile')).detail!

  test('books that nobody touched agree', async ({ assert }) => {
    await bench.trade('buy', 10)
    await bench.trade('sell', 4)
    const detail = await reconcile()
    assert.containsSubset(detail, { outcome: 'agrees', fills: 2, positions: 1, found: 0 })
    const runs = await bench.records.runs(bench.account, 5)
    assert.deepEqual(
      runs.map(({ trigger, outcome }) => `${trigger} ${outcome}`),
      ['request agrees', 'start agrees']
    )
  })

  test('a fill that the broker does not have any more', async ({ assert }) => {
    await bench.trade('buy', 10)
    await bench.sql('delete from paper_fills where account = $1', [bench.account])
    await reconcile()
    assert.deepEqual(await kinds(), ['critical phantom_local fill'])
    assert.match(pausedBecause() ?? '', /reconciliation: .*never executed/)
    const denied = await bench.ask('place_order', {
      symbol: SHARE.symbol,
      side: 'buy',
      quantity: 1,
    })
    assert.match(JSON.stringify(denied.detail), /instrument_paused/)
    // What only reduces risk still passes.
    await bench.trade('sell', 2)
    const [alert] = bench.raised
    assert.containsSubset(alert, { severity: 'critical', account: bench.account })
    assert.deepEqual(await fits(), [])
  })

  test('a quantity that changed, accepted by a person', async ({ assert }) => {
    await bench.trade('buy', 10)
    const before = await bench.sql('select cash from trading_accounts where name = $1', [
      bench.account,
    ])
    await bench.sql('update paper_positions set quantity = 7 where account = $1', [bench.account])
    await reconcile()
    assert.deepEqual(await kinds(), ['critical quantity_mismatch position'])
    assert.isNotNull(pausedBecause())
    const [row] = await standing()
    assert.containsSubset(row, { ours: '10', brokers: '7', symbol: SHARE.symbol })

    const done = await bench.ask('resolve_discrepancy', {
      discrepancy: row!.id,
      decision: 'accept',
      reason: 'transferred out',
    })
    assert.containsSubset(done, { status: 'done', detail: { booked: `-3 ${SHARE.symbol}` } })
    assert.isNull(pausedBecause())
    const [position] = await new PostgresRecords(database).positions(bench.account)
    assert.equal(position!.quantity, 7)
    const after = await bench.sql('select cash from trading_accounts where name = $1', [
      bench.account,
    ])
    assert.deepEqual(after, before)
    assert.containsSubset(await reconcile(), { outcome: 'agrees' })
    assert.containsSubset(await bench.records.find(bench.account, row!.id), {
      resolution: 'accepted',
      resolvedBy: 'test',
      note: 'transferred out',
    })
    assert.deepEqual(await fits(), [])
  })

  test('cash that changed', async ({ assert }) => {
    await bench.trade('buy', 10)
    await bench.sql('update paper_cash set amount = amount - 12.5 where account = $1', [
      bench.account,
    ])
    await reconcile()
    assert.deepEqual(await kinds(), ['warning cash_difference cash'])
    const [row] = await standing()
    assert.containsSubset(row, { subject: 'USD', ours: '99000.00', brokers: '98987.50' })
    assert.isNull(pausedBecause())
    const done = await bench.ask('resolve_discrepancy', {
      discrepancy: row!.id,
      decision: 'accept',
      reason: 'a fee',
    })
    assert.containsSubset(done, { status: 'done', detail: { booked: '-12.50 USD' } })
    const [own] = (await new PostgresRecords(database).accounts()).filter(
      ({ name }) => name === bench.account
    )
    assert.equal(Number(own!.cash), 98_987.5)
    assert.containsSubset(await reconcile(), { outcome: 'agrees' })
    assert.deepEqual(await fits(), [])
  })

  test('much cash that is gone stops all new risk', async ({ assert }) => {
    await bench.trade('buy', 1)
    await bench.sql('update paper_cash set amount = amount - 5000 where account = $1', [
      bench.account,
    ])
    await reconcile()
    assert.deepEqual(await kinds(), ['critical cash_difference cash'])
    assert.equal(stateOf(bench.engine.sequencer.book).mode, 'reduce_only')
  })

  test('an order that is not ours', async ({ assert }) => {
    await strangeOrder(bench)
    await reconcile()
    assert.deepEqual(await kinds(), ['critical unknown_order order'])
    assert.isNotNull(pausedBecause())
    await bench.sql(`update paper_orders set status = 'cancelled' where account = $1`, [
      bench.account,
    ])
    await reconcile()
    assert.deepEqual(await kinds(), [])
    assert.isNull(pausedBecause())
    const [row] = await bench.records.discrepancies(bench.account, { isOpen: false, limit: 1 })
    assert.containsSubset(row, { resolution: 'agreed', resolvedBy: 'aq' })
    assert.include(bench.resolved.join(' '), 'unknown_order')
  })

  test('a fill of an order that is not ours is booked, and told', async ({ assert }) => {
    await bench.trade('buy', 10)
    await strangeOrder(bench, 'filled')
    await bench.sql(
      `insert into paper_fills values ($1, 77, 'by-phone', 'USD', 5, 100, 500, 1, $2)`,
      [bench.account, Date.now() - 10_000]
    )
    await bench.sql('update paper_positions set quantity = 15 where account = $1', [bench.account])
    await bench.sql('update paper_cash set amount = amount - 501 where account = $1', [
      bench.account,
    ])
    const detail = await reconcile()
    assert.containsSubset(detail, { outcome: 'agrees', found: 1 })
    const [row] = await bench.records.discrepancies(bench.account, { isOpen: false, limit: 1 })
    assert.containsSubset(row, {
      kind: 'missing_local',
      severity: 'warning',
      resolution: 'booked',
      subject: `pfil_${bench.account}_77`,
    })
    const [position] = await new PostgresRecords(database).positions(bench.account)
    assert.equal(position!.quantity, 15)
    assert.isNull(pausedBecause())
    assert.containsSubset(bench.raised, [{ severity: 'warning' }])
    assert.deepEqual(await fits(), [])
    assert.containsSubset(await reconcile(), { outcome: 'agrees', found: 0 })
  })

  test('an order of ours that the broker has lost', async ({ assert }) => {
    const wish = { symbol: SHARE.symbol, side: 'buy', quantity: 5, limitPrice: 50 }
    await bench.ask('place_order', wish)
    await bench.quote()
    await bench.stop()
    await bench.sql('delete from paper_orders where account = $1', [bench.account])
    await bench.start()
    assert.deepEqual(await kinds(), ['critical phantom_local order'])
    const [order] = stateOf(bench.engine.sequencer.book).orders
    assert.equal(order!.state, 'unknown')
    const [row] = await standing()
    const done = await bench.ask('resolve_discrepancy', {
      discrepancy: row!.id,
      decision: 'accept',
      reason: 'asked on the phone',
    })
    assert.equal(done.status, 'done', JSON.stringify(done.detail))
    assert.lengthOf(stateOf(bench.engine.sequencer.book).orders, 0)
    assert.containsSubset(await reconcile(), { outcome: 'agrees' })
    assert.isNull(pausedBecause())
    assert.deepEqual(await fits(), [])
  })

  test('what a person dismissed is told no more until it says something else', async ({
    assert,
  }) => {
    await bench.trade('buy', 10)
    await bench.sql('update paper_positions set quantity = 12 where account = $1', [bench.account])
    await reconcile()
    const [row] = await standing()
    await bench.ask('resolve_discrepancy', { discrepancy: row!.id, decision: 'dismiss' })
    assert.isNull(pausedBecause())
    await reconcile()
    assert.deepEqual(await kinds(), [])
    await bench.sql('update paper_positions set quantity = 13 where account = $1', [bench.account])
    await reconcile()
    assert.deepEqual(await kinds(), ['critical quantity_mismatch position'])
  })

  test('decisions that make no sense are refused with a sentence', async ({ assert }) => {
    for (const [body, word] of [
      [{ discrepancy: 'one', decision: 'accept' }, 'number'],
      [{ discrepancy: 1, decision: 'perhaps' }, 'accept or dismiss'],
      [{ discrepancy: 99_999, decision: 'accept' }, 'no discrepancy 99999'],
    ] as const) {
      const { status, detail } = await bench.ask('resolve_discrepancy', body)
      assert.equal(status, 'refused')
      assert.include(String(detail?.reason), word)
    }
  })

  test('a broker whose clock lies two days behind ours has everything as well', async ({
    assert,
  }) => {
    await bench.trade('buy', 10)
    await reconcile()
    await bench.stop()
    const behind = 2 * 86_400_000
    await bench.sql('update paper_fills set at_ms = at_ms - $2 where account = $1', [
      bench.account,
      behind,
    ])
    await bench.start()
    const [run] = await bench.records.runs(bench.account, 1)
    assert.containsSubset(run, { trigger: 'start', outcome: 'agrees', found: 0 })
  })

  test('it is found at the start as well', async ({ assert }) => {
    await bench.trade('buy', 10)
    await bench.stop()
    await bench.sql('update paper_positions set quantity = 11 where account = $1', [bench.account])
    await bench.start()
    assert.deepEqual(await kinds(), ['critical quantity_mismatch position'])
    assert.isNotNull(pausedBecause())
    const [run] = await bench.records.runs(bench.account, 1)
    assert.containsSubset(run, { trigger: 'start', outcome: 'differs', found: 1, open: 1 })
  })
})

/** Puts an order into the broker's books that nobody here has sent. */
async function strangeOrder(bench: PaperEngine, status = 'working'): Promise<void> {
  await bench.sql(
    `insert into paper_orders (account, client_order_id, number, symbol, side, type, status, arrived,
       priority, quantity, filled, limit_price, triggered, time_in_force, sent, charges,
       created_ms, updated_ms)
     values ($1, 'by-phone', 500, $2, 'buy', 'limit', $3, true, 500, 5, 0, 90, false, 'gtc',
       '{}', '{}', $4, $4)`,
    [bench.account, SHARE.symbol, status, Date.now() - 60_000]
  )
}
