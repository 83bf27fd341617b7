import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { PostgresStrategyActivities } from '#adapters/strategy_records/postgres_strategy_activities.js'
import { disablePlugin, enablePlugin } from '#engine/plugin_install/set_plugin_state.js'
import { removePlugin } from '#engine/plugin_install/remove_plugin.js'
import { revokePermissions } from '#engine/plugin_permissions/grants.js'
import { BACK_OFF_MS } from '#engine/plugin_host/breaker.js'
import { createGatewayPorts } from '#providers/gateway_ports.js'
import { gone } from '../../support/process_tree.js'
import { DO, probe } from '../../support/probe_strategy.js'
import type { StagePlugin } from '../../support/stage_plugin.js'
import { StrategyStage } from '../../support/strategy_stage.js'

test.group('strategies that fail', (group) => {
  let stage: StrategyStage
  group.tap((one) => one.timeout(60_000))
  group.setup(async () => {
    stage = await StrategyStage.open()
    stage.past(DO.nothing, DO.nothing, DO.nothing)
    await stage.start()
    return () => stage.close()
  })

  // What one is told to do is none of the next one's business.
  group.each.teardown(async () => {
    for (const { name, wanted } of await stage.records.list(stage.account)) {
      if (wanted === 'stopped') continue
      await stage.ask('stop_strategy', { strategy: name, close: true })
    }
    await stage.day(DO.nothing)
  })

  /** A strategy of its own plugin that runs. */
  async function running(name: string, over: Partial<StagePlugin> = {}): Promise<void> {
    await stage.plant(probe(name, over))
    await stage.create(name)
    const row = await stage.run(name)
    if (row.state !== 'running') throw new Error(`${name} is ${row.state}: ${row.reason}`)
  }

  test('a child that is killed comes again, and misses no bar and no fill', async ({ assert }) => {
    await running('killed')
    await stage.day(DO.buy)
    assert.equal(await stage.held('killed'), 10)
    const pid = stage.pidOf('killed')!
    process.kill(pid, 'SIGKILL')
    assert.isEmpty(await gone([pid]))
    const waiting = await stage.until('killed', ['waiting'])
    assert.closeTo(waiting.againMs! - waiting.stateMs, BACK_OFF_MS[0], 500)
    assert.include([...stage.alerts.keys()], 'stage:strategy:killed')
    // What happens while it is away waits for it.
    await stage.ask('place_order', { symbol: 'US.AAPL', side: 'buy', quantity: 1 })
    await stage.day(DO.nothing, { isSettled: false })
    await stage.day(DO.buy, { isSettled: false })
    assert.isNull((await stage.until('killed', ['running'])).againMs)
    await stage.day(DO.nothing)
    assert.equal(await stage.held('killed'), 20)
    const state = (await stage.stateOf('killed')) as { live: number; isOnce: boolean }
    assert.containsSubset(state, { warm: 3, live: 3, isOnce: true, quantity: 20, fills: 1 })
    assert.notInclude([...stage.alerts.keys()], 'stage:strategy:killed')
  })

  test('what each did lately is read in one go: orders, errors, its last signal, its closes', async ({
    assert,
  }) => {
    const { account, database } = stage
    await running('diligent')
    await stage.day(DO.buy)
    for (const [day, profit] of [
      ['2024-03-04', '1.5'],
      ['2024-03-05', '-2.25'],
      ['2024-03-06', '4'],
    ] as const) {
      await stage.sql(
        `insert into portfolio_days values ($1, $2, 'US', $2::date, $2::date, 1, 'USD', 0, 0, 0, 0, 0, '{}')`,
        [account, day]
      )
      await stage.sql(
        `insert into portfolio_day_positions values ($1, $2, 'diligent', 'US.AAPL', 0, 0, 0, 0, 0, $3, 1, 1)`,
        [account, day, profit]
      )
    }
    const row = (await stage.records.find({ account, name: 'diligent' }))!
    const line = (level: 'info' | 'error', text: string, atMs: number) =>
      stage.records.addLines(row, [{ level, text, atMs }])
    await line('error', 'long ago', 1_000)
    await line('error', 'the feed of news is empty', Date.now())
    await line('info', 'all is well', Date.now())
    const activities = new PostgresStrategyActivities(database)
    const all = await activities.read(account, { sinceMs: Date.now() - 60_000, closes: 2 })
    const found = all.find(({ strategy }) => strategy === 'diligent')!
    assert.deepInclude(found, {
      orders: 1,
      errors: 1,
      closes: [
        { day: '2024-03-05', profit: '-2.250000' },
        { day: '2024-03-06', profit: '4.000000' },
      ],
    })
    assert.equal(found.lastError!.text, 'the feed of news is empty')
    assert.deepInclude(found.lastSignal!, { symbol: 'US.AAPL', decision: 'approve' })
    assert.isAbove(found.lastSignal!.sequence, 0)
    const later = await activities.read(account, { sinceMs: Date.now() + 60_000, closes: 2 })
    const quiet = later.find(({ strategy }) => strategy === 'diligent')!
    assert.deepInclude(quiet, { orders: 0, errors: 0 })
    const turns = await activities.turns(account, 1)
    assert.lengthOf(turns, 1)
    assert.deepInclude(turns[0], { strategy: 'diligent', event: 'start_strategy' })
  })

  test('a fill that comes while the child is away is told to the next one', async ({ assert }) => {
    await running('away')
    await stage.day(DO.rest)
    process.kill(stage.pidOf('away')!, 'SIGKILL')
    await stage.until('away', ['waiting'])
    stage.quote(49)
    await sleep(50)
    await stage.until('away', ['running'])
    await stage.settled()
    assert.equal(await stage.held('away'), 7)
    assert.containsSubset(await stage.stateOf('away'), { fills: 1, quantity: 7, open: [] })
  })

  test('one that does not answer in time is ended; what it holds stays', async ({ assert }) => {
    await running('loops', { limits: { timeoutMs: 50 } })
    await stage.day(DO.buy)
    for (let turn = 0; turn < 3; turn++) {
      await stage.day(DO.loop, { isSettled: false })
      const state = await stage.until('loops', ['waiting', 'failed'])
      if (state.state === 'failed') break
      await stage.until('loops', ['running', 'failed'])
    }
    const row = await stage.until('loops', ['failed'])
    assert.include(row.reason, 'quarantine')
    assert.equal(stage.alerts.get('stage:strategy:loops')?.severity, 'critical')
    assert.equal(await stage.held('loops'), 10)
    assert.include((await stage.log('loops')).join('\n'), 'did not answer within 50 ms')
    // Nobody else is held up by it.
    const byHand = { symbol: 'US.AAPL', side: 'buy', quantity: 1 }
    assert.equal((await stage.ask('place_order', byHand)).status, 'done')
  })

  test('an error forgets what the call wanted, and five stop the plugin', async ({ assert }) => {
    await running('throws')
    for (let turn = 0; turn < 4; turn++) await stage.day(DO.throwError)
    assert.equal((await stage.row('throws')).state, 'running')
    await stage.day(DO.buy)
    assert.equal(await stage.held('throws'), 10)
    await stage.day(DO.throwError)
    assert.include((await stage.until('throws', ['failed'])).reason, 'quarantine')
    const lines = (await stage.log('throws')).filter((line) => line.includes('it was told to'))
    assert.lengthOf(lines, 5)
    assert.match(lines[0]!, /src\/index\.ts:\d+:\d+/)
  })

  test('what is beyond all measure is reduced, and more signals than may be at once are dropped', async ({
    assert,
  }) => {
    await running('loud')
    await stage.day(DO.shout)
    assert.isBelow(await stage.held('loud'), 1_000)
    assert.containsSubset(await stage.stateOf('loud'), { denied: ['risk'] })
    await stage.day(DO.sell)
    await stage.day(DO.many)
    assert.equal(await stage.held('loud'), 200)
    await stage.day(DO.many)
    await stage.day(DO.many)
    assert.isBelow(await stage.held('loud'), 600)
    await stage.day(DO.log)
    const lines = (await stage.log('loud')).join('\n')
    assert.include(lines, 'the log is heard')
    assert.include(lines, 'more than 512 at once or 20 a second')
  })

  test('without its permission it stops, and with it it goes on', async ({ assert }) => {
    await running('allowed')
    const ports = createGatewayPorts(stage.database, { dataDir: stage.folder.path })
    const asked = { pluginId: 'allowed', actor: 'owner', permissions: ['orders:signal'] }
    await revokePermissions({ ...asked, environment: 'paper' }, ports)
    await stage.host.review()
    const row = await stage.until('allowed', ['refused'])
    assert.include(row.reason, 'orders:signal')
    await stage.day(DO.buy)
    assert.equal(await stage.held('allowed'), 0)
    await stage.grant('allowed')
    await stage.until('allowed', ['running'])
    await stage.day(DO.buy)
    assert.equal(await stage.held('allowed'), 10)
  })

  test('a plugin that is disabled stops, and one that is enabled goes on', async ({ assert }) => {
    await running('switched')
    const owner = { id: 'switched', actor: 'owner' }
    const removed = await removePlugin({ ...owner, purge: false, forgetKey: false }, stage.plugins)
    assert.isFalse(removed.ok)
    await disablePlugin(owner, stage.plugins)
    await stage.host.review()
    assert.include((await stage.until('switched', ['refused'])).reason, 'disabled')
    const events = (await stage.records.events({ account: 'stage', name: 'switched' }, 50)).length
    await sleep(700)
    // It is tried again and again, and says so once.
    const later = await stage.records.events({ account: 'stage', name: 'switched' }, 50)
    assert.isAtMost(later.length, events + 1)
    await enablePlugin(owner, stage.plugins)
    await stage.until('switched', ['running'])
    await stage.day(DO.buy)
    assert.equal(await stage.held('switched'), 10)
  })

  test('a plugin that is removed while it stands still cannot start', async ({ assert }) => {
    await stage.ask('stop_strategy', { strategy: 'switched' })
    await stage.until('switched', ['stopped'])
    const owner = { id: 'switched', actor: 'owner' }
    await removePlugin({ ...owner, purge: false, forgetKey: false }, stage.plugins)
    await stage.ask('start_strategy', { strategy: 'switched' })
    const row = await stage.until('switched', ['refused', 'failed'])
    assert.include(row.reason, 'no installed plugin')
  })

  test('a new version takes over between two bars, and none is told twice', async ({ assert }) => {
    await running('updated')
    await stage.day(DO.buy)
    const pid = stage.pidOf('updated')
    await stage.plant(probe('updated', { version: '1.1.0' }))
    const reviewed = stage.host.review()
    await stage.day(DO.nothing, { isSettled: false })
    await reviewed
    await stage.day(DO.buy)
    assert.notEqual(stage.pidOf('updated'), pid)
    assert.equal(await stage.held('updated'), 20)
    const { starts, ...state } = (await stage.stateOf('updated')) as { starts: number[] }
    assert.containsSubset(state, { warm: 3, isOnce: true, quantity: 20 })
    assert.deepEqual(starts, stage.lastDays(starts.length))
    await stage.until('updated', ['running'])
    assert.equal((await stage.row('updated')).version, '1.1.0')
  })

  test('a new version waits until every order was acknowledged', async ({ assert }) => {
    await stage.stop()
    stage.reportsAfterMs = 700
    await stage.start()
    await stage.run('updated')
    const pid = stage.pidOf('updated')
    await stage.plant(probe('updated', { version: '1.1.1' }))
    await stage.day(DO.buy, { isSettled: false })
    await stage.settled()
    await stage.host.review()
    assert.equal(stage.pidOf('updated'), pid)
    await sleep(1_000)
    await stage.host.review()
    await stage.settled()
    assert.notEqual(stage.pidOf('updated'), pid)
    assert.equal((await stage.row('updated')).version, '1.1.1')
    assert.equal(await stage.held('updated'), 10)
    await stage.stop()
    stage.reportsAfterMs = 0
    await stage.start()
    await stage.until('updated', ['running'])
  })

  test('a new version that does not start leaves the old one in its place', async ({ assert }) => {
    await stage.plant(
      probe('updated', { version: '1.2.0', code: `throw new Error('it never starts')` })
    )
    const pid = stage.pidOf('updated')
    await stage.host.review()
    await stage.day(DO.sell)
    assert.equal(stage.pidOf('updated'), pid)
    assert.equal(await stage.held('updated'), 0)
    assert.equal((await stage.row('updated')).version, '1.1.1')
  })

  test('parameters that the code refuses, symbols and bars that are not there', async ({
    assert,
  }) => {
    await stage.plant(probe('odd'))
    await stage.create('odd', { parameters: { quantity: '13' } })
    assert.include((await stage.run('odd')).reason, '13 brings bad luck')
    await stage.create('far', { plugin: 'odd', parameters: { quantity: '5000' } })
    assert.include((await stage.run('far')).reason, 'from 1 to 1000')
    await stage.create('lost', { plugin: 'odd', symbols: ['US.NONE'] })
    const lost = await stage.ask('start_strategy', { strategy: 'lost' })
    assert.include(lost.detail?.reason, 'does not trade US.NONE')
    await stage.create('quick', { plugin: 'odd', timeframe: '1m' })
    const quick = await stage.ask('start_strategy', { strategy: 'quick' })
    assert.include(quick.detail?.reason, 'no 1m bars here')
    const nobody = await stage.ask('start_strategy', { strategy: 'nobody' })
    assert.include(nobody.detail?.reason, 'there is no strategy "nobody"')
    for (const kind of ['start_strategy', 'stop_strategy'] as const) {
      assert.equal((await stage.ask(kind, { strategy: { odd: 1 } })).status, 'refused')
    }
  })
})
