import { test } from '@japa/runner'
import { PostgresAlerts } from '#adapters/alerts/postgres/postgres_alerts.js'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import type { Alert, AlertRow } from '#ports/alerts.js'
import { DataFolder } from '#tests/support/data_folder.js'

const MINUTE_MS = 60_000

function alert(key: string, more: Partial<Alert> = {}): Alert {
  return {
    key,
    severity: 'warning',
    title: key,
    body: 'something',
    account: null,
    subject: null,
    ...more,
  }
}

test.group('incidents in the database', (group) => {
  const folder = new DataFolder()
  let database: OpenedDatabase
  let records: PostgresAlerts
  const startMs = Date.now()

  const raise = (key: string, more: Partial<Alert> = {}, atMs = startMs) =>
    records.write([{ type: 'raise', alert: alert(key, more), times: 1, atMs }])
  const resolve = (key: string, except: readonly string[] = [], atMs = startMs) =>
    records.write([{ type: 'resolve', key, except, atMs }])
  const list = (isOpen = true) => records.list({ isOpen, account: null, limit: 1_000 })
  const keys = async () => (await list()).map(({ key }) => key)
  const only = async (key: string): Promise<AlertRow> => {
    const rows = (await list(false)).filter((row) => row.key === key)
    if (rows.length !== 1) throw new Error(`${rows.length} incidents of ${key}`)
    return rows[0]!
  }

  group.setup(async () => {
    database = await folder.open()
    records = new PostgresAlerts(database)
  })
  group.each.teardown(async () => {
    await database.withClient((client) => client.query('truncate alerts, alert_events cascade'))
  })
  group.teardown(async () => {
    await database.close()
    folder.remove()
  })

  test('what is raised again under an open key adds to it and says the newest', async ({
    assert,
  }) => {
    await raise('paper:mode', { body: 'first', account: 'paper', subject: 'order:ord_paper_1' })
    await raise('paper:mode', { body: 'second' }, startMs + 5_000)
    const row = await only('paper:mode')
    assert.deepInclude(row, {
      state: 'open',
      times: 2,
      body: 'second',
      account: 'paper',
      subject: 'order:ord_paper_1',
      firstMs: startMs,
      lastMs: startMs + 5_000,
    })
  })

  test('twenty at once from many connections are one incident', async ({ assert }) => {
    await Promise.all(Array.from({ length: 20 }, () => raise('engine:stopped')))
    assert.equal((await only('engine:stopped')).times, 20)
  })

  test('what gets worse wants to be acknowledged anew; what gets better stays as bad', async ({
    assert,
  }) => {
    await raise('paper:mode', { severity: 'warning' })
    const { id } = await only('paper:mode')
    assert.isTrue(await records.acknowledge(id, 'cli:ann', 'seen'))
    await raise('paper:mode', { severity: 'info' })
    assert.deepInclude(await only('paper:mode'), { state: 'acknowledged', severity: 'warning' })
    await raise('paper:mode', { severity: 'critical' })
    assert.deepInclude(await only('paper:mode'), { state: 'open', severity: 'critical' })
    const found = await records.find(id)
    assert.deepEqual(
      found?.events.map(({ type, actor }) => `${type} ${actor}`),
      ['raised aq', 'acknowledged cli:ann', 'worsened aq']
    )
  })

  test('what comes back within ten minutes is the same incident, later another', async ({
    assert,
  }) => {
    await raise('redis:down')
    await resolve('redis:down', [], startMs + MINUTE_MS)
    assert.deepEqual(await keys(), [])
    await raise('redis:down', {}, startMs + 5 * MINUTE_MS)
    assert.deepInclude(await only('redis:down'), { state: 'open', times: 2, resolvedMs: null })
    await resolve('redis:down', [], startMs + 6 * MINUTE_MS)
    await raise('redis:down', {}, startMs + 17 * MINUTE_MS)
    const rows = (await list(false)).filter(({ key }) => key === 'redis:down')
    assert.deepEqual(
      rows.map(({ state, times }) => `${state} ${times}`),
      ['open 1', 'resolved 2']
    )
  })

  test('an area is ended but for what still holds; other areas and look-alikes stay', async ({
    assert,
  }) => {
    for (const key of ['a:x:1', 'a:x:2', 'a:x:3', 'a:y', 'a%x:1', 'b:x:1']) await raise(key)
    await resolve('a:x:*', ['a:x:2'])
    assert.sameMembers(await keys(), ['a:x:2', 'a:y', 'a%x:1', 'b:x:1'])
    await resolve('nothing:of:the:kind')
    await resolve('a:y')
    assert.sameMembers(await keys(), ['a:x:2', 'a%x:1', 'b:x:1'])
    assert.equal((await only('a:y')).resolvedBy, 'aq')
  })

  test('what is over by itself ends when it was quiet for long enough', async ({ assert }) => {
    await raise('market:bad:US.AAPL', { quietMs: 10 * MINUTE_MS })
    await raise('paper:mode')
    await records.resolveQuiet(startMs + 9 * MINUTE_MS)
    assert.lengthOf(await keys(), 2)
    await raise('market:bad:US.AAPL', { quietMs: 10 * MINUTE_MS }, startMs + 9 * MINUTE_MS)
    await records.resolveQuiet(startMs + 15 * MINUTE_MS)
    assert.lengthOf(await keys(), 2)
    await records.resolveQuiet(startMs + 20 * MINUTE_MS)
    assert.deepEqual(await keys(), ['paper:mode'])
  })

  test('people acknowledge and end what is there, and nothing else', async ({ assert }) => {
    await raise('paper:journal')
    const { id } = await only('paper:journal')
    assert.isFalse(await records.acknowledge(id + 1_000, 'cli:ann', ''))
    assert.isTrue(await records.resolveByHand(id, 'cli:ann', 'repaired'))
    assert.isFalse(await records.resolveByHand(id, 'cli:ann', 'again'))
    assert.isFalse(await records.acknowledge(id, 'cli:ann', ''))
    assert.deepInclude(await only('paper:journal'), { state: 'resolved', resolvedBy: 'cli:ann' })
    assert.isNull(await records.find(id + 1_000))
  })

  test('the gravest are first, what is over last', async ({ assert }) => {
    await raise('one', { severity: 'info' }, startMs + 3)
    await raise('two', { severity: 'critical' }, startMs + 1)
    await raise('three', { severity: 'warning' }, startMs + 2)
    await raise('four', { severity: 'critical' }, startMs + 4)
    await resolve('four')
    const all = (await list(false)).map(({ key }) => key)
    assert.deepEqual(all, ['two', 'three', 'one', 'four'])
    const mine = await records.list({ isOpen: false, account: 'paper', limit: 10 })
    assert.deepEqual(mine, [])
  })

  test('what comes and goes all day is one incident with so many events', async ({ assert }) => {
    for (let k = 0; k < 150; k++) {
      await raise('flap', {}, startMs + k * 1_000)
      await resolve('flap', [], startMs + k * 1_000 + 500)
    }
    const { id, times } = await only('flap')
    assert.equal(times, 150)
    const events = (await records.find(id))?.events ?? []
    assert.isAtMost(events.length, 201)
  })

  test('a plugin incident is an alert, by whomever it was written', async ({ assert }) => {
    const incident = (kind: string, message: string) =>
      database.withClient((client) =>
        client.query(
          `insert into plugin_incidents (plugin_id, environment, kind, message, detail, at)
           values ('momentum', 'paper', $1, $2, '{}', now())`,
          [kind, message]
        )
      )
    await incident('killed', 'it used 300 MB')
    await incident('killed', 'it used 400 MB')
    await incident('violation', 'x'.repeat(5_000))
    const rows = await list()
    assert.deepEqual(
      rows.map(({ key, severity, times, subject }) => [key, severity, times, subject]),
      [
        ['plugin:paper:momentum:violation', 'critical', 1, 'plugin:momentum'],
        ['plugin:paper:momentum:killed', 'warning', 2, 'plugin:momentum'],
      ]
    )
    assert.equal(rows[1]?.body, 'it used 400 MB')
    assert.equal(rows[0]?.body.length, 2_000)
  })
})
