import { test } from '@japa/runner'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '#adapters/clock/system_clock.js'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import { PostgresInbox } from '#adapters/journal/postgres/postgres_inbox.js'
import { PostgresJournal } from '#adapters/journal/postgres/postgres_journal.js'
import { PostgresRecords } from '#adapters/journal/postgres/postgres_records.js'
import { PostgresRiskRecords } from '#adapters/journal/postgres/postgres_risk_records.js'
import { LOOSENING_DELAY_MS } from '#engine/risk/pending_limits.js'
import { verifyJournal } from '#engine/trading/verify_journal.js'
import type { Clock } from '#ports/clock.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { PaperEngine } from '#tests/support/paper_engine.js'
import { openTestAccount, SHARE } from '#tests/support/trading_account.js'

/** The machine's clock, which can be put forward. */
class ShiftedClock implements Clock {
  aheadMs = 0
  nowMs = () => systemClock.nowMs() + this.aheadMs
  setTimer = (atMs: number, run: () => void) => systemClock.setTimer(atMs - this.aheadMs, run)
}

const BUY = { symbol: SHARE.symbol, side: 'buy', quantity: 10, timeInForce: 'gtc' }

test.group('risk and commands at a real database', (group) => {
  const folder = new DataFolder()
  let database: OpenedDatabase
  let risk: PostgresRiskRecords
  const engines: PaperEngine[] = []
  group.setup(async () => {
    database = await folder.open('test-risk')
    risk = new PostgresRiskRecords(database)
  })
  group.teardown(async () => {
    await database.close()
    folder.remove()
  })
  group.each.teardown(async () => {
    for (const one of engines.splice(0)) await one.stop()
  })

  const opened = async (account: string, clock?: Clock) => {
    await openTestAccount(database, account)
    const engine = new PaperEngine(database, account, {}, clock)
    engines.push(engine)
    await engine.start()
    await engine.quote(100)
    return engine
  }
  const until = async (what: string, holds: () => Promise<boolean>) => {
    for (let turn = 0; turn < 250; turn++) {
      if (await holds()) return
      await sleep(20)
    }
    throw new Error(`${what} did not come`)
  }
  const verified = async (account: string) => {
    const journal = new PostgresJournal(database)
    const ports = { journal, records: new PostgresRecords(database), risk }
    return (await verifyJournal(ports, account)).differences
  }

  test('a loosening is a row, survives a crash, and comes into force at its time', async ({
    assert,
  }) => {
    const clock = new ShiftedClock()
    const engine = await opened('loosened', clock)
    const limits = { quantityMax: 5, leverageMax: 2 }
    const { detail } = await engine.ask('change_limits', { limits, reason: 'smaller' })
    assert.deepInclude(detail, { version: 2, tighter: { 'position.quantityMax': 5 } })
    const [version] = await risk.limits('loosened', 1)
    assert.deepInclude(version, { version: 2, actor: 'test', reason: 'smaller' })
    assert.deepInclude(version!.limits.position, { quantityMax: 5 })
    assert.deepInclude(version!.limits.portfolio, { leverageMax: 1 })
    const [change] = await risk.limitChanges('loosened', 1)
    assert.deepInclude(change, { state: 'waiting', limits: { 'portfolio.leverageMax': 2 } })
    assert.equal(change!.dueMs - change!.askedMs, LOOSENING_DELAY_MS)
    await until('an alert', async () => engine.raised.some(({ key }) => key === 'loosened:limits'))

    await engine.engine.abandon()
    clock.aheadMs = LOOSENING_DELAY_MS
    await engine.start()
    await until('the version', async () => (await risk.limits('loosened', 1))[0]!.version === 3)
    const [loosened] = await risk.limits('loosened', 1)
    assert.deepInclude(loosened!.limits.portfolio, { leverageMax: 2 })
    assert.deepInclude(loosened!.limits.position, { quantityMax: 5 })
    assert.deepInclude((await risk.limitChanges('loosened', 1))[0], {
      state: 'in_force',
      version: 3,
      settledBy: 'test',
    })
    await until('its end', async () => engine.resolved.includes('loosened:limits'))
    assert.deepEqual(await verified('loosened'), [])
  })

  test('a table of limits that says otherwise than the journal is found', async ({ assert }) => {
    const engine = await opened('tampered')
    await engine.ask('change_limits', { limits: { quantityMax: 5, leverageMax: 2 } })
    assert.deepEqual(await verified('tampered'), [])
    const spoil = async (text: string) => {
      await engine.sql(text)
      return (await verified('tampered')).join()
    }
    const changes = `update risk_limit_changes set %s where account = 'tampered'`
    assert.match(await spoil(changes.replace('%s', `state = 'withdrawn'`)), /^$/)
    assert.match(await spoil(changes.replace('%s', `limits = '{}'`)), /wait by the journal alone/)
    assert.match(
      await spoil(changes.replace('%s', `sequence = 2, state = 'waiting'`)),
      /row 2 wait by the table/
    )
    const limits = `update risk_limits set limits = jsonb_set(limits, '{position,quantityMax}', '9')
      where account = 'tampered' and version = 2`
    assert.match(await spoil(limits), /quantityMax is 5 by the journal, version 2 says 9/)
  })

  test('a withdrawn loosening never comes, and a bias is written down', async ({ assert }) => {
    const clock = new ShiftedClock()
    const engine = await opened('withdrawn', clock)
    await engine.ask('change_limits', { limits: { leverageMax: 2 } })
    assert.equal((await engine.ask('withdraw_limits')).status, 'done')
    clock.aheadMs = 2 * LOOSENING_DELAY_MS
    await sleep(1_200)
    assert.equal((await risk.limits('withdrawn', 1))[0]!.version, 1)
    assert.deepInclude((await risk.limitChanges('withdrawn', 1))[0], { state: 'withdrawn' })
    await engine.ask('set_bias', { bias: 0.4, reason: 'storm' })
    assert.deepInclude(await risk.latestBias('withdrawn'), { bias: 0.4, isLasting: false })
  })

  test('a key stands for one command: once, whatever is asked again, whoever asks', async ({
    assert,
  }) => {
    const engine = await opened('keys')
    const inbox = new PostgresInbox(database)
    const command = { id: 'my-key', account: 'keys', actor: 'test', expiresMs: null }
    const place = { ...command, kind: 'place_order' as const, body: BUY }
    for (let time = 0; time < 3; time++) await inbox.write(place)
    await until('an outcome', async () => (await inbox.state('my-key'))!.status === 'done')
    await engine.stop()
    await engine.start()
    await engine.quote(100)
    assert.deepInclude(await inbox.write(place), { status: 'done' })
    for (const other of [
      { ...place, body: { ...BUY, quantity: 11 } },
      { ...place, kind: 'check_order' as const },
      { ...place, account: 'loosened' },
    ]) {
      const state = await inbox.write(other)
      assert.equal(state.status, 'refused')
      assert.match(String(state.detail?.reason), /"my-key" belongs to another command/)
    }
    const [count] = await engine.sql<{ n: number }>(
      `select count(*)::int as n from orders where account = 'keys'`
    )
    assert.equal(count!.n, 1)
  })

  test('a change reaches the broker; what is worth less than asked for is told', async ({
    assert,
  }) => {
    const engine = await opened('changed')
    const { detail } = await engine.ask('place_order', { ...BUY, limitPrice: 90 })
    const [order] = detail!.orders as string[]
    const changed = await engine.ask('replace_order', { order, limitPrice: 95, quantity: 12 })
    assert.deepInclude(changed.detail, { limitPrice: 95, quantity: 12, decision: 'approve' })
    await until('the change', async () => {
      const rows = await engine.sql<{ limit: number; quantity: number }>(
        `select limit_price as limit, quantity::float8 as quantity from paper_orders
          where client_order_id = $1`,
        [order]
      )
      return rows[0]?.limit === 95 && rows[0]?.quantity === 12
    })
    const much = await engine.ask('replace_order', { order, quantity: 100_000 })
    assert.deepInclude(much.detail, { decision: 'reduce' })
    await engine.quote(94)
    await until('the fill', async () => {
      const [row] = await engine.sql<{ state: string }>('select state from orders where id = $1', [
        order,
      ])
      return row!.state === 'filled'
    })
    const late = await engine.ask('replace_order', { order, limitPrice: 96 })
    assert.match(String(late.detail?.reason), /has ended already/)
    assert.deepEqual(await verified('changed'), [])
  })

  test('a lost day halts by itself: entries go, exits pass, and a person cannot resume it', async ({
    assert,
  }) => {
    const engine = await opened('lost')
    const limits = { dailyLossFractionMax: 0.05, haltOnDailyLoss: true }
    await engine.ask('change_limits', { limits })
    await engine.trade('buy', 900)
    const resting = await engine.ask('place_order', { ...BUY, limitPrice: 50 })
    await engine.quote(94)
    await until('the halt', async () => engine.engine.sequencer.book.state!.mode === 'halted')
    const [order] = resting.detail!.orders as string[]
    await until('the cancel', async () => {
      const [row] = await engine.sql<{ state: string }>('select state from orders where id = $1', [
        order,
      ])
      return row!.state === 'cancelled'
    })
    const refused = await engine.ask('place_order', BUY)
    assert.match(String(refused.detail?.reason), /trading is halted/)
    const resumed = await engine.ask('resume')
    assert.match(String(resumed.detail?.reason), /today's loss of 5400.00 has reached/)
    await engine.quote(94)
    await engine.trade('sell', 900)
    assert.deepEqual(await verified('lost'), [])
  })

  test('flat and halted at the broker too, with nothing left that works', async ({ assert }) => {
    const engine = await opened('flat')
    await engine.trade('buy', 50)
    await engine.ask('place_order', { ...BUY, limitPrice: 50 })
    await engine.quote(101)
    const { detail } = await engine.ask('flatten', { halt: true, reason: 'out' })
    assert.deepInclude(detail, { mode: 'halted' })
    assert.lengthOf(detail!.orders as string[], 1)
    assert.lengthOf(detail!.cancels as string[], 1)
    await until('nothing open', async () => {
      const journal = new PostgresJournal(database)
      return (await journal.openOrders('flat')).length === 0
    })
    const held = await engine.sql<{ quantity: number }>(
      `select quantity::float8 as quantity from paper_positions where account = 'flat'`
    )
    assert.deepEqual(held, [{ quantity: 0 }])
    assert.lengthOf(await new PostgresRecords(database).positions('flat'), 0)
    assert.deepEqual(await verified('flat'), [])
  })

  test('an account gets a further instrument and trades it at once', async ({ assert }) => {
    const engine = await opened('wider')
    const terms = { ...SHARE, symbol: 'US.MSFT' }
    const added = await engine.ask('add_instruments', { instruments: [{ terms }] })
    assert.deepInclude(added.detail, { symbols: ['US.MSFT'] })
    await engine.quote(200, 'US.MSFT')
    await engine.trade('buy', 5, 'US.MSFT')
    await engine.stop()
    await engine.start()
    await engine.quote(210, 'US.MSFT')
    await engine.trade('sell', 5, 'US.MSFT')
    assert.deepEqual(await verified('wider'), [])
  })

  test('every order has one verdict of every rule in the tables', async ({ assert }) => {
    const engine = await opened('judged')
    await engine.ask('change_limits', { limits: { quantityMax: 25 } })
    await engine.trade('buy', 10)
    await engine.ask('place_order', { ...BUY, limitPrice: 90, quantity: 50 })
    await engine.ask('close_position', { symbol: SHARE.symbol })
    await engine.quote(100)
    const rows = await engine.sql<{ id: string; rules: number; verdicts: number }>(
      `select o.id, count(distinct v ->> 'rule')::int as rules, count(v)::int as verdicts
         from orders o
         left join signal_decisions d on d.order_id = o.id
         left join lateral jsonb_array_elements(d.verdicts) v on true
        where o.account = 'judged' group by o.id order by o.id`
    )
    assert.lengthOf(rows, 3)
    for (const row of rows) assert.deepInclude(row, { rules: 15, verdicts: 15 })
  })
})
