import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { ChildPluginLauncher } from '#adapters/sandbox/live/child_plugin_launcher.js'
import type { HostClock } from '#engine/plugin_host/host_clock.js'
import { MACHINE_CLOCK } from '#engine/plugin_host/host_clock.js'
import { startNode } from '#tests/support/process.js'
import { childrenOf, gone, zombiesOf } from '#tests/support/process_tree.js'
import { STALL_MS_MAX } from './attacks.js'
import { specOf } from './plugin_spec.js'
import { scriptOf } from './packages.js'
import { useArena } from './shared_arena.js'
import { Ticker } from './ticker.js'

/** A clock on which waiting takes a hundredth of the time. */
const HASTY: HostClock = {
  now: () => Date.now(),
  after: (ms, run) => MACHINE_CLOCK.after(ms / 100, run),
}
const tick = () => ({ type: 'timer', name: 'x', atMs: Date.now() }) as const

async function until(holds: () => boolean | Promise<boolean>, timeoutMs = 10_000): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('it did not happen in time')
    await sleep(20)
  }
}

test.group('attacks on the running of the platform', (group) => {
  const arena = useArena(group)
  group.each.timeout(60_000)

  test('a plugin that dies again and again is stopped for good', async ({ assert }) => {
    const id = arena().newId()
    await arena().plant({ id, code: scriptOf({ id, body: 'for (;;);' }) })
    const host = arena().newHost({ clock: HASTY })
    const key = { id, environment: 'example' } as const
    const ticker = new Ticker()
    await host.start({ ...key, kind: 'agent' })
    for (let nth = 0; nth < 3; nth++) {
      await until(() => host.status()[0]?.state === 'running')
      await host.ask(key, tick())
    }
    await until(async () => (await arena().ports.records.plugin(id))?.state === 'quarantined')
    assert.isBelow(ticker.stop(), STALL_MS_MAX)
    assert.equal(host.status()[0]?.state, 'quarantined')
    const again = await host.start({ ...key, kind: 'agent' })
    assert.equal(again.ok ? '' : again.failure.code, 'quarantined')
    await host.stopAll()
    const actions = (await arena().auditOf(id)).map((row) => row.action)
    assert.lengthOf(
      actions.filter((action) => action === 'plugin.killed'),
      3
    )
    assert.include(actions, 'plugin.quarantined')
  })

  test('a rule that was stopped for good denies every order', async ({ assert }) => {
    const id = arena().newId()
    const methods = 'assess() { for (;;); }'
    await arena().plant({
      id,
      kind: 'risk-rule',
      code: scriptOf({ id, kind: 'risk-rule', methods }),
    })
    const host = arena().newHost({ clock: HASTY })
    const key = { id, environment: 'example' } as const
    await host.start({ ...key, kind: 'risk-rule' })
    const verdicts: string[] = []
    for (let nth = 0; nth < 8; nth++) {
      const order = { symbol: 'US.AAPL', quantity: 10, opening: 10 }
      const account = { equity: 1, positions: [] }
      const verdict = await host.assess(key, { type: 'assess', atMs: Date.now(), order, account })
      verdicts.push(verdict.decision)
      await sleep(60)
    }
    assert.deepEqual([...new Set(verdicts)], ['deny'])
    await host.stopAll()
  })

  test('a broker that is killed with an order in its hands is not handed the order twice', async ({
    assert,
  }) => {
    const id = arena().newId()
    const code = scriptOf({
      id,
      kind: 'broker',
      methods: `onConnect() {}, onCancel() {}, onSubmit(order) { context.log('took ' + order.orderId); if (order.orderId === 'o1') for (;;); }, onQuery(what) { context.log('asked ' + what) }`,
    })
    const path = await arena().write(`${id}.tgz`, {
      id,
      kind: 'broker',
      permissions: ['orders:place'],
      code,
      manifest: { limits: { memoryMb: 16, timeoutMs: 1_000 } },
    })
    const installed = await arena().install(
      { type: 'tarball', path },
      { confirmation: `example ${id}` }
    )
    assert.isTrue(installed.ok, installed.ok ? '' : installed.failure.message)
    const host = arena().newHost({ clock: HASTY })
    const key = { id, environment: 'example' } as const
    const started = await host.start({ ...key, kind: 'broker' })
    assert.isTrue(started.ok, started.ok ? '' : started.failure.message)
    const order = { orderId: 'o1', symbol: 'US.AAPL', side: 'buy', type: 'market', quantity: 1 }
    const submitted = host.ask(key, { type: 'submit', atMs: Date.now(), order })
    await sleep(100)
    process.kill(host.status()[0]!.pid!, 'SIGKILL')
    const answer = await submitted
    // Its fate is unknown: neither done nor rejected, and nobody hands it over again.
    assert.equal(answer.ok ? '' : answer.failure.type, 'died')
    await until(() => host.status()[0]?.state === 'running')
    await host.ask(key, { type: 'query', atMs: Date.now(), what: 'orders' })
    await until(() => arena().lines.has(id))
    assert.deepEqual(arena().lines.get(id), ['asked orders'])
    await host.stopAll()
    assert.include(
      (await arena().auditOf(id)).map((row) => row.action),
      'plugin.killed'
    )
  })

  for (const [name, body] of [
    ['idle', ''],
    ['busy', 'for (;;);'],
  ] as const) {
    test(`a host that is killed takes its ${name} plugin with it`, async ({ assert }) => {
      const script = scriptOf({ id: 'orphan', body })
      const running = startNode(
        ['--import=./bin/typescript.mjs', 'tests/integration/threats/host_process.ts', script],
        process.env
      )
      const [, pid] = await running.says(/plugin (\d+)/)
      running.child.kill('SIGKILL')
      await running.ended
      assert.deepEqual(await gone([Number(pid)]), [])
    })
  }

  test('a storm of starts becomes a queue', async ({ assert }) => {
    const ids = await Promise.all(
      Array.from({ length: 9 }, () => {
        const id = arena().newId()
        return arena().plant({ id, code: scriptOf({ id }) })
      })
    )
    const bounds = { startsMax: 4, windowMs: 1_500, waitingMax: 4 }
    const host = arena().newHost({ bounds })
    const ticker = new Ticker()
    const starts = ids.map((id) => host.start({ id, environment: 'example', kind: 'agent' }))
    await sleep(1_000)
    assert.isAtMost(host.status().filter((one) => one.state === 'running').length, 4)
    const done = await Promise.all(starts)
    assert.isBelow(ticker.stop(), STALL_MS_MAX)
    const refused = done.filter((one) => !one.ok).map((one) => one.failure.code)
    assert.deepEqual(refused, ['too_many'])
    await host.stopAll()
  })

  test('a hundred kills leave neither processes nor open files', async ({ assert }) => {
    const spec = specOf(scriptOf({ id: 'mortal', body: '' }))
    const launcher = new ChildPluginLauncher(arena().code)
    const files = () => readdirSync('/proc/self/fd').length
    const one = async () => {
      const exited = Promise.withResolvers<void>()
      const launched = await launcher.launch(spec, { exited: () => exited.resolve() })
      if (!launched.ok) throw new Error(JSON.stringify(launched.failure))
      process.kill(launched.value.pid, 'SIGKILL')
      await exited.promise
    }
    await one()
    const before = { files: files(), children: childrenOf(process.pid) }
    const ticker = new Ticker()
    for (let round = 0; round < 33; round++) await Promise.all([one(), one(), one()])
    assert.isBelow(ticker.stop(), STALL_MS_MAX)
    const after = childrenOf(process.pid).filter((pid) => !before.children.includes(pid))
    assert.deepEqual(await gone(after), [])
    assert.isAtMost(files(), before.files + 3)
    assert.isEmpty(zombiesOf(process.pid))
    await launcher.close()
  })
})
