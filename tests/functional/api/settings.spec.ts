import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import { ace as runAce } from '#tests/support/ace_lines.js'
import { becomeOwner, ApiCaller } from '#tests/support/api_caller.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { EventReader } from '#tests/support/event_source.js'
import { startServer } from '#tests/support/process.js'

const OWNER = { name: 'Olga', password: 'correct horse battery' }
const REDIS = 'redis://aq:hush-hush-9@127.0.0.1:1/0'

interface Shown {
  readonly key: string
  readonly value: unknown
  readonly source: string
  readonly isSet: boolean
  readonly isWaiting: boolean
  readonly changedBy: string | null
}

test.group('settings', (group) => {
  const folder = new DataFolder()
  const environment = { ...folder.environment, AQ_FIRST_ACCOUNT: 'true', AQ_QUOTE_DAYS: '2' }
  let server: Awaited<ReturnType<typeof startServer>>
  let owner: ApiCaller
  group.tap((one) => one.timeout(120_000))
  group.setup(async () => {
    await serve()
    owner = await becomeOwner(server, OWNER)
    return async () => {
      server.child.kill('SIGTERM')
      await server.ended
      folder.remove()
    }
  })

  async function serve() {
    server = await startServer(environment)
    owner = new ApiCaller(server.address)
    await owner.get('/session')
  }
  async function setting(key: string): Promise<Shown> {
    const { items } = (await owner.get('/settings')).body as unknown as { items: Shown[] }
    return items.find((one) => one.key === key)!
  }
  const set = (settings: object, reset: string[] = []) =>
    owner.call('PATCH', '/settings', { settings, reset })
  const fieldsOf = (body: Record<string, unknown>) =>
    (body.fields as { field: string; message: string }[]).map(({ field }) => field)
  async function ace(args: readonly string[], input = '') {
    const { code, stdout: out, stderr: error } = await runAce(args, environment, input)
    return { code, out, error }
  }

  test('a change holds at once, is told, and says who made it', async ({ assert }) => {
    const reader = await EventReader.open(owner)
    await reader.subscribe('settings')
    assert.containsSubset(await setting('limits.dailyLossFractionMax'), {
      value: 0.05,
      source: 'default',
      changedBy: null,
    })
    const { revision } = (await owner.get('/settings')).body
    const answer = await set({ 'limits.dailyLossFractionMax': 0.03, 'market.replayBarMs': 50 })
    assert.equal(answer.status, 200)
    assert.containsSubset(await setting('limits.dailyLossFractionMax'), {
      value: 0.03,
      source: 'database',
      changedBy: 'Olga',
      isWaiting: false,
    })
    await reader.until(({ channel, payload }) => channel === 'settings' && payload.refetch === true)
    reader.close()
    assert.notEqual(answer.body.revision, revision)

    // The next account begins with it.
    const account = ['account:create', 'second', '--cash', '5000', '--currency', 'USD']
    const made = await ace(account)
    assert.equal(made.code, 0, made.error)
    const { body } = await owner.get('/accounts/second/risk/limits')
    assert.containsSubset(body.current, { limits: { loss: { dailyLossFractionMax: 0.03 } } })
  })

  test('the replay market takes another speed without a restart', async ({ assert }) => {
    await set({ 'market.replayBarMs': 40 })
    const told = new Set<string>()
    const end = Date.now() + 10_000
    while (told.size < 5 && Date.now() < end) {
      const { market } = (await owner.get('/engine')).body as {
        market: { instruments: { price: number | null }[] } | null
      }
      for (const { price } of market?.instruments ?? []) told.add(String(price))
      await sleep(200)
    }
    assert.isAtLeast(told.size, 5)
  })

  test('what cannot be is refused with its field, and nothing of the request is done', async ({
    assert,
  }) => {
    const before = await setting('market.barDays')
    const wrong: Record<string, unknown> = {
      'market.replayBarMs': 3,
      'limits.dailyLossFractionMax': 1.2,
      'market.hours': 'sometimes',
      'limits.haltOnDailyLoss': 'yes',
      'market.spreadBps': null,
      'market.quoteDays': 9,
      'installation.port': 80,
      'plugins.npmRegistry': 'https://me:secret@npm.example.com',
      'redis.url': 'file:///etc/passwd',
      'market.replayBarMS': 9,
      '__proto__x': 1,
    }
    const answer = await set({ ...wrong, 'market.barDays': 5 })
    assert.equal(answer.status, 422)
    assert.sameMembers(
      fieldsOf(answer.body),
      Object.keys(wrong).map((key) => `settings.${key}`)
    )
    assert.match(JSON.stringify(answer.body), /AQ_QUOTE_DAYS sets it/)
    assert.match(JSON.stringify(answer.body), /market\.replayBarMs/)
    assert.deepEqual(await setting('market.barDays'), before)
  })

  test('a secret goes in and never comes out, and is encrypted where it lies', async ({
    assert,
  }) => {
    assert.equal((await set({ 'redis.url': REDIS })).status, 200)
    const shown = await setting('redis.url')
    assert.containsSubset(shown, { value: null, isSet: true, isWaiting: true, source: 'database' })
    const all = [
      await owner.get('/settings'),
      await owner.get('/settings/export'),
      await owner.get('/audit?subject=setting:redis.url'),
    ]
    const listed = await ace(['settings:list', '--json'])
    const exported = await ace(['settings:export'])
    const log = join(folder.path, 'logs', 'aq.log')
    const lines = existsSync(log) ? readFileSync(log, 'utf8') : ''
    const texts = [...all.map(({ body }) => JSON.stringify(body)), listed.out, exported.out, lines]
    for (const text of texts) assert.notInclude(text, 'hush-hush')
    assert.match(texts[2]!, /"before":"not set"/)
    assert.equal((await set({}, ['redis.url'])).status, 200)
    assert.containsSubset(await setting('redis.url'), { isSet: false, isWaiting: false })
  })

  test('what holds after a restart says so until then', async ({ assert }) => {
    await set({ 'market.hours': 'venue' })
    assert.containsSubset(await setting('market.hours'), { value: 'venue', isWaiting: true })
    server.child.kill('SIGTERM')
    await server.ended
    await serve()
    await owner.call('POST', '/session', OWNER)
    await owner.get('/session')
    assert.containsSubset(await setting('market.hours'), { value: 'venue', isWaiting: false })
    await set({}, ['market.hours'])
    assert.containsSubset(await setting('market.hours'), { value: 'always', isWaiting: true })
  })

  test('a file is shown as what it would change, and taken whole or not at all', async ({
    assert,
  }) => {
    const file = { form: 1, settings: { 'market.barDays': 30, 'paper.slippageBps': 3 } }
    const seen = await owner.call('POST', '/settings/import/preview', { file })
    assert.containsSubset(seen.body.changes, [
      { key: 'market.barDays', before: 90, after: 30 },
      { key: 'paper.slippageBps', before: 0, after: 3 },
    ])
    assert.equal((await setting('market.barDays')).value, 90)

    await set({ 'paper.jitterMs': 1 })
    const late = { file, revision: seen.body.revision }
    assert.equal((await owner.call('POST', '/settings/import', late)).body.code, 'overtaken')
    assert.equal((await setting('market.barDays')).value, 90)

    const bad = { file: { form: 1, settings: { ...file.settings, 'paper.sizeFraction': 7 } } }
    assert.deepEqual(fieldsOf((await owner.call('POST', '/settings/import', bad)).body), [
      'file.settings.paper.sizeFraction',
    ])
    assert.equal((await owner.call('POST', '/settings/import', { file })).status, 200)
    assert.equal((await setting('market.barDays')).value, 30)
    assert.containsSubset((await owner.get('/settings/export')).body, file)
  })

  test('every change is in the audit log, with before and after', async ({ assert }) => {
    const { entries } = (await owner.get('/audit?subject=setting:market.barDays')).body as {
      entries: { action: string; detail: Record<string, unknown> }[]
    }
    assert.containsSubset(entries[0], {
      action: 'setting.changed',
      detail: { before: 90, after: 30, by: 'import' },
    })
    assert.equal((await owner.get('/audit/verify')).body.broken, null)
  })

  test('commands do the same, and the running server takes it up', async ({ assert }) => {
    const done = await ace(['settings:set', 'limits.drawdownFractionMax', '20%'])
    assert.equal(done.code, 0, done.error)
    assert.match(done.out, /^limits\.drawdownFractionMax: 25 % -> 20 %$/m)
    const end = Date.now() + 5_000
    while ((await setting('limits.drawdownFractionMax')).value !== 0.2) {
      if (Date.now() > end) throw new Error('the server did not take it up')
      await sleep(100)
    }
    const got = await ace(['settings:get', 'limits.drawdownFractionMax', '--json'])
    assert.containsSubset(JSON.parse(got.out), { setting: { value: 0.2, source: 'database' } })
    const piped = await ace(['settings:set', 'redis.url'], `${REDIS}\n`)
    assert.equal(piped.code, 0, piped.error)
    assert.notInclude(piped.out, 'hush')
    assert.equal((await ace(['settings:reset', 'redis.url', 'paper.jitterMs'])).code, 0)
    for (const [args, says] of [
      [['settings:set', 'limits.drawdownFractionMax', '200%'], /from 0 to 1/],
      [['settings:set', 'redis.url', REDIS], /is a secret/],
      [['settings:set', 'limits.drawdownFractionMx', '1'], /limits\.drawdownFractionMax/],
      [['settings:get', 'nothing'], /no setting nothing/],
      [['settings:import', join(folder.path, 'absent.json')], /ENOENT/],
    ] as const) {
      const refused = await ace(args)
      assert.equal(refused.code, 2, args.join(' '))
      assert.match(refused.error, says)
    }
    const path = join(folder.path, 'settings.json')
    writeFileSync(path, '{"form":1,"settings":{"market.barDays":31}}')
    assert.match((await ace(['settings:import', path])).out, /30 days -> 31 days/)
  })

  test('a trader reads settings and changes none; a viewer does not read them', async ({
    assert,
  }) => {
    for (const [role, read] of [
      ['trader', 200],
      ['viewer', 403],
    ] as const) {
      await owner.call('POST', '/users', { name: role, password: OWNER.password, role })
      const caller = new ApiCaller(server.address)
      await caller.get('/session')
      await caller.call('POST', '/session', { name: role, password: OWNER.password })
      await caller.get('/session')
      assert.equal((await caller.get('/settings')).status, read)
      const change = { settings: { 'market.barDays': 1 } }
      assert.equal((await caller.call('PATCH', '/settings', change)).status, 403)
    }
  })
})
