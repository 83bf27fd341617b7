import { test } from '@japa/runner'
import { accountsProbe } from '#engine/health/accounts_probe.js'
import { databaseProbe } from '#engine/health/database_probe.js'
import { hostProbe } from '#engine/health/host_probe.js'
import { marketProbe } from '#engine/health/market_probe.js'
import { pluginsProbe } from '#engine/health/plugins_probe.js'
import { redisProbe } from '#engine/health/redis_probe.js'
import type { HostedState } from '#engine/plugin_host/hosted_status.js'
import type { Freshness } from '#kernel/market/freshness.js'
import type { DatabasePulse, HealthReading, HostVitals } from '#ports/health.js'

const told = (readings: readonly HealthReading[]) =>
  readings.map(({ key, state, code }) => `${key} ${state} ${code}`)
const refuse = () => Promise.reject(new Error('connect ECONNREFUSED'))

test.group('what looks at the parts of an installation', () => {
  test('a host is {said}')
    .with([
      { change: {}, said: 'ok running' },
      { change: { lagMaxMs: 500 }, said: 'warn busy' },
      { change: { lagMaxMs: 3_000 }, said: 'fail stuck' },
      { change: { memoryFreeMb: 255 }, said: 'warn memory_low' },
      { change: { diskFreeMb: 2_047 }, said: 'warn disk_low' },
      { change: { diskFreeMb: 204, lagMaxMs: 9_000 }, said: 'fail disk_full' },
    ])
    .run(async ({ assert }, { change, said }) => {
      const vitals: HostVitals = {
        ...{ lagMs: 1, lagMaxMs: 12, residentMb: 200, heapMb: 90, cpuPart: 0.1, upMs: 1 },
        ...{ memoryFreeMb: 4_000, diskFreeMb: 50_000 },
        ...change,
      }
      const probe = hostProbe({ read: async () => vitals, close: () => {} })
      assert.deepEqual(told(await probe.look()), [`host ${said}`])
    })

  test('a database is {said}')
    .with([
      { change: {}, said: ['database ok answers', 'clock ok agrees', 'queues ok quick'] },
      {
        change: { roundTripMs: 500 },
        said: ['database warn slow', 'clock ok agrees', 'queues ok quick'],
      },
      {
        change: { skewMs: -1_002 },
        said: ['database ok answers', 'clock warn differs', 'queues ok quick'],
      },
      {
        // Half of the way could be all of it.
        change: { roundTripMs: 400, skewMs: 1_100 },
        said: ['database ok answers', 'clock ok agrees', 'queues ok quick'],
      },
      {
        change: { skewMs: 60_000, waiting: 3, oldestMs: 30_000 },
        said: ['database ok answers', 'clock fail differs', 'queues fail waits'],
      },
    ])
    .run(async ({ assert }, { change, said }) => {
      const pulse: DatabasePulse = { roundTripMs: 2, skewMs: 0, waiting: 0, oldestMs: 0, ...change }
      assert.deepEqual(told(await databaseProbe({ read: async () => pulse }).look()), said)
    })

  test('of a clock only that is told which the way cannot explain', async ({ assert }) => {
    const skewOf = async (skewMs: number) => {
      const pulse = { roundTripMs: 260, skewMs, waiting: 0, oldestMs: 0 }
      return (await databaseProbe({ read: async () => pulse }).look())[1]!.figures.skewMs
    }
    assert.equal(await skewOf(-126), 0)
    assert.equal(await skewOf(-230), -100)
    assert.equal(await skewOf(230), 100)
  })

  test('a database that is away says nothing of clock and queues', async ({ assert }) => {
    const readings = await databaseProbe({ read: refuse }).look()
    assert.deepEqual(told(readings), ['database fail not_reached'])
    assert.equal(readings[0]!.detail, 'connect ECONNREFUSED')
  })

  test('without Redis things go on', async ({ assert }) => {
    const close = () => {}
    assert.deepEqual(told(await redisProbe({ read: refuse, close }).look()), [
      'redis warn not_reached',
    ])
    assert.deepEqual(told(await redisProbe({ read: async () => 1, close }).look()), [
      'redis ok answers',
    ])
  })

  test('prices: {fresh} is {said}')
    .with([
      { fresh: ['fresh', 'closed'], lacking: [], said: 'ok fresh' },
      { fresh: ['fresh', 'stale'], lacking: [], said: 'warn stale' },
      { fresh: ['stale', 'closed'], lacking: [], said: 'fail silent' },
      { fresh: ['fresh'], lacking: ['US.NONE'], said: 'warn missing' },
      { fresh: ['closed', 'closed'], lacking: [], said: 'idle closed' },
      { fresh: ['waiting', 'closed'], lacking: [], said: 'idle opens' },
      { fresh: [], lacking: [], said: 'idle unheard' },
    ])
    .run(async ({ assert }, { fresh, lacking, said }) => {
      const instruments = (fresh as Freshness[]).map((freshness) => ({
        freshness,
        latest: { receivedMs: 9_000 },
      }))
      const market = { feedName: 'replay', status: () => ({ instruments }) }
      const around = { missing: () => lacking, nowMs: () => 10_000 }
      const readings = await marketProbe(market, around).look()
      assert.deepEqual(told(readings), [`market ${said}`])
      assert.equal(readings[0]!.figures.ageMs, fresh.length === 0 ? null : 1_000)
    })

  test('an account that nobody trades fails, also while its name cannot be read', async ({
    assert,
  }) => {
    let nowMs = 0
    let by: string | null = 'pid 7 at host'
    let accounts: () => Promise<readonly string[]> = async () => ['paper']
    const probe = accountsProbe({
      accounts: () => accounts(),
      tradedBy: async () => by,
      engines: () => new Map(),
      nowMs: () => nowMs,
    })
    assert.deepEqual(told(await probe.look()), ['account:paper idle elsewhere'])
    by = null
    accounts = refuse
    assert.deepEqual(told(await probe.look()), ['account:paper idle begins'])
    nowMs += 30_000
    assert.deepEqual(told(await probe.look()), ['account:paper fail not_traded'])
  })

  test('a plugin is told with its processor time, memory and restarts', async ({ assert }) => {
    let [nowMs, cpuMs] = [60_000, 1_000]
    let state: HostedState = 'running'
    const probe = pluginsProbe({
      nowMs: () => nowMs,
      cpuMs: () => cpuMs,
      status: () => [
        {
          ...{ id: 'momentum', environment: 'paper', instance: 'fast', kind: 'strategy' },
          ...{ version: '1.0.0', reason: state === 'running' ? null : 'did not answer' },
          ...{ sinceMs: 50_000, pid: state === 'running' ? 42 : null, starts: 3 },
          ...{ takesEntries: true, residentMb: 46, state },
        },
      ],
    })
    const [first] = await probe.look()
    assert.deepInclude(first!, {
      key: 'plugin:momentum:paper:fast',
      name: 'momentum · fast',
      state: 'ok',
    })
    assert.deepEqual(first!.figures, {
      ...{ cpuMs: 1_000, cpuPart: null, residentMb: 46, restarts: 2, upMs: 10_000 },
    })
    nowMs += 5_000
    cpuMs += 500
    assert.equal((await probe.look())[0]!.figures.cpuPart, 0.1)
    state = 'quarantined'
    const [gone] = await probe.look()
    assert.deepInclude(gone!, { state: 'fail', code: 'quarantined', detail: 'did not answer' })
    assert.isNull(gone!.figures.cpuMs)
  })
})
