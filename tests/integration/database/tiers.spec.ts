import { randomBytes } from 'node:crypto'
import { test } from '@japa/runner'
import pg from 'pg'
import { openDatabase } from '#adapters/database/open_database.js'
import type { TimescaleWish } from '#adapters/database/capabilities.js'
import { DataFolder, ROOT, urlOf } from '#tests/support/data_folder.js'
import { ace } from '#tests/support/process.js'

const TIMESCALE_URL = process.env.AQ_TEST_TIMESCALE_URL

const COLUMNS = `select string_agg(table_name || '.' || column_name || ' ' || data_type, ', ' order by table_name, ordinal_position) as columns
  from information_schema.columns where table_schema = 'public'`

function openAt(databaseUrl: string, timescale: TimescaleWish = 'auto') {
  return openDatabase({ root: ROOT, databaseUrl, timescale })
}

test.group('a plain server named by DATABASE_URL', (group) => {
  const folder = new DataFolder()
  let url = ''
  group.setup(async () => {
    const host = await folder.open('external host')
    url = urlOf(host)
    return async () => {
      await host.close()
      folder.remove()
    }
  })

  test('migrate runs against it and says so', async ({ assert }) => {
    const ended = await ace(['migrate', '--json'], { ...process.env, DATABASE_URL: url })
    assert.equal(ended.code, 0, ended.stderr)
    assert.containSubset(JSON.parse(ended.stdout), { capabilities: { tier: 'plain' } })
  })

  test('TIMESCALE=require is refused with what is missing', async ({ assert }) => {
    await assert.rejects(
      () => openAt(url, 'require'),
      /TIMESCALE=require, but the server does not have TimescaleDB/
    )
  })

  test('a wrong password, database, port and URL each get one sentence', async ({ assert }) => {
    const cases: [string, RegExp][] = [
      [url.replace(/:[^:@/]+@/, ':wrong@'), /refused our password/],
      [url.replace(/\/aq$/, '/nowhere'), /does not exist/],
      [url.replace(/:\d+\/aq$/, ':1/aq'), /No database answers there/],
      ['mysql://a:b@localhost/x', /only PostgreSQL is supported/],
      ['localhost', /not a URL/],
      ['postgres://localhost/x', /lacks a user/],
      ['postgres://a@localhost', /lacks a database name/],
      ['postgres://a@localhost/x?sslmode=maybe', /sslmode=maybe/],
    ]
    for (const [wrong, sentence] of cases) await assert.rejects(() => openAt(wrong), sentence)
  })

  test('a command against a server that is away ends with one sentence and code 1', async ({
    assert,
  }) => {
    const away = url.replace(/:\d+\/aq$/, ':1/aq')
    const ended = await ace(['migrate'], { ...process.env, DATABASE_URL: away })
    assert.equal(ended.code, 1)
    assert.match(ended.stderr, /^\s*No database answers there: .*\s*$/)
  })
})

test.group('TimescaleDB, Apache edition', (group) => {
  const name = `aq_test_${randomBytes(4).toString('hex')}`
  let url = ''

  group.setup(async () => {
    if (!TIMESCALE_URL) return () => {}
    await asAdministrator(`create database ${name}`)
    url = Object.assign(new URL(TIMESCALE_URL), { pathname: `/${name}` }).href
    return () => asAdministrator(`drop database ${name} with (force)`)
  })
  group.tap((one) => {
    if (!TIMESCALE_URL) one.skip(true, 'AQ_TEST_TIMESCALE_URL names no server')
  })

  test('TIMESCALE=off leaves the extension alone', async ({ assert }) => {
    const database = await openAt(url, 'off')
    assert.equal(database.tier, 'plain')
    assert.isNull(database.report.capabilities.timescaleVersion)
    await database.close()
  })

  test('bars stored on plain tables move into the hypertable when the tier is used', async ({
    assert,
  }) => {
    const before = await openAt(url, 'off')
    await before.withClient((client) =>
      client.query(
        `insert into bars select 1, timestamptz '2020-01-01' + n * interval '1 day', 1, 2, 0.5, 1.5, n
           from generate_series(0, 999) n`
      )
    )
    await before.close()

    const database = await openAt(url)
    assert.equal(database.tier, 'tsdb-apache')
    assert.match(database.report.storage.join(), /hypertable/)
    const { rows } = await database.withClient((client) =>
      client.query(
        `select (select count(*)::int from bars) as bars, (select count(*)::int from show_chunks('bars')) as chunks`
      )
    )
    assert.equal(rows[0].bars, 1000)
    assert.isAtLeast(rows[0].chunks, 10)
    await database.close()
  })

  test('once set up, opening changes nothing', async ({ assert }) => {
    const database = await openAt(url)
    assert.deepEqual(database.report.migrated, [])
    assert.deepEqual(database.report.storage, [])
    assert.deepEqual((await database.bringUpToDate()).storage, [])
    await database.close()
  })

  test('the tables are the same as on a plain server', async ({ assert }) => {
    const folder = new DataFolder()
    const plain = await folder.open()
    const apache = await openAt(url)
    const read = async (database: typeof plain) =>
      (await database.withClient((client) => client.query(COLUMNS))).rows[0].columns
    assert.equal(await read(apache), await read(plain))
    await plain.close()
    await apache.close()
    folder.remove()
  })

  test('migrate and doctor name the tier', async ({ assert }) => {
    const env = { ...process.env, DATABASE_URL: url }
    const migrated = await ace(['migrate'], env)
    assert.match(migrated.stdout, /TimescaleDB 2\.\d+\.\d+ \(tier: tsdb-apache\)/)
    const doctor = await ace(['doctor'], env)
    assert.equal(doctor.code, 0, doctor.stdout)
    assert.match(doctor.stdout, /tier\s+tsdb-apache/)
  })
})

async function asAdministrator(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: TIMESCALE_URL })
  await client.connect()
  await client.query(statement)
  await client.end()
}
