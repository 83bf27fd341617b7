import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { VirtualClock } from '#adapters/clock/virtual_clock.js'
import { HealthWatch, LOOK_MS } from '#engine/health/health_watch.js'
import { LatestCheck } from '#engine/health/latest_check.js'
import type { HealthProbe, HealthReading } from '#ports/health.js'

const reading = (key: string): HealthReading => ({
  ...{ key, kind: 'host', name: key, state: 'ok', code: 'running', detail: null, figures: {} },
})

test.group('the watch over the parts', () => {
  test('one that hangs or throws holds no other up, and is unknown', async ({ assert }) => {
    const clock = new VirtualClock(1_000_000)
    const failures: string[] = []
    let asked = 0
    const probes: HealthProbe[] = [
      { name: 'good', look: async () => [reading('good')] },
      {
        name: 'hanging',
        look: () => {
          asked++
          return new Promise(() => {})
        },
      },
      { name: 'broken', look: () => Promise.reject(new Error('a fault')) },
    ]
    const failed = (probe: string) => void failures.push(probe)
    const watch = new HealthWatch({ probes, clock, failed })
    watch.start()
    await sleep(0)
    assert.deepEqual(
      watch.parts().map(({ key, state }) => `${key} ${state}`),
      ['good ok']
    )
    clock.advanceTo(clock.nowMs() + LOOK_MS)
    await sleep(0)
    assert.equal(asked, 1, 'what hangs is not asked a second time')
    assert.deepEqual(failures, ['broken', 'broken'])
    assert.equal(watch.parts()[0]!.atMs, 1_000_000 + LOOK_MS)
    watch.stop()
    clock.advanceTo(clock.nowMs() + 60_000)
    await sleep(0)
    assert.equal(watch.parts()[0]!.state, 'unavailable')
  })

  test('the doctor looks once for all who ask, and again after a failure', async ({ assert }) => {
    let [looks, nowMs, isBroken] = [0, 0, true]
    const check = new LatestCheck(
      async () => {
        looks++
        if (isBroken) throw new Error('no database')
        return []
      },
      () => nowMs
    )
    await assert.rejects(() => check.get(30_000), 'no database')
    isBroken = false
    await Promise.all([check.get(30_000), check.get(30_000), check.get(0)])
    assert.equal(looks, 2)
    nowMs = 5_000
    await check.get(30_000)
    assert.equal(looks, 2)
    await check.get(3_000)
    assert.equal(looks, 3)
  })
})
