import { test } from '@japa/runner'
import { systemClock } from '#adapters/clock/system_clock.js'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import { BIAS_MAX_AGE_MS } from '#kernel/risk/bias.js'
import type { Clock } from '#ports/clock.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { PaperEngine } from '#tests/support/paper_engine.js'
import { openTestAccount, SHARE } from '#tests/support/trading_account.js'

/* The rules about losses and time, in an engine that trades: quotes in, refusals out. */

/** The machine's clock, which can be put forward and back. */
class ShiftedClock implements Clock {
  aheadMs = 0
  nowMs = () => systemClock.nowMs() + this.aheadMs
  setTimer = (atMs: number, run: () => void) => systemClock.setTimer(atMs - this.aheadMs, run)
}

test.group('losses and time, live', (group) => {
  const folder = new DataFolder()
  let database: OpenedDatabase
  const engines: PaperEngine[] = []
  group.setup(async () => {
    database = await folder.open('test-losses')
  })
  group.teardown(async () => {
    await database.close()
    folder.remove()
  })
  group.each.teardown(async () => {
    for (const one of engines.splice(0)) await one.stop()
  })

  const opened = async (account: string, limits: object, clock?: Clock) => {
    await openTestAccount(database, account)
    const engine = new PaperEngine(database, account, {}, clock)
    engines.push(engine)
    await engine.start()
    await engine.quote(100)
    const { status } = await engine.ask('change_limits', { limits, reason: 'a test' })
    if (status !== 'done') throw new Error('the limits were refused')
    return engine
  }
  const buy = (quantity: number) => ({ symbol: SHARE.symbol, side: 'buy', quantity })
  const refusedBy = async (engine: PaperEngine, quantity: number) => {
    const { status, detail } = await engine.ask('place_order', buy(quantity))
    const verdicts = (detail?.verdicts ?? []) as { rule: string; decision: string }[]
    const objections = verdicts.filter(({ decision }) => decision !== 'approve')
    return { status, rules: objections.map(({ rule, decision }) => `${rule} ${decision}`) }
  }

  test('a fall from the peak takes new risk away, and an exit passes', async ({ assert }) => {
    const engine = await opened('fallen', { drawdownFractionMax: 0.05 })
    await engine.trade('buy', 500)
    await engine.quote(120)
    assert.equal((await refusedBy(engine, 1)).status, 'done')
    await engine.quote(108)
    assert.deepEqual(await refusedBy(engine, 1), { status: 'refused', rules: ['drawdown deny'] })
    await engine.trade('sell', 500)
    const [row] = await engine.sql<{ mode: string }>(
      `select mode from trading_accounts where name = 'fallen'`
    )
    assert.equal(row?.mode, 'active')
  })

  test('a strategy that has lost its limit takes no new risk; manual trading is one', async ({
    assert,
  }) => {
    const engine = await opened('lossy', { strategyLossMax: 400 })
    await engine.trade('buy', 100)
    await engine.quote(96.01)
    assert.equal((await refusedBy(engine, 1)).status, 'done')
    await engine.quote(95.9)
    assert.deepEqual(await refusedBy(engine, 1), {
      status: 'refused',
      rules: ['strategy_loss deny'],
    })
  })

  test('a bias that nobody confirms counts half; a clock that jumps back makes it no younger', async ({
    assert,
  }) => {
    const clock = new ShiftedClock()
    const engine = await opened('silent', { quantityMax: 100 }, clock)
    await engine.ask('set_bias', { bias: 1, reason: 'calm', isLasting: false })
    assert.equal((await refusedBy(engine, 60)).status, 'done')
    clock.aheadMs = BIAS_MAX_AGE_MS + 60_000
    await engine.quote(100)
    const stale = { status: 'refused', rules: ['position_quantity deny'] }
    assert.deepEqual(await refusedBy(engine, 10), stale)
    clock.aheadMs = 0
    await engine.quote(100)
    assert.deepEqual(await refusedBy(engine, 10), stale)
    await engine.trade('sell', 20)
  })
})
