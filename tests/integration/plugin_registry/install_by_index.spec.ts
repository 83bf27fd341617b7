import { test } from '@japa/runner'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { integrityOf } from '#adapters/plugin_source/integrity.js'
import { tarPackageArchive } from '#adapters/plugin_package/package_archive.js'
import { enforceKillList } from '#engine/plugin_install/enforce_kill_list.js'
import { installPlugin } from '#engine/plugin_install/install_plugin.js'
import type { InstallRequest } from '#engine/plugin_install/install_request.js'
import { generateKey } from '#engine/plugin_package/signature.js'
import { followRegistry } from '#engine/plugin_registry/follow_registry.js'
import {
  indexFolder,
  readIndexText,
  writeSignedIndex,
} from '#engine/plugin_registry/index_folder.js'
import { signIndex } from '#engine/plugin_registry/sign_index.js'
import type { InstallSource } from '#ports/plugin_source.js'
import { createIndexes, createRegistryPorts } from '#providers/registry_ports.js'
import {
  type PackageTerms,
  packageFiles,
  PluginBench,
  requestOf,
} from '#tests/support/plugin_bench.js'

const acme = generateKey()
const keeper = generateKey()

/** An index as it is edited by hand. */
interface EditedIndex {
  plugins: { level: string; versions: { integrity: string; version: string }[] }[]
  keys: { level: string; revoked?: string }[]
  blocked: object[]
}

test.group('installing by an index', (group) => {
  let bench: PluginBench
  let folder = ''

  group.setup(async () => {
    bench = await PluginBench.open()
    return () => bench.close()
  })
  group.each.setup(() => {
    folder = join(bench.dataDir, 'ours')
    mkdirSync(folder)
    return async () => {
      rmSync(folder, { recursive: true, force: true })
      await bench.empty()
      await bench.database.withClient((client) => client.query('delete from plugin_registries'))
    }
  })

  const bytesOf = (terms: PackageTerms) =>
    tarPackageArchive.pack(packageFiles({ key: acme, ...terms }))

  /** Puts the folder's index up, after a change by hand. */
  async function publish(change: (index: EditedIndex) => void = () => undefined): Promise<void> {
    const path = join(folder, 'index.json')
    const built = await indexFolder(
      folder,
      { name: 'Ours' },
      { archive: tarPackageArchive, now: Date.now }
    )
    if (!built.ok) throw new Error(built.failure.join())
    const index = JSON.parse(readFileSync(path, 'utf8')) as EditedIndex
    change(index)
    writeFileSync(path, JSON.stringify(index))
    const text = await readIndexText(path)
    if (!text.ok || text.value === null) throw new Error('no index')
    const signed = signIndex({
      text: text.value,
      sequence: 'auto',
      lifeMs: 3_600_000,
      privateKey: keeper.privateKey,
      nowMs: Date.now(),
    })
    if (!signed.ok) throw new Error(signed.failure)
    await writeSignedIndex(path, signed.value)
  }

  async function offer(...all: readonly PackageTerms[]): Promise<void> {
    for (const terms of all) {
      const { id = 'trend_rider', version = '1.0.0' } = terms
      writeFileSync(join(folder, `${id}-${version}.tgz`), await bytesOf(terms))
    }
    await publish()
    const request = {
      location: folder,
      workingFolder: '/',
      key: keeper.keyId,
      vouches: 'verified' as const,
      actor: 'cli',
    }
    const followed = await followRegistry(request, createRegistryPorts(bench.database))
    if (!followed.ok) throw new Error(followed.failure.message)
  }

  function install(source: InstallSource, over: Partial<InstallRequest> = {}) {
    return installPlugin(requestOf({ source, trustKeyId: acme.keyId, ...over }), bench.ports())
  }
  const byId = (version?: string): InstallSource => ({
    type: 'index',
    id: 'trend_rider',
    ...(version === undefined ? {} : { version }),
  })
  const messageOf = (installed: Awaited<ReturnType<typeof install>>) =>
    installed.ok ? 'installed' : installed.failure.message

  test('installs by id with the level that the registry may give', async ({ assert }) => {
    await offer({}, { version: '1.1.0' })
    await publish((index) => {
      index.plugins[0]!.level = 'official'
      index.keys[0]!.level = 'official'
    })
    const installed = await install(byId())
    assert.equal(messageOf(installed), 'installed')
    const [version] = await bench.ports().records.versions('trend_rider')
    assert.deepInclude(version, { version: '1.1.0', level: 'verified', keyId: acme.keyId })
    assert.deepEqual(await bench.differences(), [])
  })

  test('refuses bytes that the index does not promise, and leaves nothing', async ({ assert }) => {
    await offer({})
    writeFileSync(join(folder, 'trend_rider-1.0.0.tgz'), await bytesOf({ mark: 'evil' }))
    assert.match(messageOf(await install(byId())), /gave other bytes than promised/)
    assert.deepEqual(await bench.ports().records.plugins(), [])
    assert.deepEqual(await bench.ports().store.list(), [])
  })

  test('refuses a key that the index does not demand', async ({ assert }) => {
    await offer({})
    const thief = generateKey()
    const bytes = await bytesOf({ key: thief })
    writeFileSync(join(folder, 'trend_rider-1.0.0.tgz'), bytes)
    const ports = bench.ports()
    // As if the registry's disk, not its signing key, were in a thief's hands.
    const found = await createIndexes(bench.database).find('trend_rider')
    if (!found.ok) throw new Error(found.failure.message)
    const resolved = { ...found.value, integrity: integrityOf(bytes) }
    const sources = {
      ...ports.sources,
      resolve: async () => ({ ok: true as const, value: resolved }),
      fetch: ports.sources.fetch.bind(ports.sources),
    }
    const installed = await installPlugin(
      requestOf({ source: byId(), trustKeyId: thief.keyId }),
      bench.ports({ sources })
    )
    assert.match(messageOf(installed), /the index demands the key/)
  })

  test('keeps the id of a plugin for its publisher, wherever a package comes from', async ({
    assert,
  }) => {
    await offer({})
    const thief = generateKey()
    const path = await bench.archive({ key: thief })
    const stolen = await install({ type: 'tarball', path }, { trustKeyId: thief.keyId })
    assert.match(
      messageOf(stolen),
      /"trend_rider" is offered by the registry .* and this package is signed with the key .* none of theirs/
    )
    const unsigned = await install({ type: 'tarball', path: await bench.archive({}) })
    assert.match(messageOf(unsigned), /this package is unsigned/)
    const own = await install({ type: 'tarball', path: await bench.archive({ key: acme }) })
    assert.equal(messageOf(own), 'installed')
  })

  test('an id that looks like an indexed one is not installed by mistake', async ({ assert }) => {
    await offer({})
    const path = await bench.archive({ id: 'trend_r1der', key: acme })
    const alike = await install({ type: 'tarball', path })
    assert.match(messageOf(alike), /"trend_r1der" looks like "trend_rider"/)
  })

  test('a kill list that grows stops what is installed, and blocks it from any source', async ({
    assert,
  }) => {
    await offer({}, { version: '1.1.0' })
    assert.equal(messageOf(await install(byId('1.0.0'))), 'installed')
    await publish((index) =>
      index.blocked.push({
        id: 'trend_rider',
        range: '<1.1.0',
        reason: 'It leaks.',
        since: '2026-01-01T00:00:00Z',
      })
    )
    const ports = bench.ports()
    await ports.index.refresh(0)
    assert.lengthOf(await enforceKillList(ports), 1)
    assert.equal((await ports.records.plugin('trend_rider'))?.state, 'blocked')
    const file: InstallSource = { type: 'tarball', path: join(folder, 'trend_rider-1.0.0.tgz') }
    for (const source of [byId('1.0.0'), file]) {
      assert.match(
        messageOf(await install(source)),
        /is blocked by the registry "Ours" since 2026-01-01T00:00:00Z: It leaks\./
      )
    }
    assert.equal(messageOf(await install(byId())), 'installed')
    assert.deepInclude(await bench.ports().records.plugin('trend_rider'), {
      state: 'enabled',
      activeVersion: '1.1.0',
    })
    const audited = await bench.audited('trend_rider')
    assert.include(audited, 'plugin.blocked')
  })

  test('a key that its registry revokes blocks what it signed', async ({ assert }) => {
    await offer({})
    assert.equal(messageOf(await install(byId())), 'installed')
    await publish((index) => (index.keys[0]!.revoked = '2026-01-01T00:00:00Z'))
    const ports = bench.ports()
    await ports.index.refresh(0)
    assert.match(
      (await enforceKillList(ports)).join(),
      /which the registry "Ours" revoked at 2026-01-01/
    )
  })
})
