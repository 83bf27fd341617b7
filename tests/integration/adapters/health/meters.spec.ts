import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { ProcessMeter } from '#adapters/health/host_meter.js'
import { processCpuMs } from '#adapters/health/process_cpu.js'
import { PingingMeter } from '#adapters/health/redis_meter.js'
import { redisProbe } from '#engine/health/redis_probe.js'
import { REDIS_ABSENT, RedisServer } from '#tests/support/redis_server.js'

test.group('measures of health', () => {
  test('Redis is told as it is: there, asleep, gone, there again', async ({ assert }) => {
    const redis = await RedisServer.start()
    const meter = new PingingMeter(redis.url)
    const probe = redisProbe(meter)
    const becomes = async (code: string) => {
      for (let n = 0; n < 50; n++) {
        const [reading] = await probe.look()
        if (reading!.code === code) return
        await sleep(100)
      }
      assert.fail(`Redis was never ${code}`)
    }
    try {
      await becomes('answers')
      redis.sleep()
      await becomes('not_reached')
      redis.wake()
      await becomes('answers')
      await redis.kill()
      await becomes('not_reached')
      await redis.start()
      await becomes('answers')
    } finally {
      meter.close()
      await redis.remove()
    }
  })
    .skip(REDIS_ABSENT !== false, REDIS_ABSENT || '')
    .timeout(30_000)

  test('a turn that takes long is told once', async ({ assert }) => {
    const meter = new ProcessMeter(process.cwd())
    try {
      await sleep(100)
      const untilMs = performance.now() + 300
      while (performance.now() < untilMs);
      await sleep(50)
      assert.isAtLeast((await meter.read()).lagMaxMs, 200)
      const cpuMs = processCpuMs(process.pid)
      if (cpuMs !== null) assert.isAbove(cpuMs, 200)
      assert.isNull(processCpuMs(2 ** 30))
    } finally {
      meter.close()
    }
  })
})
