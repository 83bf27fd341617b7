import { test } from '@japa/runner'
import { PluginHost } from '#engine/plugin_host/plugin_host.js'
import { settle } from './scripted_host.js'
import { event, KEY, KILLED, REQUEST, stand, THREW, TICK } from './tester_stand.js'

test.group('Plugin host: starting', () => {
  test('hands events over and effects on', async ({ assert }) => {
    const { world, host } = stand(() => ({ value: 7, effects: [{ type: 'risk_bias' }] }))
    assert.isTrue((await host.start(REQUEST)).ok)
    const answer = await host.ask(KEY, TICK)
    assert.deepEqual(answer, {
      ok: true,
      value: {
        value: 7,
        effects: { handed: [{ type: 'risk_bias' }], taken: 0, refused: [] },
      } as never,
    })
    assert.deepEqual(world.performed, [{ instance: '1', effects: [{ type: 'risk_bias' }] }])
    assert.equal(host.status()[0]?.state, 'running')
    await host.stopAll()
    assert.deepEqual(world.actions(), ['plugin.started', 'plugin.stopped'])
    assert.deepEqual(world.children[0]?.heard, ['timer', 'stop'])
    assert.equal(world.held, 0)
  })

  test('tells the guest who and where it is', async ({ assert }) => {
    const { world, host } = stand()
    await host.start({ ...REQUEST, setup: { timeframe: '1d', kind: 'broker' } })
    const { setup, limits } = world.children[0]!.spec
    assert.containSubset(JSON.parse(setup), {
      kind: 'agent',
      pluginId: 'tester',
      environment: 'paper',
      timeframe: '1d',
      atMs: 1_700_000_000_000,
    })
    assert.equal(limits.textBytesMax, 2 * 1024 * 1024)
  })

  test('refuses {name}')
    .with([
      {
        name: 'what is not installed',
        change: {},
        request: { id: 'other' },
        code: 'not_installed',
      },
      { name: 'what is in quarantine', change: { state: 'quarantined' }, code: 'quarantined' },
      { name: 'another kind', change: { kind: 'strategy' }, code: 'kind_mismatch' },
      {
        name: 'what was not granted its permissions',
        change: { permissions: [{ id: 'timers', reason: 'to wake up' }] },
        code: 'grant_missing',
      },
      {
        name: 'what is unsigned in live',
        change: { level: 'unsigned-local' },
        request: { environment: 'live' },
        code: 'level_refused',
      },
      {
        name: 'unknown parameters',
        change: {},
        request: { parameters: { x: '1' } },
        code: 'parameters_invalid',
      },
    ])
    .run(async ({ assert }, { change, request = {}, code }) => {
      const { world, host } = stand()
      Object.assign(world, change)
      const started = await host.start({ ...REQUEST, ...request } as never)
      assert.equal(started.ok ? '' : started.failure.code, code)
      await host.recorded
      assert.deepEqual(world.actions(), ['plugin.start_refused'])
      assert.deepEqual([world.held, world.children.length, host.status().length], [0, 0, 0])
    })

  test('starts without an optional permission, and with what was granted', async ({ assert }) => {
    const { world, host } = stand()
    world.permissions = [
      { id: 'timers', reason: 'to wake up' },
      { id: 'storage@64', reason: 'to remember', optional: true },
    ]
    world.granted = ['timers']
    assert.isTrue((await host.start(REQUEST)).ok)
    const again = await host.start(REQUEST)
    assert.equal(again.ok ? '' : again.failure.code, 'already_running')
  })

  test('starts at most ten processes in ten seconds; the others wait', async ({ assert }) => {
    const { world, host } = stand(() => KILLED)
    const environments = ['example', 'paper', 'live'] as const
    const gate = new PluginHost(world.ports(), { startsMax: 2, windowMs: 10_000, waitingMax: 5 })
    const started = environments.map((environment) => gate.start({ ...REQUEST, environment }))
    await settle()
    assert.lengthOf(world.children, 2)
    await world.clock.pass(9_999)
    assert.lengthOf(world.children, 2)
    await world.clock.pass(1)
    assert.lengthOf(world.children, 3)
    assert.isTrue((await Promise.all(started)).every(({ ok }) => ok))
    await host.stopAll()
  })
})

test.group('Plugin host: restarting', () => {
  test('waits 1 s, then 5 s, and stops for good at the third kill', async ({ assert }) => {
    const { world, host } = stand()
    await host.start(REQUEST)
    await host.ask(KEY, event('kill'))
    assert.equal(host.status()[0]?.state, 'waiting')
    assert.isFalse(host.status()[0]?.takesEntries)
    await world.clock.pass(999)
    assert.lengthOf(world.children, 1)
    await world.clock.pass(1)
    assert.lengthOf(world.children, 2)
    assert.isTrue((await host.ask(KEY, TICK)).ok)
    await host.ask(KEY, event('kill'))
    await world.clock.pass(4_999)
    assert.lengthOf(world.children, 2)
    await world.clock.pass(1)
    assert.lengthOf(world.children, 3)
    await host.ask(KEY, event('kill'))
    await world.clock.pass(3_600_000)
    assert.lengthOf(world.children, 3)
    assert.equal(host.status()[0]?.state, 'quarantined')
    assert.equal(world.state, 'quarantined')
    assert.deepEqual(
      world.actions().filter((action) => action !== 'plugin.started'),
      ['plugin.killed', 'plugin.killed', 'plugin.killed', 'plugin.quarantined']
    )
    const refused = await host.ask(KEY, TICK)
    assert.equal(
      refused.ok ? '' : 'message' in refused.failure && refused.failure.message,
      'tester is quarantined in paper: its process was ended 3 times in 10 minutes'
    )
    assert.equal(world.held, 0)
  })

  test('starts again at once when a person asks, running or waiting', async ({ assert }) => {
    const { world, host } = stand()
    assert.isFalse(await host.restart(KEY, { actor: 'user:a' }))
    await host.start(REQUEST)
    assert.isTrue(await host.restart(KEY, { actor: 'user:a' }))
    await settle()
    assert.deepEqual(world.children[0]?.heard, ['stop'])
    assert.lengthOf(world.children, 2)
    assert.equal(host.status()[0]?.state, 'running')
    await host.ask(KEY, event('kill'))
    assert.equal(host.status()[0]?.state, 'waiting')
    assert.isTrue(await host.restart(KEY, { actor: 'user:a' }))
    await settle()
    assert.lengthOf(world.children, 3)
    // The start that the kill asked for does not come on top.
    await world.clock.pass(60_000)
    assert.lengthOf(world.children, 3)
    assert.equal(host.status()[0]?.starts, 3)
    await host.recorded
    assert.equal(world.actions().filter((one) => one === 'plugin.restarted').length, 2)
    await host.stopAll()
    assert.equal(world.held, 0)
    assert.isFalse(await host.restart(KEY, { actor: 'user:a' }))
  })

  test('keeps a plugin that throws, until its fifth error', async ({ assert }) => {
    const { world, host } = stand()
    await host.start(REQUEST)
    for (let n = 0; n < 4; n++) await host.ask(KEY, event('throw'))
    assert.isTrue((await host.ask(KEY, TICK)).ok)
    assert.lengthOf(world.children, 1)
    await host.ask(KEY, event('throw'))
    await settle()
    assert.equal(host.status()[0]?.state, 'quarantined')
    assert.isTrue(world.children[0]?.isGone)
    assert.lengthOf(world.incidents, 5)
  })

  test('a plugin in quarantine runs in no environment', async ({ assert }) => {
    const { world, host } = stand()
    await host.start(REQUEST)
    await host.start({ ...REQUEST, environment: 'live' })
    for (let n = 0; n < 5; n++) await host.ask(KEY, event('throw'))
    await settle()
    assert.deepEqual(
      host.status().map(({ state }) => state),
      ['quarantined', 'quarantined']
    )
    assert.isTrue(world.children.every(({ isGone }) => isGone))
  })

  test('starts again after a person reset it, with a clean slate', async ({ assert }) => {
    const { world, host } = stand()
    await host.start(REQUEST)
    for (let n = 0; n < 5; n++) await host.ask(KEY, event('throw'))
    await settle()
    assert.isFalse((await host.start(REQUEST)).ok)
    await world.clock.pass(1)
    Object.assign(world, { state: 'enabled', updatedAtMs: world.clock.now() })
    assert.isTrue((await host.start(REQUEST)).ok)
    await host.ask(KEY, event('throw'))
    assert.equal(host.status()[0]?.state, 'running')
  })

  test('remembers mishaps from before the host was started', async ({ assert }) => {
    const { world, host } = stand()
    await host.start(REQUEST)
    for (let n = 0; n < 4; n++) await host.ask(KEY, event('throw'))
    await host.stopAll()
    const next = new PluginHost(world.ports())
    await next.start(REQUEST)
    await next.ask(KEY, event('throw'))
    await settle()
    assert.equal(next.status()[0]?.state, 'quarantined')
  })

  test('does not start again what was disabled meanwhile', async ({ assert }) => {
    const { world, host } = stand()
    await host.start(REQUEST)
    await host.ask(KEY, event('kill'))
    world.state = 'disabled'
    await world.clock.pass(1_000)
    assert.lengthOf(world.children, 1)
    assert.equal(host.status()[0]?.state, 'stopped')
    assert.equal(host.status()[0]?.reason, 'tester is disabled.')
  })

  test('stops what was disabled while it ran', async ({ assert }) => {
    const { world, host } = stand()
    await host.start(REQUEST)
    world.state = 'disabled'
    await host.review()
    assert.isTrue(world.children[0]?.isGone)
    assert.deepEqual(host.status(), [])
  })

  test('gives up on a start that keeps failing', async ({ assert }) => {
    const { world, host } = stand()
    world.startFailure = { type: 'not_loadable', message: 'no', location: null }
    for (let n = 0; n < 5; n++) {
      assert.isFalse((await host.start(REQUEST)).ok)
      await host.recorded
    }
    assert.equal(world.state, 'quarantined')
    assert.equal(world.held, 0)
  })
})

test.group('Plugin host: risk rules', () => {
  const order = { quantity: 100, symbol: 'US.AAPL' }
  const ASK = { type: 'assess', atMs: 1, order } as const

  test('{name}')
    .with([
      { name: 'approves', value: { decision: 'approve' }, says: { decision: 'approve' } },
      {
        name: 'reduces',
        value: { decision: 'reduce', quantity: 40, reason: 'sector is full' },
        says: { decision: 'reduce', quantity: 40, reason: 'sector is full' },
      },
      {
        name: 'denies',
        value: { decision: 'deny', reason: 'no' },
        says: { decision: 'deny', reason: 'no' },
      },
      {
        name: 'may not enlarge an order',
        value: { decision: 'reduce', quantity: 101, reason: 'more!' },
        says: { decision: 'deny', reason: 'the rule tester reduces to something that is not less' },
      },
      {
        name: 'may not answer nothing',
        value: null,
        says: { decision: 'deny', reason: 'the rule tester gave no verdict' },
      },
      {
        name: 'may not make something up',
        value: { decision: 'APPROVE' },
        says: { decision: 'deny', reason: 'the rule tester gave no verdict' },
      },
    ])
    .run(async ({ assert }, { value, says }) => {
      const { world, host } = stand(() => ({ value }))
      world.kind = 'risk-rule'
      await host.start({ ...REQUEST, kind: 'risk-rule' })
      assert.deepEqual(await host.assess(KEY, ASK), says as never)
    })

  test('denies when the rule threw, was ended, waits, or was never started', async ({ assert }) => {
    const { world, host } = stand(({ order: asked }) =>
      (asked as typeof order).quantity === 1 ? THREW : KILLED
    )
    world.kind = 'risk-rule'
    const says = async (quantity: number) => {
      const verdict = await host.assess(KEY, { ...ASK, order: { quantity } })
      return verdict.decision === 'deny' ? verdict.reason : verdict.decision
    }
    assert.equal(await says(1), 'the rule cannot answer: tester is not started in paper')
    await host.start({ ...REQUEST, kind: 'risk-rule' })
    assert.equal(await says(1), 'the rule cannot answer: tester threw: mine')
    assert.match(await says(2), /^the rule cannot answer: tester did not answer within 100 ms/)
    assert.match(await says(3), /^the rule cannot answer: tester is waiting in paper/)
  })
})
