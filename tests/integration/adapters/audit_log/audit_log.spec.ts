import { test } from '@japa/runner'
import fc from 'fast-check'
import type { ClientBase } from 'pg'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import { appendAudit } from '#adapters/audit_log/append_audit.js'
import { PostgresAuditLog } from '#adapters/audit_log/postgres_audit_log.js'
import { DataFolder } from '#tests/support/data_folder.js'

/** One way of falsifying the log, and the rows at which it must be found (`at` is the row it is done to). */
interface Forgery {
  readonly name: string
  readonly sql: (at: number) => string
  readonly foundAt: (at: number, count: number) => readonly number[]
}

const FORGERIES: readonly Forgery[] = [
  {
    name: 'another actor',
    sql: (at) => `update audit_log set actor = 'nobody' where sequence = ${at}`,
    foundAt: (at) => [at],
  },
  {
    name: 'another detail',
    sql: (at) => `update audit_log set detail = '{"n":-1}' where sequence = ${at}`,
    foundAt: (at) => [at],
  },
  {
    name: 'another time',
    sql: (at) => `update audit_log set at = at + interval '1 ms' where sequence = ${at}`,
    foundAt: (at) => [at],
  },
  {
    name: 'a row taken away',
    sql: (at) => `delete from audit_log where sequence = ${at}`,
    foundAt: (at, count) => [at === count ? at : at + 1],
  },
  {
    name: 'a row put in at the end',
    sql: () =>
      `insert into audit_log select sequence + 1, at, actor, action, subject, detail, hash, 'made up'
       from audit_log order by sequence desc limit 1`,
    foundAt: (_, count) => [count + 1],
  },
  {
    name: 'two rows exchanged',
    sql: (at) =>
      `update audit_log set sequence = case sequence when ${at} then 1 else ${at} end
       where sequence in (1, ${at}) and ${at} > 1`,
    foundAt: (at) => (at === 1 ? [] : [1]),
  },
  {
    name: 'everything from a row on taken away',
    sql: (at) => `delete from audit_log where sequence >= ${at}`,
    foundAt: (at) => [at],
  },
]

test.group('the audit log', (group) => {
  const folder = new DataFolder()
  let database: OpenedDatabase
  let log: PostgresAuditLog
  group.setup(async () => {
    database = await folder.open()
    log = new PostgresAuditLog(database)
    return async () => {
      await database.close()
      folder.remove()
    }
  })
  /** Does what only an administrator of the database can: changes rows behind the log's back. */
  const forge = (use: (client: ClientBase) => Promise<unknown>) =>
    database.transaction(async (client) => {
      await client.query('alter table audit_log disable trigger all')
      await client.query('alter table audit_head disable trigger all')
      // The primary key would notice an exchange half way through it.
      await client.query('alter table audit_log drop constraint audit_log_pkey')
      await use(client)
      await client.query('alter table audit_log add primary key (sequence)')
      await client.query('alter table audit_log enable trigger all')
      await client.query('alter table audit_head enable trigger all')
    })
  group.each.setup(() =>
    forge(async (client) => {
      await client.query('truncate audit_log')
      await client.query('truncate audit_head')
    })
  )
  const entry = (n: number) => ({
    actor: 'cli',
    action: 'test.done',
    subject: `plugin:p${n % 3}`,
    detail: { n, text: `é\u202e\n"${n}`, deep: { b: [1.5, null, true], a: 1e21 } },
  })

  test('numbers rows without gaps and lists the latest first', async ({ assert }) => {
    await log.append(entry(0), entry(1))
    await log.append(entry(3))
    const rows = await log.list({ limit: 10 })
    assert.deepEqual(
      rows.map(({ sequence }) => sequence),
      [3, 2, 1]
    )
    assert.deepEqual(rows[2]!.detail, entry(0).detail)
    assert.equal(rows[2]!.previousHash, '0'.repeat(64))
    assert.equal(rows[1]!.previousHash, rows[2]!.hash)
    assert.lengthOf(await log.list({ limit: 10, subject: 'plugin:p0' }), 2)
    assert.deepEqual(await log.verify(), { rows: 3, broken: null })
  })

  test('an empty log is whole', async ({ assert }) => {
    assert.deepEqual(await log.verify(), { rows: 0, broken: null })
  })

  test('keeps texts that PostgreSQL cannot hold, and bounds what it keeps', async ({ assert }) => {
    const odd = {
      actor: 'a\u0000b',
      action: 'x.y',
      subject: '\ud800',
      detail: { 'k\u0000': '\u0000\udfff' },
    }
    await log.append(odd, { ...odd, detail: { long: '💣'.repeat(100_000), undefined: undefined } })
    assert.deepEqual(await log.verify(), { rows: 2, broken: null })
    const [last] = await log.list({ limit: 1 })
    assert.isBelow(JSON.stringify(last!.detail).length, 40_000)
  })

  test('writers at the same time, in several processes of the database, leave one chain', async ({
    assert,
  }) => {
    const other = await folder.open('second')
    const logs = [log, new PostgresAuditLog(other)]
    await Promise.all(Array.from({ length: 60 }, (_, n) => logs[n % 2]!.append(entry(n), entry(n))))
    await other.close()
    assert.deepEqual(await log.verify(), { rows: 120, broken: null })
  })

  test('entries of a transaction that fails leave no trace', async ({ assert }) => {
    await log.append(entry(1))
    const failing = database.transaction(async (client) => {
      await appendAudit(client, [entry(2)])
      throw new Error('changed my mind')
    })
    await assert.rejects(() => failing, 'changed my mind')
    await log.append(entry(3))
    assert.deepEqual(await log.verify(), { rows: 2, broken: null })
  })

  test('the database refuses {$self}')
    .with([
      'update audit_log set actor = 1::text',
      'delete from audit_log',
      'truncate audit_log',
      'delete from audit_head',
    ])
    .run(async ({ assert }, statement) => {
      await log.append(entry(1))
      await assert.rejects(
        () => database.withClient((client) => client.query(statement)),
        /the audit log can only grow/
      )
      assert.deepEqual(await log.verify(), { rows: 1, broken: null })
    })

  test('a gap at the end stays visible after later rows', async ({ assert }) => {
    await log.append(entry(1), entry(2), entry(3))
    await forge((client) => client.query('delete from audit_log where sequence = 3'))
    await log.append(entry(4))
    const { broken } = await log.verify()
    assert.deepEqual(broken, { sequence: 4, reason: 'row 3 before it is missing' })
  })

  test('finds any forgery at any row, and names the row', async ({ assert }) => {
    const cases = fc.record({
      count: fc.integer({ min: 2, max: 12 }),
      pick: fc.nat(),
      forgery: fc.constantFrom(...FORGERIES),
    })
    await fc.assert(
      fc.asyncProperty(cases, async ({ count, pick, forgery }) => {
        await forge(async (client) => {
          await client.query('truncate audit_log')
          await client.query('truncate audit_head')
        })
        await log.append(...Array.from({ length: count }, (_, n) => entry(n)))
        const at = 1 + (pick % count)
        await forge((client) => client.query(forgery.sql(at)))
        const expected = forgery.foundAt(at, count)
        const { broken } = await log.verify()
        if (expected.length === 0) assert.isNull(broken)
        else assert.include(expected, broken?.sequence ?? 0, `${forgery.name}: ${broken?.reason}`)
      }),
      { numRuns: 60 }
    )
  })

  test('walks a long chain in batches', async ({ assert }) => {
    await log.append(...Array.from({ length: 2500 }, (_, n) => entry(n)))
    assert.deepEqual(await log.verify(), { rows: 2500, broken: null })
    await forge((client) =>
      client.query(`update audit_log set subject = 'other' where sequence = 2100`)
    )
    assert.equal((await log.verify()).broken?.sequence, 2100)
  })
})
