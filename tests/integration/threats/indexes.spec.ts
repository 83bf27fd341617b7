import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { integrityOf } from '#adapters/plugin_source/integrity.js'
import { enforceKillList } from '#engine/plugin_install/enforce_kill_list.js'
import { generateKey } from '#engine/plugin_package/signing_key.js'
import type { IndexedVersion, RegistryIndex } from '#engine/plugin_registry/index_document.js'
import { indexText } from '#engine/plugin_registry/index_text.js'
import { followRegistry, leaveRegistry } from '#engine/plugin_registry/follow_registry.js'
import { refreshRegistries } from '#engine/plugin_registry/refresh_registries.js'
import { createRegistryPorts } from '#providers/registry_ports.js'
import { LoopbackRegistry } from '#tests/support/registry.js'
import {
  AUTHOR,
  DAY,
  KEEPER,
  publish,
  sampleIndex,
  samplePlugin,
  sampleVersion,
} from '#tests/support/sample_index.js'
import { STALL_MS_MAX } from './attacks.js'
import { archiveOf, type HostilePackage } from './packages.js'
import { useArena } from './shared_arena.js'
import { Ticker } from './ticker.js'

const PUBLISHER = { id: 'quants', name: 'Quants United', keyId: AUTHOR.keyId }
const STRANGER = generateKey()

/** A registry that was good when it was followed, and what it says then. */
interface BadIndex {
  readonly name: string
  /** What it publishes instead of its good index. */
  readonly publishes: (good: RegistryIndex) => { index: Uint8Array; signature: Uint8Array }
  readonly says: RegExp
}

const later = (good: RegistryIndex, over: Partial<RegistryIndex> = {}): RegistryIndex => ({
  ...good,
  sequence: good.sequence + 1,
  ...over,
})

/** Keys with the name of the first: all are read before the whole is refused. */
function manyKeys(count: number): RegistryIndex['keys'] {
  const { keyId, publicKey } = STRANGER
  const one = {
    keyId,
    publicKey,
    publisherId: 'quants',
    level: 'verified',
    revokedAtMs: null,
  } as const
  return Array.from({ length: count }, () => one)
}

const BAD_INDEXES: readonly BadIndex[] = [
  {
    name: 'an index from before',
    publishes: (good) => publish({ ...good, sequence: good.sequence - 1, plugins: [] }),
    says: /rolled_back/,
  },
  {
    name: 'another index with the same number',
    publishes: (good) => publish({ ...good, name: 'Another registry' }),
    says: /rolled_back|index_invalid/,
  },
  {
    name: 'an index that a stranger signed',
    publishes: (good) => publish(later(good), STRANGER),
    says: /unsigned/,
  },
  {
    name: 'an index that was changed after it was signed',
    publishes: (good) => {
      const { index, signature } = publish(later(good))
      return { index: Buffer.concat([index, Buffer.from(' ')]), signature }
    },
    says: /unsigned/,
  },
  {
    name: 'an index with the same plugin twice',
    publishes: (good) => publish(later(good, { plugins: [...good.plugins, ...good.plugins] })),
    says: /invalid/,
  },
  {
    name: 'an index that is not JSON',
    publishes: () => publish('{"formatVersion":1,'),
    says: /invalid/,
  },
  {
    name: 'an index of nearly a megabyte of brackets',
    publishes: () => publish('['.repeat(1_000_000)),
    says: /invalid/,
  },
  {
    name: 'an index of nearly a megabyte of keys',
    publishes: (good) => publish(later(good, { keys: [...good.keys, ...manyKeys(5_000)] })),
    says: /invalid/,
  },
  {
    name: 'an index whose number is no number',
    publishes: (good) =>
      publish(indexText(later(good)).replace(/"sequence": \d+/, '"sequence": 1e999')),
    says: /invalid/,
  },
]

test.group('registries that turn bad', (group) => {
  const arena = useArena(group)
  const leaving: (() => Promise<unknown>)[] = []
  group.each.timeout(30_000)
  group.each.teardown(async () => {
    for (const leave of leaving.splice(0)) await leave()
  })

  /** Follows a registry in a folder that offers one plugin. */
  async function followed(
    over: {
      given?: Partial<HostilePackage>
      version?: Partial<IndexedVersion>
      expiresAtMs?: number
    } = {}
  ) {
    const id = arena().newId()
    const folder = join(arena().folder.path, `registry-${id}`)
    mkdirSync(folder)
    const bytes = await archiveOf({ id, key: AUTHOR, publisher: PUBLISHER, ...over.given })
    writeFileSync(join(folder, `${id}.tgz`), bytes)
    const version = { tarball: `${id}.tgz`, integrity: integrityOf(bytes), permissions: [] }
    const good = sampleIndex({
      issuedAtMs: Date.now() - 2 * DAY,
      expiresAtMs: over.expiresAtMs ?? Date.now() + DAY,
      plugins: [
        samplePlugin({
          id,
          kind: 'agent',
          versions: [sampleVersion('1.0.0', { ...version, ...over.version })],
        }),
      ],
    })
    const put = ({ index, signature }: { index: Uint8Array; signature: Uint8Array }) => {
      writeFileSync(join(folder, 'index.json'), index)
      writeFileSync(join(folder, 'index.json.sig'), signature)
    }
    put(publish(good))
    const ports = createRegistryPorts(arena().database)
    const asked = { location: folder, workingFolder: folder, actor: 'owner' }
    const done = await followRegistry({ ...asked, key: KEEPER.keyId, vouches: 'verified' }, ports)
    leaving.push(() => leaveRegistry(asked, ports))
    return { id, good, put, done, ports }
  }

  for (const { name, publishes, says } of BAD_INDEXES) {
    test(`${name} is refused; the one before stays in force`, async ({ assert }) => {
      const { id, good, put, done, ports } = await followed()
      assert.isTrue(done.ok, done.ok ? '' : done.failure.message)
      put(publishes(good))
      const ticker = new Ticker()
      const [outcome] = await refreshRegistries(ports)
      assert.isBelow(ticker.stop(), STALL_MS_MAX)
      assert.match(outcome?.failure?.code ?? '', says)
      const row = await arena().lastRow()
      assert.equal(row?.action, 'registry.refused')
      assert.include(await arena().ports.index.ids(), id)
    })
  }

  test('nothing is installed by an index that has expired', async ({ assert }) => {
    const { id, done } = await followed({ expiresAtMs: Date.now() - 1_000 })
    const installed = await arena().install({ type: 'index', id })
    assert.isFalse(done.ok && installed.ok)
    assert.match(
      installed.ok ? '' : installed.failure.message,
      /expired|No index|not_found|no registry/i
    )
    assert.isNull(await arena().ports.records.plugin(id))
  })

  test('an archive that is not the promised one is refused', async ({ assert }) => {
    const integrity = `sha512-${'A'.repeat(86)}==`
    const { id } = await followed({ version: { integrity } })
    const installed = await arena().install({ type: 'index', id })
    assert.equal(installed.ok ? '' : installed.failure.code, 'integrity_mismatch')
    const row = await arena().lastRow()
    assert.equal(row?.action, 'plugin.install_refused')
  })

  test('a package that another key signed than the index demands is refused', async ({
    assert,
  }) => {
    const publisher = { ...PUBLISHER, keyId: STRANGER.keyId }
    const { id } = await followed({ given: { key: STRANGER, publisher } })
    const installed = await arena().install({ type: 'index', id }, { trustKeyId: STRANGER.keyId })
    assert.equal(installed.ok ? '' : installed.failure.code, 'key_changed')
  })

  test('a package that asks for more than the index said waits for a person', async ({
    assert,
  }) => {
    const { id } = await followed({ given: { permissions: ['net:connect@evil.test'] } })
    const installed = await arena().install({ type: 'index', id }, { grant: null })
    assert.isFalse(installed.ok)
    assert.match(installed.ok ? '' : installed.failure.message, /net:connect@evil\.test/)
  })

  test('a plugin that the kill list names stops at once and does not start again', async ({
    assert,
  }) => {
    const { id, good, put } = await followed()
    const installed = await arena().install({ type: 'index', id })
    assert.isTrue(installed.ok, installed.ok ? '' : installed.failure.message)
    const reason = 'It steals.'
    const entry = { id, versions: null, range: null, keyId: null, reason, sinceMs: Date.now() }
    put(publish(later(good, { blocked: [entry] })))
    await arena().ports.index.refresh()
    await enforceKillList(arena().ports)
    const started = await arena().host.start({ ...arena().keyOf(id), kind: 'agent' })
    assert.match(started.ok ? '' : started.failure.message, /It steals/)
    assert.includeMembers(
      (await arena().auditOf(id)).map((row) => row.action),
      ['plugin.blocked', 'plugin.start_refused']
    )
  })
})

test.group('a registry of npm that is used against us', (group) => {
  const arena = useArena(group)
  let registry: LoopbackRegistry
  group.each.timeout(60_000)
  group.setup(async () => {
    registry = await LoopbackRegistry.start()
    return () => registry.stop()
  })
  const npm = (spec: string) => ({ type: 'npm', spec, registry: registry.address }) as const

  test('install scripts do not run, and the package is refused', async ({ assert }) => {
    const id = arena().newId()
    const name = `aq-plugin-${id}`
    const scripts = { preinstall: 'touch /tmp/aq-stolen', install: 'touch /tmp/aq-stolen' }
    const text = JSON.stringify({ name, version: '1.0.0', keywords: ['aq-plugin'], scripts })
    await registry.publish(
      name,
      '1.0.0',
      await archiveOf({ id, files: { 'package.json': text } }),
      { manifest: { scripts } }
    )
    const installed = await arena().install(npm(name))
    assert.match(installed.ok ? '' : installed.failure.message, /scripts/)
    assert.isNull(await arena().ports.records.plugin(id))
  })

  test('a package that holds another plugin than its name says is refused', async ({ assert }) => {
    const [id, other] = [arena().newId(), arena().newId()]
    await registry.publish(`aq-plugin-${id}`, '1.0.0', await archiveOf({ id: other }))
    const installed = await arena().install(npm(`aq-plugin-${id}`))
    assert.isFalse(installed.ok)
    assert.isNull(await arena().ports.records.plugin(other))
  })

  for (const spec of [
    'git+https://evil.test/x.git',
    'https://evil.test/x.tgz',
    'file:../../etc',
    'left-pad',
    '../x',
    'aq-plugin-x@npm:left-pad',
    '@evil/../x',
    'github:evil/x',
  ]) {
    test(`${spec} is no name of a plugin`, async ({ assert }) => {
      const ticker = new Ticker()
      const installed = await arena().install(npm(spec))
      assert.isBelow(ticker.stop(), STALL_MS_MAX)
      assert.isFalse(installed.ok)
      const row = await arena().lastRow()
      assert.equal(row?.action, 'plugin.install_refused')
    })
  }
})
