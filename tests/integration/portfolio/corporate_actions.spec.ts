import { test } from '@japa/runner'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import { PostgresJournal } from '#adapters/journal/postgres/postgres_journal.js'
import { PostgresRecords } from '#adapters/journal/postgres/postgres_records.js'
import { verifyJournal } from '#engine/trading/verify_journal.js'
import { stateOf } from '#engine/trading/account_book.js'
import type { CorporateAction } from '#kernel/instrument/corporate_action.js'
import { sessionDayOf } from '#kernel/instrument/venue.js'
import { DAY_MS } from '#kernel/values/instant.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { PaperEngine } from '#tests/support/paper_engine.js'
import { ShiftedClock } from '#tests/support/shifted_clock.js'
import { openTestAccount, SHARE } from '#tests/support/trading_account.js'

test.group('splits and dividends in the books of engine and broker', (group) => {
  const folder = new DataFolder()
  let database: OpenedDatabase
  let bench: PaperEngine
  let clock: ShiftedClock
  let accounts = 0
  group.setup(async () => {
    database = await folder.open('test-actions')
  })
  group.teardown(async () => {
    await database.close()
    folder.remove()
  })
  group.each.setup(async () => {
    const account = `actions-${++accounts}`
    await openTestAccount(database, account)
    clock = new ShiftedClock()
    bench = new PaperEngine(database, account, {}, clock)
  })
  group.each.teardown(() => bench.stop())

  const knows = (...actions: CorporateAction[]) => {
    bench.actions = {
      between: (symbol, afterDay, untilDay) =>
        actions.filter(
          ({ exDay }) => symbol === SHARE.symbol && exDay > afterDay && exDay <= untilDay
        ),
    }
  }
  const tomorrow = () => sessionDayOf('US', clock.nowMs()) + 1
  const held = async () => (await new PostgresRecords(database).positions(bench.account))[0]
  const cash = async () => {
    const [row] = await bench.sql<{ cash: number }>(
      'select cash::float8 as cash from trading_accounts where name = $1',
      [bench.account]
    )
    return row!.cash
  }
  const agrees = async () => {
    const { detail } = await bench.ask('reconcile')
    const ports = { journal: new PostgresJournal(database), records: new PostgresRecords(database) }
    await bench.engine.sequencer.settled()
    const { differences } = await verifyJournal(ports, bench.account)
    return { outcome: detail!.outcome, differences }
  }

  test('while both run: the date begins with the first price', async ({ assert }) => {
    const exDay = tomorrow()
    knows({ type: 'split', exDay, ratio: 7 }, { type: 'dividend', exDay, amount: 0.5 })
    await bench.start()
    await bench.quote(700)
    await bench.trade('buy', 10)
    const stop = { symbol: SHARE.symbol, side: 'sell', quantity: 10, stopPrice: 630 }
    assert.equal((await bench.ask('place_order', { ...stop, timeInForce: 'gtc' })).status, 'done')
    await bench.quote(700)
    clock.set(clock.nowMs() + DAY_MS)
    await bench.quote(100)
    await bench.quote(100)
    assert.containsSubset(await held(), { quantity: 70, averageCost: 100 })
    assert.equal(await cash(), 100_000 - 7_000 + 70 * 0.5)
    const [order] = stateOf(bench.engine.sequencer.book).orders
    assert.containsSubset(order, { quantity: 70, stopPrice: 90 })
    const [paper] = await bench.sql(
      `select quantity::float8 as quantity, stop_price as stop from paper_orders
        where account = $1 and status = 'working'`,
      [bench.account]
    )
    assert.deepEqual(paper, { quantity: 70, stop: 90 })
    const booked = await bench.sql(
      'select type, quantity::float8 as quantity, cash::float8 as cash from paper_actions where account = $1 order by type',
      [bench.account]
    )
    assert.deepEqual(booked, [
      { type: 'dividend', quantity: 70, cash: 35 },
      { type: 'split', quantity: 10, cash: 0 },
    ])
    assert.deepEqual(await agrees(), { outcome: 'agrees', differences: [] })
  })

  test('while nobody was there: each once, at the next start', async ({ assert }) => {
    const exDay = tomorrow()
    knows({ type: 'dividend', exDay, amount: 1 }, { type: 'dividend', exDay: exDay + 1, amount: 2 })
    await bench.start()
    await bench.quote(100)
    await bench.trade('buy', 10)
    await bench.stop()
    clock.set(clock.nowMs() + 5 * DAY_MS)
    await bench.start()
    await bench.stop()
    await bench.start()
    assert.equal(await cash(), 99_000 + 10 + 20)
    assert.deepEqual(await agrees(), { outcome: 'agrees', differences: [] })
  })

  test('a fraction that nobody can hold is paid out', async ({ assert }) => {
    knows({ type: 'split', exDay: tomorrow(), ratio: 0.1 })
    await bench.start()
    await bench.quote(10)
    await bench.trade('buy', 25)
    clock.set(clock.nowMs() + DAY_MS)
    await bench.quote(100)
    await bench.quote(100)
    assert.containsSubset(await held(), { quantity: 2, averageCost: 100 })
    assert.equal(await cash(), 100_000 - 250 + 50)
    assert.deepEqual(await agrees(), { outcome: 'agrees', differences: [] })
  })

  test('what was due before the account was opened concerns nobody', async ({ assert }) => {
    knows({ type: 'dividend', exDay: tomorrow() - 1, amount: 1 })
    await bench.start()
    await bench.quote(100)
    await bench.trade('buy', 10)
    await bench.stop()
    await bench.start()
    assert.equal(await cash(), 99_000)
  })
})
