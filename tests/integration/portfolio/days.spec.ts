import { test } from '@japa/runner'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import { PostgresJournal } from '#adapters/journal/postgres/postgres_journal.js'
import { resultsOf } from '#engine/portfolio/performance.js'
import { portfolioOf } from '#engine/portfolio/portfolio.js'
import { replayJournal } from '#engine/trading/replay_journal.js'
import { nextClose, nextOpen } from '#kernel/calendar/trading_session.js'
import { sessionDayOf } from '#kernel/instrument/venue.js'
import { profitOfPosition } from '#engine/portfolio/portfolio.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { PaperEngine } from '#tests/support/paper_engine.js'
import { ShiftedClock } from '#tests/support/shifted_clock.js'
import { openTestAccount } from '#tests/support/trading_account.js'

const MINUTE_MS = 60_000

test.group('what an account is worth at the close', (group) => {
  const folder = new DataFolder()
  let database: OpenedDatabase
  let bench: PaperEngine
  let clock: ShiftedClock
  let accounts = 0
  group.setup(async () => {
    database = await folder.open('test-portfolio')
  })
  group.teardown(async () => {
    await database.close()
    folder.remove()
  })
  group.each.setup(async () => {
    const account = `days-${++accounts}`
    await openTestAccount(database, account)
    clock = new ShiftedClock()
    bench = new PaperEngine(database, account, {}, clock)
  })
  group.each.teardown(() => bench.stop())

  /** Sets the clock to a little after the next close, and lets the engine notice. */
  const close = async () => {
    const closeMs = nextClose('US', nextOpen('US', clock.nowMs()))
    clock.set(closeMs + MINUTE_MS)
    await bench.stop()
    await bench.start()
    return closeMs
  }

  test('each close is a row, with every position', async ({ assert }) => {
    await bench.start()
    await bench.quote(100)
    await bench.trade('buy', 10)
    await bench.quote(105)
    const closeMs = await close()
    const [day, ...others] = await bench.portfolio.days(bench.account, 10)
    assert.lengthOf(others, 0)
    assert.containsSubset(day, {
      day: sessionDayOf('US', closeMs),
      venue: 'US',
      closedMs: closeMs,
      equity: 100_050_000_000,
      outside: 100_000_000_000,
      grossExposure: 1_050_000_000,
      currencyCash: { USD: 99_000_000_000 },
      positions: [{ strategy: 'manual', quantity: 10, price: 105 }],
    })
    assert.equal(profitOfPosition(day!.positions[0]!), 50_000_000)
  })

  test('a close is noticed while the engine runs, and written once', async ({ assert }) => {
    await bench.start()
    await bench.quote(100)
    const closeMs = nextClose('US', nextOpen('US', clock.nowMs()))
    clock.set(closeMs)
    for (let turn = 0; turn < 100; turn++) {
      if ((await bench.portfolio.days(bench.account, 1)).length > 0) break
      await sleep(100)
    }
    const days = await bench.portfolio.days(bench.account, 10)
    assert.deepEqual(
      days.map(({ closedMs }) => closedMs),
      [closeMs]
    )
    assert.isBelow(days[0]!.takenMs - closeMs, 10_000)
  }).timeout(20_000)

  test('closes that nobody saw are made up for, each once', async ({ assert }) => {
    await bench.start()
    await bench.quote(100)
    await bench.trade('buy', 10)
    await bench.stop()
    let lastMs = clock.nowMs()
    for (let session = 0; session < 3; session++) lastMs = nextClose('US', nextOpen('US', lastMs))
    clock.set(lastMs + MINUTE_MS)
    await bench.start()
    const days = await bench.portfolio.days(bench.account, 10)
    assert.lengthOf(days, 3)
    assert.equal(days.at(-1)!.closedMs, lastMs)
    assert.isTrue(days.every(({ equity }) => equity === 100_000_000_000))
    await bench.stop()
    await bench.start()
    assert.deepEqual(await bench.portfolio.days(bench.account, 10), days)
  })

  test('performance of the account and of each strategy', async ({ assert }) => {
    await bench.start()
    for (const [bought, sold] of [
      [100, 110],
      [100, 95],
      [100, 101],
    ] as const) {
      await bench.quote(bought)
      await bench.trade('buy', 100)
      await bench.quote(sold)
      await bench.trade('sell', 100)
      await close()
    }
    await bench.quote(100)
    await bench.trade('buy', 10)
    await bench.quote(103)
    const { book } = bench.engine.sequencer
    const portfolio = portfolioOf(book)
    const [whole, manual, ...others] = resultsOf({
      portfolio,
      days: await bench.portfolio.days(bench.account, 100),
      trades: await bench.portfolio.trades(bench.account, 1_000),
      venue: 'US',
      openedMs: await bench.records.openedMs(bench.account),
    })
    assert.lengthOf(others, 0)
    assert.equal(manual!.strategy, 'manual')
    // +1000, -500, +100 and 30 that are not realised.
    assert.equal(whole!.profit, 630_000_000)
    assert.equal(whole!.today, 130_000_000)
    assert.equal(whole!.unrealised, 30_000_000)
    const { returns, risk, trades, ratios } = manual!.performance
    assert.closeTo(returns.totalReturn, 0.0063, 1e-12)
    // From 101,000 to 100,500.
    assert.closeTo(risk.maxDrawdown, -500 / 101_000, 1e-12)
    assert.containsSubset(trades, { closed: 3, open: 1, won: 2, lost: 1 })
    assert.closeTo(trades.winRate!, 2 / 3, 1e-12)
    assert.isNumber(ratios.sharpe)
  }).timeout(20_000)

  test('a journal is replayed to a row and to an instant', async ({ assert }) => {
    await bench.start()
    await bench.quote(100)
    await bench.trade('buy', 10)
    await bench.engine.sequencer.settled()
    const { sequence, atMs } = bench.engine.sequencer.book
    clock.set(clock.nowMs() + 10 * MINUTE_MS)
    await bench.quote(100)
    await bench.trade('sell', 10)
    const journal = new PostgresJournal(database)
    for (const end of [
      { type: 'row', sequence },
      { type: 'instant', atMs: atMs + MINUTE_MS },
    ] as const) {
      const then = await replayJournal(journal, bench.account, { end, rows: 3 })
      if (!then.ok) throw new Error(then.failure)
      assert.equal(portfolioOf(then.value.book).positions[0]!.quantity, 10)
      assert.lengthOf(then.value.rows, 3)
      assert.isTrue(then.value.rows.every(({ isSame }) => isSame))
      assert.isNull(then.value.difference)
    }
    const early = { type: 'instant', atMs: 0 } as const
    const none = await replayJournal(journal, bench.account, { end: early, rows: 0 })
    assert.include(none.ok ? '' : none.failure, 'did not exist')
    const far = { type: 'row', sequence: 99_999 } as const
    const beyond = await replayJournal(journal, bench.account, { end: far, rows: 0 })
    assert.include(beyond.ok ? '' : beyond.failure, '99999')
  })
})
