import { test } from '@japa/runner'
import { StartGate } from '#engine/plugin_host/start_gate.js'
import { ManualClock, settle } from './scripted_host.js'

const BOUNDS = { startsMax: 3, windowMs: 10_000, waitingMax: 4 }

test.group('Plugin host: starts of all plugins together', () => {
  test('are let through in their order, three in ten seconds', async ({ assert }) => {
    const clock = new ManualClock()
    const gate = new StartGate(clock, BOUNDS)
    const through: number[] = []
    for (let n = 0; n < 7; n++) void gate.enter().then((may) => may && through.push(n))
    await settle()
    assert.deepEqual(through, [0, 1, 2])
    await clock.pass(9_999)
    assert.lengthOf(through, 3)
    await clock.pass(1)
    assert.deepEqual(through, [0, 1, 2, 3, 4, 5])
    await clock.pass(10_000)
    assert.deepEqual(through, [0, 1, 2, 3, 4, 5, 6])
  })

  test('are turned away when too many wait, and all of them at the end', async ({ assert }) => {
    const gate = new StartGate(new ManualClock(), BOUNDS)
    const asked = Array.from({ length: 9 }, () => gate.enter())
    assert.equal(gate.waiting, 4)
    gate.shut()
    const answers = await Promise.all(asked)
    assert.equal(answers.filter((may) => may).length, 3)
  })
})
