import { test } from '@japa/runner'
import { PluginHost } from '#engine/plugin_host/plugin_host.js'
import { ScriptedPorts, settle } from './scripted_host.js'

const KEY = { id: 'tester', environment: 'paper' } as const
const REQUEST = { ...KEY, kind: 'agent' } as const
const BAR = { type: 'bar', symbol: 'US.AAPL', timeframe: '1d', close: 1, atMs: 1 } as const
const TIMER = { type: 'timer', name: 'x', atMs: 1 } as const
const ACCOUNT = { type: 'account', equity: 1, atMs: 1 } as const
const asked = (...ids: string[]) => ids.map((id) => ({ id, reason: 'to see', optional: true }))

async function running(
  granted: readonly string[],
  permissions: ScriptedPorts['permissions'] = asked(...granted)
) {
  const world = new ScriptedPorts()
  Object.assign(world, { granted, permissions })
  const host = new PluginHost(world.ports())
  const started = await host.start(REQUEST)
  if (!started.ok) throw new Error(started.failure.message)
  world.grantsRead = 0
  const says = async (event: typeof BAR | typeof ACCOUNT) => {
    const answer = await host.ask(KEY, event)
    if (answer.ok) return 'told'
    return 'message' in answer.failure ? answer.failure.message : answer.failure.type
  }
  return { world, host, says, child: world.children[0]! }
}

test.group('Plugin host: what plugins are told', () => {
  test('refuses an event that was not granted, and names what is missing', async ({ assert }) => {
    const { world, host, child } = await running(['market-data:read@US.*'])
    assert.isTrue((await host.ask(KEY, BAR)).ok)
    assert.deepEqual(await host.ask(KEY, ACCOUNT), {
      ok: false,
      failure: {
        type: 'not_granted',
        permission: 'account:read@main',
        message: 'tester is not told of "account" in paper: account:read@main is not granted',
      },
    })
    const odd = await host.ask(KEY, { type: 'forecast', atMs: 1 })
    assert.deepEqual(odd.ok ? null : odd.failure, {
      type: 'not_granted',
      permission: null,
      message: 'tester is not told of "forecast" in paper: a plugin of kind agent never is',
    })
    assert.deepEqual(child.heard, ['bar'])
    assert.equal(host.status()[0]?.state, 'running', 'being refused is no mishap')
    assert.deepEqual(world.incidents, [])
  })

  test('names the account that the host works for', async ({ assert }) => {
    const world = new ScriptedPorts()
    world.granted = ['account:read@second']
    const host = new PluginHost(world.ports())
    await host.start({ ...REQUEST, account: 'second' })
    assert.isTrue((await host.ask(KEY, ACCOUNT)).ok)
    await host.start({ ...REQUEST, environment: 'example' })
    assert.isFalse((await host.ask({ ...KEY, environment: 'example' }, ACCOUNT)).ok)
  })

  test('writes refusals down: the first at once, the others as a count', async ({ assert }) => {
    const { world, host } = await running([])
    for (let n = 0; n < 200; n++) await host.ask(KEY, ACCOUNT)
    await host.recorded
    const rows = () => world.entries.filter(({ action }) => action === 'event.refused')
    assert.lengthOf(rows(), 1)
    assert.deepEqual(rows()[0], {
      actor: 'host',
      action: 'event.refused',
      subject: 'plugin:tester',
      detail: {
        environment: 'paper',
        type: 'account',
        code: 'not_granted',
        message: 'tester is not told of "account" in paper: account:read@main is not granted',
      },
    })
    await host.stopAll()
    assert.deepEqual(rows()[1]?.detail.alsoRefused, { 'account not_granted': 199 })
  })

  test('reads the grants twice a second at most, however many events come', async ({ assert }) => {
    const { world, says } = await running(['market-data:read'])
    for (let n = 0; n < 1_000; n++) assert.equal(await says(BAR), 'told')
    assert.equal(world.grantsRead, 1)
    await world.clock.pass(500)
    for (let n = 0; n < 100; n++) await says(BAR)
    assert.equal(world.grantsRead, 2)
  })

  test('what was taken back elsewhere is not told a second later', async ({ assert }) => {
    const { world, says } = await running(['market-data:read'])
    assert.equal(await says(BAR), 'told')
    world.granted = []
    await world.clock.pass(1_000)
    assert.match(await says(BAR), /market-data:read@US\.AAPL\/1d is not granted/)
    world.granted = ['market-data:read']
    await world.clock.pass(1_000)
    assert.equal(await says(BAR), 'told')
  })

  test('what this process takes back is not told from then on', async ({ assert }) => {
    const { world, says } = await running(['market-data:read'])
    assert.equal(await says(BAR), 'told')
    world.granted = []
    world.grantsChanged('another')
    assert.equal(await says(BAR), 'told')
    world.grantsChanged('tester')
    assert.match(await says(BAR), /is not granted/)
  })

  test('what is taken back while the grants are being read is not told', async ({ assert }) => {
    const { world, host } = await running(['market-data:read'])
    let release = () => {}
    world.grantsHeldUp = new Promise<void>((resolve) => (release = resolve))
    const answer = host.ask(KEY, BAR)
    await settle()
    world.granted = []
    world.grantsChanged('tester')
    release()
    assert.isFalse((await answer).ok)
  })

  test('tells nothing when the grants cannot be read', async ({ assert }) => {
    const { world, says, host } = await running(['market-data:read'])
    world.grantsHeldUp = Promise.reject(new Error('no database'))
    world.grantsHeldUp.catch(() => {})
    assert.match(await says(BAR), /its grants cannot be read just now/)
    assert.isTrue((await host.ask(KEY, TIMER)).ok)
    world.grantsHeldUp = Promise.resolve()
    assert.equal(await says(BAR), 'told')
  })

  test('gives up on grants that do not come', async ({ assert }) => {
    const { world, host } = await running(['market-data:read'])
    world.grantsHeldUp = new Promise(() => {})
    const answer = host.ask(KEY, BAR)
    for (let n = 0; n < 3; n++) await world.clock.pass(2_000)
    assert.isFalse((await answer).ok)
  })

  test('keeps the order of events while the grants are read', async ({ assert }) => {
    const { world, host, child } = await running(['market-data:read', 'account:read'])
    let release = () => {}
    world.grantsHeldUp = new Promise<void>((resolve) => (release = resolve))
    const answers = [BAR, TIMER, ACCOUNT, BAR].map((event) => host.ask(KEY, event))
    await settle()
    assert.deepEqual(child.heard, [])
    release()
    answers.push(host.ask(KEY, TIMER))
    for (const answer of answers) assert.isTrue((await answer).ok)
    assert.deepEqual(child.heard, ['bar', 'timer', 'account', 'bar', 'timer'])
  })

  test('a plugin that lost what it cannot do without is told nothing, then stopped', async ({
    assert,
  }) => {
    const needed = [{ id: 'timers', reason: 'to wake up' }, ...asked('market-data:read')]
    const { world, host, says } = await running(['timers', 'market-data:read'], needed)
    assert.equal(await says(BAR), 'told')
    world.granted = ['market-data:read']
    await world.clock.pass(1_000)
    assert.match(await says(BAR), /timers is not granted/)
    await host.review()
    assert.deepEqual(host.status(), [])
    assert.isTrue(world.children[0]?.isGone)
    const stopped = world.entries.find(({ action }) => action === 'plugin.stopped')
    assert.equal(stopped?.detail.reason, 'it is no longer granted timers')
  })

  test('a plugin that lost something optional goes on', async ({ assert }) => {
    const { world, host } = await running(['market-data:read'])
    world.granted = []
    await host.review()
    assert.equal(host.status()[0]?.state, 'running')
  })

  test('a rule that lost what it needs denies', async ({ assert }) => {
    const world = new ScriptedPorts()
    world.scripts = { '1.0.0': () => ({ value: { decision: 'approve' } }) }
    world.kind = 'risk-rule'
    world.permissions = [{ id: 'positions:read', reason: 'adds them up' }]
    world.granted = ['positions:read']
    const host = new PluginHost(world.ports())
    await host.start({ ...REQUEST, kind: 'risk-rule' })
    const order = { quantity: 1 }
    const assess = () => host.assess(KEY, { type: 'assess', atMs: 1, order, account: {} })
    assert.deepEqual(await assess(), { decision: 'approve' })
    world.granted = []
    await world.clock.pass(1_000)
    assert.deepEqual(await assess(), {
      decision: 'deny',
      reason:
        'the rule cannot answer: tester is not told of "assess" in paper: positions:read is not granted',
    })
  })

  test('{name} at its start')
    .with([
      {
        name: 'an agent is not shown the account',
        kind: 'agent',
        granted: [],
        sees: { timeframe: '1d' },
      },
      {
        name: 'an agent that may is shown the account',
        kind: 'agent',
        granted: ['account:read'],
        sees: { timeframe: '1d', account: { cash: 5 } },
      },
      {
        name: 'a strategy that signals is shown the account',
        kind: 'strategy',
        granted: ['orders:signal'],
        sees: { account: { cash: 5 } },
      },
      { name: 'a strategy that may not signal is refused', kind: 'strategy', granted: [] },
    ] as const)
    .run(async ({ assert }, { kind, granted, ...rest }) => {
      const world = new ScriptedPorts()
      Object.assign(world, { kind, granted })
      const host = new PluginHost(world.ports())
      const setup = { timeframe: '1d', account: { cash: 5 } }
      const started = await host.start({ ...KEY, kind, setup })
      if ('sees' in rest) {
        const seen = JSON.parse(world.children[0]!.spec.setup) as Record<string, unknown>
        assert.containSubset(seen, rest.sees)
        assert.equal('account' in seen, 'account' in rest.sees)
      } else assert.match(started.ok ? '' : started.failure.message, /not granted orders:signal/)
    })

  test('a new version is not shown what only the old one may see', async ({ assert }) => {
    const { world, host } = await running(['market-data:read', 'account:read'])
    for (const event of [BAR, ACCOUNT, { ...BAR, account: { cash: 1 } }]) await host.ask(KEY, event)
    world.version = '2.0.0'
    world.granted = ['market-data:read']
    assert.isTrue((await host.replace(REQUEST)).ok)
    assert.deepEqual(world.children[1]?.heard, ['bar'])
  })
})

test.group('Plugin host: replacing while orders are on their way', () => {
  const updated = async () => {
    const stand = await running([])
    Object.assign(stand.world, { maySwitch: false, version: '2.0.0' })
    return stand
  }
  const version = (host: PluginHost) => host.status()[0]?.version

  test('waits, says so once, and tries again', async ({ assert }) => {
    const { world, host } = await updated()
    for (let n = 0; n < 3; n++) await host.review()
    assert.equal(version(host), '1.0.0')
    assert.lengthOf(world.children, 1)
    await host.recorded
    assert.lengthOf(
      world.actions().filter((action) => action === 'plugin.replace_waits'),
      1
    )
    const refused = await host.replace(REQUEST)
    assert.equal(refused.ok ? '' : refused.failure.code, 'switch_waits')
    world.maySwitch = true
    await host.review()
    assert.equal(version(host), '2.0.0')
  })

  test('waits when an order went out while the new version was started', async ({ assert }) => {
    const { world, host } = await updated()
    let looks = 0
    const ports = { ...world.ports(), maySwitch: () => looks++ === 0 }
    const other = new PluginHost(ports)
    world.version = '1.0.0'
    await other.start({ ...REQUEST, environment: 'example' })
    world.version = '2.0.0'
    const replaced = await other.replace({ ...REQUEST, environment: 'example' })
    assert.equal(replaced.ok ? '' : replaced.failure.code, 'switch_waits')
    assert.equal(looks, 2)
    assert.equal(version(other), '1.0.0')
    assert.isTrue((await other.ask({ ...KEY, environment: 'example' }, TIMER)).ok)
    assert.isTrue(world.children.at(-1)?.isGone, 'the new version does not stay beside it')
    await host.stopAll()
    await other.stopAll()
    assert.equal(world.held, 0)
  })

  test('does not switch when nobody can say whether there are such orders', async ({ assert }) => {
    const { world, host } = await running([])
    const ports = world.ports()
    ports.maySwitch = () => {
      throw new Error('no journal')
    }
    const other = new PluginHost(ports)
    await other.start({ ...REQUEST, environment: 'example' })
    world.version = '2.0.0'
    await other.review()
    assert.equal(version(other), '1.0.0')
    assert.lengthOf(world.troubles, 1)
    await host.stopAll()
  })

  test('still stops what was disabled', async ({ assert }) => {
    const { world, host } = await updated()
    world.state = 'disabled'
    await host.review()
    assert.deepEqual(host.status(), [])
  })
})
