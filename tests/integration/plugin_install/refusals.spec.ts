import { test } from '@japa/runner'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { installPlugin } from '#engine/plugin_install/install_plugin.js'
import type { InstallRequest } from '#engine/plugin_install/install_request.js'
import { removePlugin } from '#engine/plugin_install/remove_plugin.js'
import { generateKey } from '#engine/plugin_package/signature.js'
import { err, ok } from '#kernel/values/result.js'
import {
  packageFiles,
  PluginBench,
  requestOf,
  withMethods,
  type PackageTerms,
} from '../../support/plugin_bench.js'

const acme = generateKey()
const other = generateKey()

/** What is installed before, what is asked for, and the refusal: its code and words in its sentence. */
interface Refusal {
  readonly title: string
  readonly before?: PackageTerms
  readonly given: PackageTerms
  readonly asked?: Partial<InstallRequest>
  readonly code: string
  readonly says: RegExp
}

const trustAcme = { trustKeyId: acme.keyId }

const REFUSALS: readonly Refusal[] = [
  {
    title: 'an unsigned archive',
    given: {},
    asked: { allowUnsigned: false },
    code: 'unsigned',
    says: /unsigned.*--allow-unsigned/,
  },
  {
    title: 'a key that was never seen',
    given: { key: acme },
    code: 'key_unknown',
    says: new RegExp(`--trust ${acme.keyId}`),
  },
  {
    title: 'another key than the one that --trust names',
    given: { key: acme },
    asked: { trustKeyId: other.keyId },
    code: 'key_unknown',
    says: new RegExp(`${acme.keyId}.*${other.keyId}`),
  },
  {
    title: 'another key of the same publisher, whatever is trusted',
    before: { key: acme },
    given: { key: other, version: '1.1.0' },
    asked: { trustKeyId: other.keyId },
    code: 'key_changed',
    says: new RegExp(`${other.keyId}.*${acme.keyId}`),
  },
  {
    title: 'another key of the same publisher for a new plugin',
    before: { key: acme },
    given: { id: 'gap_hunter', key: other },
    asked: { trustKeyId: other.keyId },
    code: 'key_changed',
    says: new RegExp(`${other.keyId}.*${acme.keyId}`),
  },
  {
    title: 'an unsigned update of a signed plugin',
    before: { key: acme },
    given: { version: '1.1.0' },
    code: 'key_changed',
    says: new RegExp(`unsigned.*${acme.keyId}`),
  },
  {
    title: 'another publisher under an id that is installed',
    before: { key: acme },
    given: { key: other, publisher: 'mallory', version: '1.1.0' },
    asked: { trustKeyId: other.keyId },
    code: 'publisher_changed',
    says: /acme.*mallory/,
  },
  {
    title: 'a known key under the name of another publisher',
    before: { key: acme },
    given: { id: 'gap_hunter', key: acme, publisher: 'mallory' },
    code: 'publisher_mismatch',
    says: /acme.*mallory/,
  },
  {
    title: 'a version that was published before with other bytes',
    before: { key: acme },
    given: { key: acme, mark: 'other' },
    code: 'version_republished',
    says: /1\.0\.0.*other content/,
  },
  {
    title: 'an older version',
    before: { version: '1.2.0' },
    given: { version: '1.1.9' },
    code: 'downgrade',
    says: /1\.2\.0.*1\.1\.9.*--allow-downgrade/,
  },
  {
    title: 'the id of a plugin that comes with the platform',
    given: { id: 'momentum' },
    code: 'id_taken',
    says: /momentum.*plugins\/examples/,
  },
  {
    title: 'an id that looks like one that comes with the platform',
    given: { id: 'momemtum' },
    code: 'look_alike',
    says: /momemtum.*momentum.*--accept-look-alike/,
  },
  {
    title: 'an id that looks like one that is installed',
    before: {},
    given: { id: 'trend-rider' },
    code: 'look_alike',
    says: /trend-rider.*trend_rider/,
  },
  {
    title: 'a platform that is too old',
    given: { engines: { aq: '>=9', sdk: 0 } },
    code: 'engine_unsupported',
    says: />=9/,
  },
  {
    title: 'no word about permissions',
    given: { permissions: ['orders:signal', 'market-data:read?'] },
    asked: { grant: null },
    code: 'consent_needed',
    says: /orders:signal.*--yes.*--grant/,
  },
  {
    title: 'a grant that leaves out what is required',
    given: { permissions: ['orders:signal', 'market-data:read?'] },
    asked: { grant: ['market-data:read'] },
    code: 'permission_required',
    says: /orders:signal/,
  },
  {
    title: 'a grant of what is not asked for',
    given: {},
    asked: { grant: ['orders:signl'] },
    code: 'permission_unknown',
    says: /orders:signl.*orders:signal/,
  },
  {
    title: 'a dangerous permission that nobody confirmed by typing',
    given: { kind: 'broker', permissions: ['orders:place'] },
    asked: { grant: 'all' },
    code: 'confirmation_needed',
    says: /--confirm "example trend_rider"/,
  },
  {
    title: 'another plugin than the one that is to be updated',
    given: { id: 'gap_hunter' },
    asked: { expectedId: 'trend_rider' },
    code: 'other_plugin',
    says: /gap_hunter.*trend_rider/,
  },
  {
    title: 'a program that acts by a token',
    given: {},
    asked: { actor: 'token:agent' },
    code: 'actor_refused',
    says: /token:agent.*person/,
  },
]

test.group('plugin install: refusals', (group) => {
  let bench: PluginBench
  group.setup(async () => {
    bench = await PluginBench.open()
    return () => bench.close()
  })
  group.each.setup(() => bench.empty())

  for (const { title, before, given, asked, code, says } of REFUSALS) {
    test(`refuses ${title}; what was there stays`, async ({ assert }) => {
      if (before !== undefined) assert.isTrue((await bench.install(before, trustAcme)).ok)
      const ports = bench.ports()
      const was = { plugins: await ports.records.plugins(), keys: await ports.records.keys() }
      const refused = await bench.install(given, asked)
      if (refused.ok) return assert.fail(`it was ${refused.value.result}`)
      assert.equal(refused.failure.code, code)
      assert.match(refused.failure.message, says)
      assert.notInclude(refused.failure.message, '\n')
      assert.deepEqual(
        { plugins: await ports.records.plugins(), keys: await ports.records.keys() },
        was
      )
      assert.deepEqual(await ports.quarantine.list(), [])
      assert.lengthOf(await ports.store.list(), was.plugins.length)
      assert.deepEqual(await bench.differences(), [])
    })
  }

  test('asks about a new key and keeps it when it is trusted', async ({ assert }) => {
    const asked: string[] = []
    const trustsKey = async (question: { keyId: string }) => asked.push(question.keyId) > 0
    const installed = await bench.install({ key: acme }, {}, { trustsKey })
    assert.isTrue(installed.ok)
    assert.deepEqual(asked, [acme.keyId])
    assert.isTrue((await bench.install({ key: acme, version: '1.1.0' })).ok)
    assert.lengthOf(asked, 1)
    assert.deepEqual(await bench.differences(), [])
  })

  test('a forgotten key is not trusted again, and a new one of the publisher can be', async ({
    assert,
  }) => {
    await bench.install({ key: acme }, trustAcme)
    const asked = { id: 'trend_rider', actor: 'cli', purge: false, forgetKey: true }
    assert.isTrue((await removePlugin(asked, bench.ports())).ok)
    const old = await bench.install({ key: acme }, trustAcme)
    assert.equal(old.ok ? '' : old.failure.code, 'key_revoked')
    const fresh = await bench.install({ key: other }, { trustKeyId: other.keyId })
    assert.isTrue(fresh.ok)
  })

  test('a full disk leaves nothing behind', async ({ assert }) => {
    const ports = bench.ports()
    const full = err({ code: 'disk_full', message: 'The disk is full.' } as const)
    const store = withMethods(ports.store, { put: async () => full })
    const refused = await bench.install({}, {}, {}, { ...ports, store })
    assert.deepEqual(refused.ok ? '' : refused.failure.code, 'disk_full')
    assert.deepEqual(await ports.quarantine.list(), [])
    assert.deepEqual(await bench.differences(), [])
    assert.include(await bench.audited('trend_rider'), 'plugin.install_refused')
  })

  test('a network that is lost while fetching leaves nothing behind', async ({ assert }) => {
    const ports = bench.ports()
    const lost = err({ code: 'unreachable', message: 'The registry stopped answering.' } as const)
    const sources = withMethods(ports.sources, { fetch: async () => lost })
    const refused = await bench.install({}, {}, {}, { ...ports, sources })
    assert.deepEqual(refused.ok ? '' : refused.failure.code, 'unreachable')
    assert.deepEqual(await ports.records.unfinished(), [])
  })

  test('an archive that changes after it was resolved is refused', async ({ assert }) => {
    const path = await bench.archive()
    const source = { type: 'tarball', path } as const
    const refused = await installPlugin(requestOf({ source }), bench.ports(), {
      state: (state) => {
        if (state === 'resolved') writeFileSync(path, 'something else')
      },
    })
    assert.equal(refused.ok ? '' : refused.failure.code, 'integrity_mismatch')
  })

  test('a cancel at any state before the end leaves nothing behind', async ({ assert }) => {
    for (const at of ['started', 'fetched', 'checked', 'consented', 'stored']) {
      const cancel = new AbortController()
      const refused = await bench.install(
        {},
        {},
        { signal: cancel.signal, state: (state) => (state === at ? cancel.abort() : undefined) }
      )
      assert.equal(refused.ok ? '' : refused.failure.code, 'cancelled', at)
      assert.deepEqual(await bench.ports().store.list(), [], at)
      assert.deepEqual(await bench.differences(), [], at)
    }
  })

  test('a lock file that cannot be read stops everything before it begins', async ({ assert }) => {
    const { places } = bench.ports()
    writeFileSync(places.lockFile, '{ broken')
    const refused = await bench.install({})
    assert.equal(refused.ok ? '' : refused.failure.code, 'lock_file_invalid')
    assert.isTrue(existsSync(places.lockFile))
    assert.deepEqual(await bench.ports().records.plugins(), [])
  })

  test('a lock file from another machine counts where nothing is installed yet', async ({
    assert,
  }) => {
    await bench.install({ key: acme }, trustAcme)
    const { lockFile } = bench.ports().places
    const text = readFileSync(lockFile, 'utf8')
    const onFreshMachine = async (terms: PackageTerms, trustKeyId: string) => {
      await bench.empty()
      writeFileSync(lockFile, text)
      return bench.install(terms, { trustKeyId })
    }
    const stolen = await onFreshMachine({ key: other, version: '1.1.0' }, other.keyId)
    assert.equal(stolen.ok ? '' : stolen.failure.code, 'key_changed')
    const changed = await onFreshMachine({ key: acme, mark: 'other' }, acme.keyId)
    assert.equal(changed.ok ? '' : changed.failure.code, 'version_republished')
    assert.match(changed.ok ? '' : changed.failure.message, /the lock file says/)
    assert.isTrue((await onFreshMachine({ key: acme }, acme.keyId)).ok)
    assert.deepEqual(await bench.differences(), [])
  })

  test("an author's own folder may keep its version while it is worked on", async ({ assert }) => {
    const ports = bench.ports()
    const folder = mkdtempSync(join(tmpdir(), 'aq-own-'))
    try {
      const source = { type: 'folder', path: folder } as const
      for (const mark of ['one', 'two']) {
        const files = packageFiles({ mark })
        const sources = withMethods(ports.sources, {
          fetch: async () => ok({ type: 'files', files } as const),
        })
        const asked = requestOf({ source, allowUnsigned: false })
        const installed = await installPlugin(asked, { ...ports, sources })
        assert.isTrue(installed.ok)
        assert.equal(installed.ok && installed.value.level, 'unsigned-local')
      }
      assert.lengthOf(await ports.records.versions('trend_rider'), 2)
      assert.deepEqual(await bench.differences(), [])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
