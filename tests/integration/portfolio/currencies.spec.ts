import { test } from '@japa/runner'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import { portfolioOf } from '#engine/portfolio/portfolio.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { PaperEngine } from '#tests/support/paper_engine.js'
import { openTestAccount, SHARE } from '#tests/support/trading_account.js'

const HONG_KONG = {
  ...SHARE,
  symbol: 'HK.00700',
  venue: 'HK',
  currency: 'HKD',
  lotSize: 100,
  quantityStep: 100,
} as const

test.group('cash in several currencies', (group) => {
  const folder = new DataFolder()
  let database: OpenedDatabase
  let bench: PaperEngine
  group.setup(async () => {
    database = await folder.open('test-currencies')
    await openTestAccount(database, 'currencies')
    bench = new PaperEngine(database, 'currencies')
    bench.commission = {
      US: { type: 'schedule', name: 'futu_us' },
      HK: { type: 'schedule', name: 'futu_hk' },
    }
    await bench.start()
  })
  group.teardown(async () => {
    await bench.stop()
    await database.close()
    folder.remove()
  })

  test('is kept in each, and agrees with the broker in each', async ({ assert }) => {
    const instruments = [{ terms: HONG_KONG, fxRate: 0.128 }]
    assert.equal((await bench.ask('add_instruments', { instruments })).status, 'done')
    await bench.quote(100)
    await bench.quote(300, HONG_KONG.symbol)
    await bench.trade('buy', 10)
    for (let round = 0; round < 5; round++) {
      await bench.trade('buy', 100, HONG_KONG.symbol)
      await bench.quote(300 + round, HONG_KONG.symbol)
    }
    await bench.trade('sell', 200, HONG_KONG.symbol)
    const compared = await bench.ask('reconcile')
    assert.containsSubset(compared.detail, { outcome: 'agrees', fills: 7, positions: 2 })

    const [broker] = await bench.sql<{ amount: number }>(
      `select amount::float8 as amount from paper_cash where account = $1 and currency = 'HKD'`,
      [bench.account]
    )
    const { currencyCash, rates, cash, currencyEffect, exposure } = portfolioOf(
      bench.engine.sequencer.book
    )
    assert.isBelow(broker!.amount, -80_000)
    assert.closeTo(currencyCash.HKD! / 1e6, broker!.amount, 1e-4)
    assert.deepEqual(rates, { USD: 1, HKD: 0.128 })
    assert.closeTo(currencyEffect, 0, 10)
    assert.containsSubset(exposure.byCurrency, { HKD: 300 * 304 * 0.128 * 1e6, USD: 1_000 * 1e6 })

    assert.equal((await bench.ask('set_fx_rate', { currency: 'HKD', rate: 0.129 })).status, 'done')
    const after = portfolioOf(bench.engine.sequencer.book)
    assert.equal(after.cash, cash)
    assert.closeTo(after.currencyEffect, broker!.amount * 0.001 * 1e6, 100)
    assert.containsSubset((await bench.ask('reconcile')).detail, { outcome: 'agrees' })
  })

  test('a difference in one of them is found in that one', async ({ assert }) => {
    await bench.sql(
      `update paper_cash set amount = amount + 25 where account = $1 and currency = 'HKD'`,
      [bench.account]
    )
    await bench.ask('reconcile')
    const [row] = await bench.records.discrepancies(bench.account, { isOpen: true, limit: 5 })
    assert.containsSubset(row, { kind: 'cash_difference', subject: 'HKD', severity: 'warning' })
    await bench.ask('resolve_discrepancy', { discrepancy: row!.id, decision: 'accept' })
    assert.containsSubset((await bench.ask('reconcile')).detail, { outcome: 'agrees' })
  })
})
