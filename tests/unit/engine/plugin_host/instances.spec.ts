import { test } from '@japa/runner'
import type { AskEarly, PluginCaller } from '#engine/plugin_host/may_start.js'
import { PluginHost } from '#engine/plugin_host/plugin_host.js'
import { ScriptedPorts, settle, type Script } from './scripted_host.js'

const KEY = { id: 'tester', environment: 'paper' } as const
const ONE = { ...KEY, instance: 'paper/one' } as const
const TWO = { ...KEY, instance: 'paper/two' } as const
const TICK = { type: 'timer', name: 'x', atMs: 1 } as const
const EFFECT = { type: 'timer.cancel', name: 'x' } as const

/** A caller that shows each new process two events, and keeps a diary. */
function caller(over: Partial<PluginCaller> = {}): PluginCaller & { readonly diary: string[] } {
  const diary: string[] = []
  return {
    diary,
    setup: () => ({ mark: diary.length }),
    async prepare(_started: unknown, ask: AskEarly) {
      diary.push('prepare')
      for (const name of ['past', 'present']) {
        const answered = await ask({ ...TICK, name })
        if (!answered.ok) return `failed: ${answered.failure.type}`
      }
      return null
    },
    maySwitch: () => true,
    logged: () => {},
    changed: (state) => void diary.push(state),
    ...over,
  }
}

function stand(script: Script = () => ({ value: 1, effects: [EFFECT] })) {
  const world = new ScriptedPorts()
  world.scripts = { '1.0.0': script, '2.0.0': script }
  return { world, host: new PluginHost(world.ports()) }
}

test.group('Plugin host: several instances of one plugin', () => {
  test('run beside each other, and end one by one', async ({ assert }) => {
    const { world, host } = stand()
    for (const key of [ONE, TWO]) assert.isTrue((await host.start({ ...key, kind: 'agent' })).ok)
    const again = await host.start({ ...ONE, kind: 'agent' })
    assert.equal(again.ok ? '' : again.failure.code, 'already_running')
    await host.ask(TWO, TICK)
    assert.deepEqual(world.children[0]?.heard, [])
    assert.deepEqual(world.children[1]?.heard, ['timer'])
    assert.equal(world.performed[0]?.instance, 'paper/two#1')
    await host.stop(ONE)
    assert.deepEqual(
      host.status().map(({ instance, state }) => [instance, state]),
      [['paper/two', 'running']]
    )
    assert.include(world.entries.at(-1)?.detail, { instance: 'paper/one' })
    assert.equal((await host.ask(KEY, TICK)).ok, false)
    await host.stopAll()
    assert.equal(world.held, 0)
  })

  test('one that is started again while it stops stays', async ({ assert }) => {
    let again: Promise<unknown> | null = null
    const { host } = stand(({ type }) => {
      if (type === 'stop') again ??= host.start({ ...ONE, kind: 'agent' })
      return { value: 1 }
    })
    await host.start({ ...ONE, kind: 'agent' })
    await host.stop(ONE)
    await again
    assert.equal(host.status()[0]?.state, 'running')
    assert.isTrue((await host.ask(ONE, TICK)).ok)
    await host.stopAll()
  })
})

test.group('Plugin host: a caller that brings processes up to date', () => {
  test('does so at the start, and nothing of what they want is done', async ({ assert }) => {
    const { world, host } = stand()
    const own = caller()
    await host.start({ ...ONE, kind: 'agent', setup: { timeframe: '1d' }, caller: own })
    assert.deepEqual(own.diary, ['prepare', 'running'])
    assert.deepEqual(world.children[0]?.heard, ['timer', 'timer'])
    assert.deepEqual(world.performed, [])
    const setup = JSON.parse(world.children[0]!.spec.setup) as object
    assert.containsSubset(setup, { timeframe: '1d', mark: 0 })
    await host.stopAll()
    assert.equal(own.diary.at(-1), 'stopped')
  })

  test('one that cannot be brought up to date does not start', async ({ assert }) => {
    const { world, host } = stand(() => ({ effects: ['rubbish'] }))
    const own = caller()
    const started = await host.start({ ...ONE, kind: 'agent', caller: own })
    assert.include(started.ok ? '' : started.failure.message, 'failed: protocol_violation')
    assert.isTrue(world.children[0]?.isGone)
    assert.deepEqual(host.status(), [])
    assert.equal(world.held, 0)
    await host.stopAll()
  })

  test('does so after a crash', async ({ assert }) => {
    const { world, host } = stand()
    const own = caller()
    await host.start({ ...ONE, kind: 'agent', caller: own })
    world.children[0]!.die({ type: 'died', detail: 'SIGKILL' })
    assert.deepEqual(own.diary, ['prepare', 'running', 'waiting'])
    await world.clock.pass(1_000)
    assert.deepEqual(own.diary.slice(3), ['starting', 'prepare', 'running'])
    assert.deepEqual(world.children[1]?.heard, ['timer', 'timer'])
    await host.stopAll()
  })

  test('does so for a new version, which is shown no past events besides', async ({ assert }) => {
    const { world, host } = stand()
    const own = caller()
    const request = { ...ONE, kind: 'agent', caller: own } as const
    await host.start(request)
    await host.ask(ONE, TICK)
    world.version = '2.0.0'
    assert.isTrue((await host.replace(request)).ok)
    assert.deepEqual(world.children[1]?.heard, ['timer', 'timer'])
    assert.deepEqual(own.diary, ['prepare', 'running', 'prepare', 'running', 'running'])
    await settle()
    await host.stopAll()
  })

  test('may keep the old version for now', async ({ assert }) => {
    const { world, host } = stand()
    const request = { ...ONE, kind: 'agent', caller: caller({ maySwitch: () => false }) } as const
    await host.start(request)
    world.version = '2.0.0'
    const replaced = await host.replace(request)
    assert.equal(replaced.ok ? '' : replaced.failure.code, 'switch_waits')
    assert.equal(host.status()[0]?.version, '1.0.0')
    await host.stopAll()
  })
})
