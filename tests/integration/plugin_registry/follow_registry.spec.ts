import { test } from '@japa/runner'
import { mkdirSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { PostgresAuditLog } from '#adapters/audit_log/postgres_audit_log.js'
import type { OpenedDatabase } from '#adapters/database/open_database.js'
import { IndexReader } from '#adapters/plugin_source/index_reader.js'
import { PostgresRegistryRecords } from '#adapters/registry_records/postgres_registry_records.js'
import { FollowedIndexes } from '#engine/plugin_registry/followed_indexes.js'
import { followRegistry, leaveRegistry } from '#engine/plugin_registry/follow_registry.js'
import type { RegistryIndex } from '#engine/plugin_registry/index_document.js'
import { refreshRegistries } from '#engine/plugin_registry/refresh_registries.js'
import { generateKey } from '#engine/plugin_package/signature.js'
import type { IndexBytes } from '#ports/plugin_registry.js'
import { DataFolder } from '#tests/support/data_folder.js'
import {
  DAY,
  KEEPER,
  NOON,
  publish,
  sampleIndex,
  samplePlugin,
  sampleVersion,
} from '#tests/support/sample_index.js'
import { SmallServer } from '#tests/support/small_server.js'

test.group('following a registry', (group) => {
  const data = new DataFolder()
  let database!: OpenedDatabase
  let server!: SmallServer
  /** What the registry answers now. */
  let published: IndexBytes | ((response: ServerResponse, path: string) => void)
  let nowMs = NOON

  group.setup(async () => {
    database = await data.open()
    return async () => {
      await database.close()
      data.remove()
    }
  })

  group.each.setup(async () => {
    nowMs = NOON
    published = publish(sampleIndex())
    server = await SmallServer.start((request, response) => {
      const path = request.url ?? ''
      if (typeof published === 'function') published(response, path)
      else if (path === '/index.json') response.end(published.index)
      else if (path === '/index.json.sig') response.end(published.signature)
      else response.writeHead(404).end()
    })
    return async () => {
      await database.withClient((client) => client.query('delete from plugin_registries'))
      await server.stop()
    }
  })

  const ports = () => ({
    records: new PostgresRegistryRecords(database),
    reader: new IndexReader(1500),
    audit: new PostgresAuditLog(database),
    now: () => nowMs,
  })
  const indexes = () => new FollowedIndexes(ports(), { aq: '0.1.0', sdk: 0 })
  const follow = (key: string | null = KEEPER.keyId, location = server.address) =>
    followRegistry(
      { location, workingFolder: data.path, key, vouches: 'verified', actor: 'cli' },
      ports()
    )
  const put = (index: RegistryIndex | string, key = KEEPER) => (published = publish(index, key))
  const blocking = {
    id: 'momentum_pro',
    versions: null,
    range: null,
    keyId: null,
    reason: 'It steals.',
    sinceMs: NOON,
  }
  const question = { id: 'momentum_pro', version: '1.0.0', keyId: null }

  test('follows by key id or public key, once and again, and writes it down', async ({
    assert,
  }) => {
    const first = await follow()
    assert.isTrue(first.ok, JSON.stringify(first))
    assert.isTrue((await follow(KEEPER.publicKey)).ok)
    const [row, ...others] = await ports().records.list()
    assert.lengthOf(others, 0)
    assert.deepInclude(row, {
      url: `${server.address}index.json`,
      keyId: KEEPER.keyId,
      sequence: 5,
      expiresAtMs: NOON + 6 * DAY,
    })
    assert.equal(row!.document.index, Buffer.from((published as IndexBytes).index).toString())
    const [audit] = await ports().audit.list({ subject: `registry:${row!.url}`, limit: 1 })
    assert.deepInclude(audit, { action: 'registry.followed', actor: 'cli' })
    assert.isNull((await ports().audit.verify()).broken)
  })

  test('asks a person for the key that nobody gave, and follows only on a yes', async ({
    assert,
  }) => {
    const refused = await follow(null)
    assert.match(
      refused.ok ? '' : refused.failure.message,
      /give the key of who runs it with --key/
    )
    const request = {
      location: server.address,
      workingFolder: '/',
      key: null,
      vouches: 'verified' as const,
      actor: 'cli',
    }
    const seen: string[] = []
    const no = await followRegistry(request, ports(), async (offer) => {
      seen.push(`${offer.name} ${offer.keyId}`)
      return false
    })
    assert.isFalse(no.ok)
    assert.deepEqual(await ports().records.list(), [])
    assert.isTrue((await followRegistry(request, ports(), async () => true)).ok)
    assert.deepEqual(seen, [`Sample registry ${KEEPER.keyId}`])
  })

  test('does not follow with a wrong key, and takes no other key later', async ({ assert }) => {
    const wrong = await follow(generateKey().keyId)
    assert.match(wrong.ok ? '' : wrong.failure.message, /check the key with who runs the registry/)
    assert.match(JSON.stringify(await follow('KEY')), /--key is the 16 hexadecimal digits/)
    assert.isTrue((await follow()).ok)
    const thief = generateKey()
    put(sampleIndex({ sequence: 9 }), thief)
    const swapped = await follow(thief.keyId)
    assert.match(swapped.ok ? '' : swapped.failure.message, /registry:remove it first/)
    assert.equal((await ports().records.list())[0]!.keyId, KEEPER.keyId)
  })

  test('takes a new index, and its kill list counts at once', async ({ assert }) => {
    await follow()
    assert.isNull(await indexes().blocked(question))
    put(sampleIndex({ sequence: 6, blocked: [blocking] }))
    const [outcome] = await refreshRegistries(ports())
    assert.isNull(outcome!.failure)
    assert.equal(outcome!.now.sequence, 6)
    assert.match((await indexes().blocked(question))!, /It steals/)
  })

  type Answer = () => void
  const TROUBLES: readonly (readonly [string, Answer, string, boolean])[] = [
    [
      'an index that is rolled back',
      () => put(sampleIndex({ sequence: 4 })),
      'index_rolled_back',
      true,
    ],
    [
      'an index that changed without a new sequence',
      () => put(sampleIndex({ name: 'X' })),
      'index_rolled_back',
      true,
    ],
    ['a key swap', () => put(sampleIndex({ sequence: 9 }), generateKey()), 'index_unsigned', true],
    [
      'a wrong signature',
      () =>
        (published = {
          ...publish(sampleIndex({ sequence: 9 })),
          signature: publish(sampleIndex()).signature,
        }),
      'index_unsigned',
      true,
    ],
    [
      'an expired index',
      () => put(sampleIndex({ sequence: 6, expiresAtMs: NOON })),
      'index_expired',
      false,
    ],
    ['garbage', () => put('{"formatVersion":1,"name":7}'), 'index_invalid', true],
    ['an index of 100 MB', () => (published = hundredMegabytes), 'too_large', false],
    [
      'a signature of 100 MB',
      () =>
        (published = (response, path) =>
          path.endsWith('.sig') ? hundredMegabytes(response) : response.end('{}')),
      'too_large',
      false,
    ],
    [
      'no index',
      () => (published = (response) => response.writeHead(404).end()),
      'not_found',
      false,
    ],
    [
      'no signature',
      () =>
        (published = (response, path) =>
          path.endsWith('.sig') ? response.writeHead(404).end() : response.end('{}')),
      'index_unsigned',
      true,
    ],
    [
      'an error',
      () => (published = (response) => response.writeHead(500).end()),
      'unreachable',
      false,
    ],
    [
      'a redirect to the machine that knows all secrets',
      () =>
        (published = (response) =>
          response.writeHead(302, { location: 'http://169.254.169.254/latest/' }).end()),
      'unreachable',
      false,
    ],
    ['silence', () => (published = () => undefined), 'unreachable', false],
    ['half an index', () => (published = half), 'unreachable', false],
  ]
  for (const [name, happens, code, isAlarming] of TROUBLES) {
    test(`${name} changes nothing: the last good index stays with its kill list`, async ({
      assert,
    }) => {
      put(
        sampleIndex({
          blocked: [blocking],
          plugins: [samplePlugin(), samplePlugin({ id: 'breakout' })],
        })
      )
      await follow()
      const [before] = await ports().records.list()
      const auditBefore = (await ports().audit.list({ limit: 1 }))[0]!.sequence
      happens()
      const all = indexes()
      await all.refresh()
      assert.deepEqual(await ports().records.list(), [before])
      assert.match((await all.blocked(question))!, /It steals/)
      assert.isTrue((await all.find('breakout')).ok)
      assert.lengthOf(await all.warnings(), 1)
      const [outcome] = await refreshRegistries(ports())
      assert.equal(outcome!.failure?.code, code, outcome!.failure?.message)
      const [last] = await ports().audit.list({ limit: 1 })
      assert.equal(last!.action === 'registry.refused' && last!.sequence > auditBefore, isAlarming)
    })
  }

  test('an index that has expired since installs nothing and still blocks', async ({ assert }) => {
    put(
      sampleIndex({
        blocked: [blocking],
        plugins: [samplePlugin(), samplePlugin({ id: 'breakout' })],
      })
    )
    await follow()
    nowMs = NOON + 7 * DAY
    const all = indexes()
    await all.refresh()
    const found = await all.find('breakout')
    assert.equal(found.ok ? '' : found.failure.code, 'index_expired')
    assert.match((await all.blocked(question))!, /It steals/)
    assert.match((await all.warnings())[0]!, /expired at 2026-03-07T12:00:00Z/)
  })

  test('an index and a signature that are replaced one after the other are read once more', async ({
    assert,
  }) => {
    await follow()
    const [old, fresh] = [publish(sampleIndex()), publish(sampleIndex({ sequence: 6 }))]
    let asked = 0
    published = (response, path) => {
      asked += 1
      if (!path.endsWith('.sig')) response.end(fresh.index)
      else response.end(asked === 1 ? old.signature : fresh.signature)
    }
    const [outcome] = await refreshRegistries(ports())
    assert.isNull(outcome!.failure)
    assert.equal(outcome!.now.sequence, 6)
  })

  test('of two who refresh at once, the newer index stays', async ({ assert }) => {
    await follow()
    const { records } = ports()
    const [row] = await records.list()
    const newer = { ...row!, sequence: 8 }
    const saved = await Promise.all([
      records.save(newer),
      records.save({ ...row!, sequence: 7 }),
      records.save(newer),
    ])
    assert.isTrue(saved[0])
    assert.equal((await records.list())[0]!.sequence, 8)
    assert.isFalse(await records.save({ ...row!, sequence: 7 }))
    assert.isFalse(
      await records.save({ ...newer, sequence: 9, publicKey: generateKey().publicKey })
    )
    assert.equal((await records.list())[0]!.publicKey, KEEPER.publicKey)
  })

  test('registries asked a moment ago are not asked again', async ({ assert }) => {
    await follow()
    const before = server.asked.length
    nowMs += 30 * 60_000
    await indexes().refresh(3_600_000)
    assert.lengthOf(server.asked, before)
    nowMs += 31 * 60_000
    await indexes().refresh(3_600_000)
    assert.lengthOf(server.asked, before + 2)
  })

  test('follows a folder as well, and leaves it by the name it was given', async ({ assert }) => {
    const folder = join(data.path, 'our-plugins')
    mkdirSync(folder)
    const { index, signature } = publish(
      sampleIndex({
        plugins: [
          samplePlugin({
            versions: [
              sampleVersion('1.0.0'),
              sampleVersion('0.9.0', { tarball: '../../etc/passwd' }),
            ],
          }),
        ],
      })
    )
    writeFileSync(join(folder, 'index.json'), index)
    writeFileSync(join(folder, 'index.json.sig'), signature)
    assert.isTrue((await follow(KEEPER.keyId, 'our-plugins')).ok)
    const found = await indexes().find('momentum_pro')
    assert.equal(found.ok && found.value.resolved, join(folder, 'momentum_pro-1.0.0.tgz'))
    const outside = await indexes().find('momentum_pro', '0.9.0')
    assert.match(outside.ok ? '' : outside.failure.message, /lies outside its folder/)
    const request = { workingFolder: data.path, actor: 'cli' }
    const nobody = await leaveRegistry({ ...request, location: 'other' }, ports())
    assert.match(
      nobody.ok ? '' : nobody.failure.message,
      /is not followed; followed: .*our-plugins/
    )
    assert.isTrue((await leaveRegistry({ ...request, location: './our-plugins' }, ports())).ok)
    assert.deepEqual(await ports().records.list(), [])
    const [last] = await ports().audit.list({ limit: 1 })
    assert.equal(last!.action, 'registry.left')
  })
})

function hundredMegabytes(response: ServerResponse): void {
  const chunk = Buffer.alloc(2 ** 20, ' ')
  let left = 100
  const more = () => {
    left -= 1
    if (response.destroyed || left < 0) response.end()
    else response.write(chunk, () => setImmediate(more))
  }
  more()
}

function half(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': 1000 })
  response.write('{"formatVersion":')
  setTimeout(() => response.destroy(), 10)
}
