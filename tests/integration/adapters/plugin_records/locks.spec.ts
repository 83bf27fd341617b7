import { test } from '@japa/runner'
import { PostgresPluginLocks } from '#adapters/plugin_records/postgres_locks.js'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import type { LockSession } from '#ports/plugin_locks.js'
import { DataFolder } from '../../../support/data_folder.js'

test.group('plugin locks', (group) => {
  const data = new DataFolder()
  let database: OpenedDatabase
  let one: LockSession
  let other: LockSession
  group.setup(async () => {
    database = await data.open()
    return async () => {
      await database.close()
      data.remove()
    }
  })
  group.each.setup(async () => {
    const locks = new PostgresPluginLocks(database)
    one = await locks.open()
    other = await locks.open()
    return async () => {
      await one.release()
      await other.release()
    }
  })

  test('one session has a change alone, and the other learns who', async ({ assert }) => {
    assert.isTrue(await one.tryAlone('change:trend_rider'))
    assert.isTrue(await one.tryAlone('change:trend_rider'))
    assert.isFalse(await other.tryAlone('change:trend_rider'))
    assert.equal(await other.holder('change:trend_rider'), `process ${process.pid}`)
    assert.isTrue(await other.tryAlone('change:gap_hunter'))
    await one.release()
    assert.isNull(await other.holder('change:trend_rider'))
    assert.isTrue(await other.tryAlone('change:trend_rider'))
  })

  test('several use a plugin, and meanwhile nobody has it alone', async ({ assert }) => {
    const locks = new PostgresPluginLocks(database)
    const [first, second] = [await locks.share(), await locks.share()]
    const elsewhere = await new PostgresPluginLocks(database).share()
    for (const user of [first, second, elsewhere]) {
      assert.isTrue(await user.tryShared('use:trend_rider'))
    }
    for (const user of [first, elsewhere, second]) {
      assert.isFalse(await one.tryAlone('use:trend_rider'))
      await user.release()
      await user.release()
    }
    assert.isTrue(await one.tryAlone('use:trend_rider'))
    const late = await locks.share()
    assert.isFalse(await late.tryShared('use:trend_rider'))
    await late.release()
  })

  test('twenty that run take one connection', async ({ assert }) => {
    const locks = new PostgresPluginLocks(database)
    const users = await Promise.all(Array.from({ length: 20 }, () => locks.share()))
    const warnings: Error[] = []
    const warned = (warning: Error) => void warnings.push(warning)
    process.on('warning', warned)
    const got = await Promise.all(users.map((user, k) => user.tryShared(`use:plugin_${k}`)))
    assert.isTrue(got.every(Boolean))
    const connections = () =>
      database.withClient(async (client) => {
        const sql = `select count(*)::int as n from pg_stat_activity
          where application_name like 'aq-plugins pid=%'`
        return (await client.query<{ n: number }>(sql)).rows[0]?.n
      })
    // Two are those of `one` and `other`.
    assert.equal(await connections(), 3)
    await Promise.all(users.map((user) => user.release()))
    process.off('warning', warned)
    assert.deepEqual(warnings, [], 'a connection takes one query at a time')
    assert.isTrue(await one.tryAlone('use:plugin_7'))
  })

  test('waiting ends with the lock or with the time', async ({ assert }) => {
    assert.isTrue(await one.waitAlone('file:lock', 1000))
    assert.isFalse(await other.waitAlone('file:lock', 50))
    const waiting = other.waitAlone('file:lock', 5000)
    await one.giveBack('file:lock')
    assert.isTrue(await waiting)
  })

  test('a lost connection loses the locks, and confirming them fails', async ({ assert }) => {
    assert.isTrue(await one.tryAlone('change:trend_rider'))
    await one.confirm()
    await database.withClient((client) =>
      client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where application_name like 'aq-plugins pid=%'`
      )
    )
    await assert.rejects(() => one.confirm())
  })
})
