import { test } from '@japa/runner'
import { verifyJournal } from '#engine/trading/verify_journal.js'
import { PostgresJournal } from '#adapters/journal/postgres/postgres_journal.js'
import { PostgresRecords } from '#adapters/journal/postgres/postgres_records.js'
import { DO, probe } from '../../support/probe_strategy.js'
import { StrategyStage } from '../../support/strategy_stage.js'

test.group('strategies beside the engine', (group) => {
  let stage: StrategyStage
  group.tap((one) => one.timeout(60_000))
  group.setup(async () => {
    stage = await StrategyStage.open()
    await stage.plant(probe('probe'))
    // Whoever acted on bars that are past would hold ten units before its first day.
    stage.past(DO.nothing, DO.buy, DO.buy, DO.nothing)
    await stage.start()
    return () => stage.close()
  })

  test('warms up with past bars, and what is said to them is dropped', async ({ assert }) => {
    await stage.create('probe')
    const row = await stage.run('probe')
    assert.equal(row.state, 'running')
    assert.equal(row.version, '1.0.0')
    assert.containsSubset(await stage.stateOf('probe'), { warm: 3, live: 0, fills: 0 })
    assert.deepEqual(await stage.orders('probe'), [])
  })

  test('trades, and is told of its fills and of what it holds', async ({ assert }) => {
    await stage.day(DO.nothing)
    await stage.day(DO.buy)
    assert.equal(await stage.held('probe'), 10)
    assert.containsSubset(await stage.stateOf('probe'), { live: 2, fills: 1, quantity: 10 })
    const [decision] = await stage.sql<{ seen: string }>(
      `select entry::json #>> '{seen,state}' as seen from journal
        where account = $1 and entry like '%signal_proposed%' order by sequence desc limit 1`,
      [stage.account]
    )
    assert.containsSubset(JSON.parse(decision!.seen), { live: 2, quantity: 0 })
  })

  test('keeps instances of one plugin and orders by hand apart', async ({ assert }) => {
    await stage.create('twin', { plugin: 'probe', parameters: { quantity: '20' } })
    assert.equal((await stage.run('twin')).state, 'running')
    assert.notEqual(stage.pidOf('twin'), stage.pidOf('probe'))
    await stage.ask('place_order', { symbol: 'US.AAPL', side: 'buy', quantity: 5 })
    await stage.day(DO.buy)
    assert.deepEqual(
      [await stage.held('probe'), await stage.held('twin'), await stage.held('manual')],
      [20, 20, 5]
    )
    assert.containsSubset(await stage.stateOf('twin'), { quantity: 20, fills: 1 })
  })

  test('a pause keeps what is held, cancels entries, and lets it only reduce', async ({
    assert,
  }) => {
    await stage.day(DO.rest)
    assert.containsSubset(await stage.stateOf('probe'), { open: [7] })
    await stage.ask('pause_strategy', { strategy: 'probe' })
    await stage.until('probe', ['paused'])
    await stage.day(DO.buy)
    const rested = (await stage.orders('probe')).find(({ quantity }) => quantity === 7)
    assert.equal(rested?.state, 'cancelled')
    assert.equal(await stage.held('probe'), 20)
    assert.equal(await stage.held('twin'), 40)
    assert.containsSubset(await stage.stateOf('probe'), { denied: ['risk'], open: [] })
    await stage.day(DO.sell)
    assert.equal(await stage.held('probe'), 0)
  })

  test('trades again after a pause', async ({ assert }) => {
    const refused = await stage.ask('resume_strategy', { strategy: 'nobody' })
    assert.equal(refused.status, 'refused')
    await stage.ask('resume_strategy', { strategy: 'probe' })
    await stage.until('probe', ['running'])
    await stage.day(DO.buy)
    assert.equal(await stage.held('probe'), 10)
  })

  test('a new process goes on after the bars that the one before was shown', async ({ assert }) => {
    await stage.day(DO.rest)
    const before = stage.pidOf('probe')
    await stage.stop()
    assert.isNull(stage.pidOf('probe'))
    await stage.start()
    await stage.until('probe', ['running'])
    await stage.settled()
    assert.notEqual(stage.pidOf('probe'), before)
    assert.containsSubset(await stage.stateOf('probe'), { warm: 3, quantity: 10, open: [7] })
    await stage.day(DO.cancel)
    assert.containsSubset(await stage.stateOf('probe'), { live: 1, isOnce: true, open: [] })
    await stage.day(DO.buy)
    assert.equal(await stage.held('probe'), 20)
  })

  test('is told of a split, with what it holds after it', async ({ assert }) => {
    const action = { type: 'split', exDay: 19_800, ratio: 2 } as const
    const atMs = Date.now()
    stage.engine.sequencer.offer({
      type: 'fact',
      entries: [{ type: 'corporate_action', instrument: 0, action, atMs }],
    })
    await stage.settled()
    assert.containsSubset(await stage.stateOf('probe'), { actions: ['split 2'], quantity: 40 })
    await stage.day(DO.sell)
    assert.equal(await stage.held('probe'), 0)
    await stage.day(DO.buy)
    await stage.day(DO.buy)
  })

  test('a stop ends the process and keeps what is held', async ({ assert }) => {
    await stage.ask('stop_strategy', { strategy: 'probe' })
    await stage.until('probe', ['stopped'])
    assert.isNull(stage.pidOf('probe'))
    await stage.day(DO.sell)
    assert.equal(await stage.held('probe'), 20)
    const again = await stage.ask('resume_strategy', { strategy: 'probe' })
    assert.include(again.detail?.reason, 'strategy:start probe')
  })

  test('a stop can close what is held', async ({ assert }) => {
    await stage.run('probe')
    await stage.ask('stop_strategy', { strategy: 'probe', close: true })
    await stage.until('probe', ['stopped'])
    stage.quote(DO.nothing)
    await stage.day(DO.nothing)
    assert.equal(await stage.held('probe'), 0)
  })

  test('quotes reach a strategy that hears them, and it can trade on one', async ({ assert }) => {
    await stage.plant({
      id: 'quoted',
      code: `
  const seen: any = { quotes: 0, last: 0, symbol: '', isIn: false }
  return {
    warmupBars: 2,
    onBar() {},
    onQuote({ symbol, bid, ask, bidSize }: any) {
      seen.quotes++
      seen.last = (bid + ask) / 2
      seen.symbol = symbol + ' ' + bidSize
      if (bid < 105 || seen.isIn) return
      seen.isIn = true
      context.buy(symbol, { quantity: 3 })
    },
    state: () => ({ ...seen }),
  }`,
    })
    await stage.create('quoted')
    await stage.run('quoted')
    await stage.day(DO.nothing)
    for (let k = 1; k <= 500; k++) stage.quote(100 + k / 100)
    await stage.settled()
    const { quotes, ...seen } = (await stage.stateOf('quoted')) as { quotes: number }
    assert.deepEqual(seen, { last: 105, symbol: 'US.AAPL 10000', isIn: true } as never)
    // While it is busy with one only the last of the others waits.
    assert.isBelow(quotes, 500)
    stage.quote(105)
    await stage.day(DO.nothing)
    assert.equal(await stage.held('quoted'), 3)
    await stage.ask('stop_strategy', { strategy: 'quoted', close: true })
    await stage.until('quoted', ['stopped'])
    await stage.day(DO.nothing)
  })

  test('the journal gives the same again', async ({ assert }) => {
    const ports = {
      journal: new PostgresJournal(stage.database),
      records: new PostgresRecords(stage.database),
    }
    assert.deepEqual((await verifyJournal(ports, stage.account)).differences, [])
  })
})
