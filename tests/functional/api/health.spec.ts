import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { becomeOwner, enter, type ApiCaller } from '#tests/support/api_caller.js'
import { OutageDesk } from '#tests/support/outage_desk.js'

type Row = Record<string, unknown>
const PASSWORD = 'correct horse battery'

test.group('health through the API', (group) => {
  let desk: OutageDesk
  let owner: ApiCaller
  group.tap((one) => one.timeout(120_000))
  group.setup(async () => {
    desk = await OutageDesk.open('paper')
    owner = await becomeOwner(desk.server, { name: 'Olga', password: PASSWORD })
    return () => desk.close()
  })

  /** The parts by their keys; `null` while nobody answers. */
  const parts = async (): Promise<Record<string, Row> | null> => {
    const { status, body } = await owner.get('/health/minutes')
    if (status !== 200) return null
    return Object.fromEntries((body.parts as Row[]).map((one) => [one.key, one]))
  }
  const becomes = async (isSo: (found: Record<string, Row>) => boolean) => {
    for (let n = 0; n < 300; n++) {
      const found = await parts()
      if (found !== null && isSo(found)) return found
      await sleep(200)
    }
    throw new Error(`it did not come to that: ${JSON.stringify(await parts())}`)
  }

  test('every part is told with its last hour', async ({ assert }) => {
    const found = await becomes((all) => all['account:paper']?.state === 'ok')
    assert.includeMembers(Object.keys(found), [
      ...['host', 'database', 'clock', 'queues', 'market', 'account:paper'],
    ])
    assert.notProperty(found, 'redis', 'there is none here')
    const { database, clock, host } = found as Record<string, Row>
    assert.deepInclude(database!, { state: 'ok', code: 'answers' })
    assert.lengthOf(database!.minutes as Row[], 60)
    assert.equal((database!.minutes as string[])[0], 'unavailable', 'nobody looked an hour ago')
    assert.isBelow(Math.abs((clock!.figures as { skewMs: number }).skewMs), 1_000)
    assert.isAbove((host!.figures as { diskFreeMb: number }).diskFreeMb, 0)
  })

  test('a check looks now, once for all who ask', async ({ assert }) => {
    const answers = await Promise.all([1, 2, 3].map(() => owner.call('POST', '/health/check', {})))
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200]
    )
    assert.equal(new Set(answers.map(({ body }) => body.at)).size, 1)
    assert.isTrue(answers[0]!.body.isFine)
  })

  test('the bundle has what its reader may see, and no secret', async ({ assert }) => {
    const told = await owner.get('/health/bundle')
    assert.equal(told.status, 200)
    assert.match(told.headers.get('content-disposition') ?? '', /^attachment; filename="aq-health-/)
    const bundle = told.body as Record<string, Row[]>
    assert.deepEqual(bundle.leftOut, [])
    assert.isNotEmpty(bundle.log)
    assert.isNotEmpty(bundle.settings)
    const text = JSON.stringify(bundle)
    assert.notInclude(text, PASSWORD)
    assert.notInclude(text, desk.database.settings.password)
    for (const [, value] of owner.cookies) assert.notInclude(text, value)

    await owner.call('POST', '/users', { name: 'Vera', role: 'viewer', password: PASSWORD })
    const viewer = await enter(desk.server.address, '/session', {
      name: 'Vera',
      password: PASSWORD,
    })
    const { body } = await viewer.get('/health/bundle')
    assert.deepEqual(body.leftOut, ['settings', 'log'])
    assert.notProperty(body, 'settings')
  })

  test('a database that hangs has failed, and its minute says so when it is back', async ({
    assert,
  }) => {
    const frozen = desk.postgres
    for (const pid of frozen) process.kill(pid, 'SIGSTOP')
    await sleep(14_000)
    for (const pid of frozen) process.kill(pid, 'SIGCONT')
    const found = await becomes(({ database }) => database?.state === 'ok')
    const last = (found.database!.minutes as string[]).slice(-3)
    assert.include(last, 'fail')
    assert.isAbove(Date.parse(String(found.database!.since)), Date.now() - 30_000)
  })

  test('a database that is killed comes back, and so does everything that is told', async ({
    assert,
  }) => {
    const [postmaster] = desk.postgres
    process.kill(postmaster!, 'SIGKILL')
    await sleep(1_000)
    const found = await becomes((all) =>
      ['database', 'clock', 'queues', 'account:paper'].every((key) => all[key]?.state === 'ok')
    )
    assert.equal(found.account?.state, undefined)
    assert.equal((await owner.call('POST', '/health/check', {})).body.isFine, true)
  })
})
