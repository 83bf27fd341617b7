import { test } from '@japa/runner'
import { settle, type Script } from './scripted_host.js'
import { event, KEY, KILLED, REQUEST, stand, THREW, TICK } from './tester_stand.js'

test.group('Plugin host: replacing', () => {
  async function running(script: Script, next: Script) {
    const { world, host } = stand()
    world.scripts = { '1.0.0': script, '2.0.0': next }
    await host.start(REQUEST)
    for (const name of ['a', 'b']) await host.ask(KEY, event(name))
    world.version = '2.0.0'
    return { world, host }
  }

  test('shows the new version the last events, then switches', async ({ assert }) => {
    const { world, host } = await running(
      () => ({ value: 1 }),
      () => ({ value: 2, effects: [{ type: 'timer.cancel', name: 'x' }] })
    )
    assert.deepEqual(await host.replace(REQUEST), { ok: true, value: undefined })
    assert.deepEqual(world.children[1]?.heard, ['timer', 'timer'])
    assert.deepEqual(world.performed, [], 'nothing that the shadow wanted was done')
    const answer = await host.ask(KEY, TICK)
    assert.equal(answer.ok ? answer.value.value : null, 2)
    await settle()
    assert.isTrue(world.children[0]?.isGone)
    assert.equal(host.status()[0]?.version, '2.0.0')
    assert.include(world.actions(), 'plugin.replaced')
    assert.equal(world.held, 1)
  })

  test('shows a new broker nothing of what the old one was told', async ({ assert }) => {
    const { world, host } = stand(() => ({ value: 1 }))
    world.kind = 'broker'
    world.granted = ['orders:place']
    await host.start({ ...REQUEST, kind: 'broker' })
    await host.ask(KEY, { type: 'submit', atMs: 1, order: { orderId: 'o1' } })
    world.version = '2.0.0'
    assert.isTrue((await host.replace({ ...REQUEST, kind: 'broker' })).ok)
    assert.deepEqual(world.children[1]?.heard, [])
  })

  test('keeps the old version when the new one {name}')
    .with([
      { name: 'throws', next: () => THREW, says: /threw: mine; 1\.0\.0 goes on/ },
      { name: 'is ended', next: () => KILLED, says: /did not answer within 100 ms/ },
      {
        name: 'answers in another form',
        next: () => ({ value: { decision: 'approve' } }),
        says: /answered object with decision where the version before answered number/,
      },
      {
        name: 'has effects that cannot be read',
        next: () => ({ value: 1, effects: [{ type: 'shell' }] }),
        says: /an effect that cannot be read/,
      },
    ])
    .run(async ({ assert }, { next, says }) => {
      const { world, host } = await running(() => ({ value: 1 }), next as Script)
      const replaced = await host.replace(REQUEST)
      assert.match(replaced.ok ? '' : replaced.failure.message, says)
      assert.equal(host.status()[0]?.version, '1.0.0')
      assert.isTrue((await host.ask(KEY, TICK)).ok)
      assert.isFalse(world.children[0]?.isGone)
      assert.isTrue(world.children[1]?.isGone)
      assert.include(world.actions(), 'plugin.replace_failed')
      assert.equal(world.held, 1)
    })

  test('keeps the old version when the new one may not run', async ({ assert }) => {
    const { world, host } = await running(
      () => ({ value: 1 }),
      () => ({ value: 1 })
    )
    world.permissions = [{ id: 'timers', reason: 'to wake up' }]
    const replaced = await host.replace(REQUEST)
    assert.equal(replaced.ok ? '' : replaced.failure.code, 'grant_missing')
    assert.isTrue((await host.ask(KEY, TICK)).ok)
    assert.lengthOf(world.children, 1)
  })

  test('goes back when the new version fails with its first event', async ({ assert }) => {
    const { world, host } = await running(
      () => ({ value: 1 }),
      ({ name }) => (name === 'c' ? KILLED : { value: 2 })
    )
    assert.isTrue((await host.replace(REQUEST)).ok)
    const answer = await host.ask(KEY, event('c'))
    assert.equal(answer.ok ? answer.value.value : null, 1, 'the old version answered in its place')
    await settle()
    assert.equal(host.status()[0]?.version, '1.0.0')
    assert.equal(host.status()[0]?.state, 'running')
    assert.include(world.actions(), 'plugin.rolled_back')
    assert.equal(world.held, 1)
  })

  test('lets events wait while it switches, and loses none', async ({ assert }) => {
    const { host } = await running(
      () => ({ value: 1 }),
      () => ({ value: 2 })
    )
    const replacing = host.replace(REQUEST)
    const asked = []
    for (let n = 0; n < 50; n++) {
      asked.push(host.ask(KEY, TICK))
      await Promise.resolve()
    }
    assert.isTrue((await replacing).ok)
    const values = (await Promise.all(asked)).map((one) => (one.ok ? one.value.value : 'no answer'))
    assert.notInclude(values, 'no answer')
    assert.deepEqual(values, [...values].sort())
  })

  test('replaces what was updated when it looks', async ({ assert }) => {
    const { host } = await running(
      () => ({ value: 1 }),
      () => ({ value: 2 })
    )
    await host.review()
    assert.equal(host.status()[0]?.version, '2.0.0')
  })
})
