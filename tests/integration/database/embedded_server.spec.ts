import { createServer } from 'node:net'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { explainDatabaseError } from '#adapters/database/explain_error.js'
import { DataFolder } from '#tests/support/data_folder.js'
import { startNode } from '#tests/support/process.js'

const USER = ['--import=./bin/typescript.mjs', 'tests/support/database_user.ts']

test.group('the embedded server', (group) => {
  const folder = new DataFolder('empty')
  group.teardown(() => folder.remove())

  test('the first opening creates it, with a password only its owner may read', async ({
    assert,
  }) => {
    const database = await folder.open()
    assert.equal(database.settings.host, '127.0.0.1')
    assert.equal(statSync(folder.cluster.password).mode & 0o777, 0o600)
    assert.equal(statSync(folder.cluster.data).mode & 0o777, 0o700)
    assert.isAbove(database.report.migrated.length, 0)
    await database.close()
    assert.isNull(folder.serverPid)
  })

  test('fsync stays on, and nothing but loopback is listened on', async ({ assert }) => {
    const database = await folder.open()
    const { rows } = await database.withClient((client) =>
      client.query(
        `select current_setting('fsync') as fsync, current_setting('listen_addresses') as listens,
                current_setting('password_encryption') as passwords`
      )
    )
    assert.deepEqual(rows[0], { fsync: 'on', listens: '127.0.0.1', passwords: 'scram-sha-256' })
    await database.close()
  })

  test('a second opening only starts the server, which is quick even on a busy machine', async ({
    assert,
  }) => {
    const startedAt = performance.now()
    const database = await folder.open()
    const tookMs = performance.now() - startedAt
    assert.deepEqual(database.report.migrated, [])
    await database.close()
    assert.isBelow(tookMs, 1500)
  })

  test('the last user to leave stops it, whoever started it', async ({ assert }) => {
    const first = await folder.open('first')
    const second = await folder.open('second')
    assert.equal(second.settings.port, first.settings.port)
    await first.close()
    const { rows } = await second.withClient((client) => client.query('select 1 as one'))
    assert.equal(rows[0].one, 1)
    await second.close()
    assert.isNull(folder.serverPid)
  })

  test('a user that is killed leaves a server that the next one adopts and stops', async ({
    assert,
  }) => {
    const user = startNode([...USER, folder.path], folder.environment)
    await user.says(/open on/)
    process.kill(user.pid, 'SIGKILL')
    await user.ended
    const left = folder.serverPid
    assert.isNotNull(left)
    const database = await folder.open()
    assert.equal(folder.serverPid, left)
    await database.close()
    assert.isNull(folder.serverPid)
  })

  test('a killed server is started again over its stale pid file', async ({ assert }) => {
    const before = await folder.open()
    process.kill(folder.serverPid!, 'SIGKILL')
    const error = await before
      .withClient((client) => client.query('select pg_sleep(5)'))
      .then(() => null)
      .catch((caught: unknown) => caught)
    assert.match(explainDatabaseError(error) ?? '', /went away|No database answers/)
    await before.close()
    const database = await folder.open()
    const { rows } = await database.withClient((client) => client.query('select 1 as one'))
    assert.equal(rows[0].one, 1)
    await database.close()
  })

  test('a pid file whose number belongs to another program now is no obstacle', async ({
    assert,
  }) => {
    writeFileSync(
      folder.cluster.pidFile,
      [process.pid, folder.cluster.data, 1, 5432, '', '127.0.0.1', '0 0', 'ready', ''].join('\n')
    )
    const database = await folder.open()
    assert.notEqual(folder.serverPid, process.pid)
    await database.close()
  })

  test('when its port is taken it takes another and remembers that', async ({ assert }) => {
    const port = Number(readFileSync(folder.cluster.port, 'utf8'))
    const other = createServer().listen(port, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const database = await folder.open()
    assert.notEqual(database.settings.port, port)
    assert.equal(Number(readFileSync(folder.cluster.port, 'utf8')), database.settings.port)
    await database.close()
    await new Promise((resolve) => other.close(resolve))
  })

  test('six processes that come and go at once never break each other', async ({ assert }) => {
    const users = Array.from({ length: 6 }, (_, index) =>
      startNode([...USER, folder.path, String(index * 120)], folder.environment)
    )
    const ends = await Promise.all(users.map((user) => user.ended))
    for (const end of ends) assert.deepInclude(end, { code: 0, stderr: '' })
    assert.isNull(folder.serverPid)
  })
})

test.group('making the embedded server', (group) => {
  let folder: DataFolder
  group.each.setup(() => {
    folder = new DataFolder('empty')
    return () => folder.remove()
  })

  test('two first starts at once end with one cluster and no leftovers', async ({ assert }) => {
    const [one, two] = await Promise.all([folder.open(), folder.open()])
    assert.equal(one.settings.password, two.settings.password)
    await Promise.all([one.close(), two.close()])
    assert.deepEqual(readdirSync(folder.cluster.parent), ['18'])
  })

  test('an attempt that was killed half-way is cleared away', async ({ assert }) => {
    const gone = startNode(['-e', ''], process.env)
    await gone.ended
    mkdirSync(`${folder.cluster.home}.new-${gone.pid}-0badcafe/data`, { recursive: true })
    const database = await folder.open()
    await database.close()
    assert.isTrue(existsSync(folder.cluster.data))
    assert.deepEqual(readdirSync(folder.cluster.parent), ['18'])
  })
})
