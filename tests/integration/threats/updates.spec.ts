import { chmodSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { acceptUpdate } from '#engine/plugin_install/accept_update.js'
import { removePlugin } from '#engine/plugin_install/remove_plugin.js'
import { rollbackPlugin } from '#engine/plugin_install/rollback_plugin.js'
import {
  disablePlugin,
  enablePlugin,
  resetPlugin,
} from '#engine/plugin_install/set_plugin_state.js'
import type { InstallRequest } from '#engine/plugin_install/install_request.js'
import { checkManifest } from '#engine/plugin/check_manifest.js'
import { generateKey } from '#engine/plugin_package/signing_key.js'
import { grantPermissions } from '#engine/plugin_permissions/grants.js'
import { STALL_MS_MAX } from './attacks.js'
import type { Arena } from './arena.js'
import { scriptOf, type HostilePackage } from './packages.js'
import { useArena } from './shared_arena.js'
import { Ticker } from './ticker.js'

const signed = { allowUnsigned: false }

/** An update that must not take the place of what is installed. */
interface BadUpdate {
  readonly name: string
  /** What is installed first; signed by its publisher's key. */
  readonly first?: Partial<HostilePackage>
  readonly second: Partial<HostilePackage>
  readonly says: RegExp
  readonly over?: Partial<InstallRequest>
}

const KEY = generateKey()
const OTHER_KEY = generateKey()
const PUBLISHER = { id: 'honest', name: 'An honest publisher', keyId: KEY.keyId }

const BAD_UPDATES: readonly BadUpdate[] = [
  {
    name: 'the same version with other code',
    second: { code: scriptOf({ id: 'x', body: 'n += 1' }) },
    says: /published before with other content/,
  },
  {
    name: 'an older version',
    first: { version: '2.0.0' },
    second: { version: '1.9.9' },
    says: /is older/,
  },
  {
    name: 'an update that another key signed',
    second: {
      version: '1.0.1',
      key: OTHER_KEY,
      publisher: { ...PUBLISHER, keyId: OTHER_KEY.keyId },
    },
    says: /stolen name|signed with the key/,
    over: { ...signed, trustKeyId: OTHER_KEY.keyId },
  },
  {
    name: 'an update whose signature was taken off',
    second: { version: '1.0.1', key: undefined },
    says: /unsigned|keyId|signature/,
  },
  {
    name: 'an update whose signature and key were both taken off',
    second: { version: '1.0.1', key: undefined, publisher: { id: 'honest', name: 'Honest' } },
    says: /unsigned/,
  },
  {
    name: 'an update by another publisher',
    second: {
      version: '1.0.1',
      key: OTHER_KEY,
      publisher: { id: 'thief', name: 'An honest publisher', keyId: OTHER_KEY.keyId },
    },
    says: /another publisher cannot take an id over/,
    over: { trustKeyId: OTHER_KEY.keyId },
  },
  {
    name: 'an update that becomes another kind of plugin',
    second: { version: '1.0.1', kind: 'risk-rule' },
    says: /kind/,
  },
  {
    name: 'an update for a platform that is not this one',
    second: { version: '1.0.1', manifest: { engines: { aq: '>=7', sdk: 3 } } },
    says: />=7|sdk/,
  },
]

test.group('updates that must not come in', (group) => {
  const arena = useArena(group)
  group.each.timeout(30_000)

  for (const { name, first = {}, second, says, over = {} } of BAD_UPDATES) {
    test(name, async ({ assert }) => {
      const id = arena().newId()
      const base = { id, key: KEY, publisher: PUBLISHER }
      const from = await arena().write(`${id}-a.tgz`, { ...base, ...first })
      const to = await arena().write(`${id}-b.tgz`, { ...base, ...second })
      const trusts = { ...signed, trustKeyId: KEY.keyId }
      const installed = await arena().install({ type: 'tarball', path: from }, trusts)
      assert.isTrue(installed.ok, installed.ok ? '' : installed.failure.message)
      const before = await arena().ports.records.plugin(id)
      const ticker = new Ticker()
      const updated = await arena().install({ type: 'tarball', path: to }, over)
      assert.isBelow(ticker.stop(), STALL_MS_MAX)
      assert.match(updated.ok ? `it was ${updated.value.result}` : updated.failure.message, says)
      assert.deepEqual(await arena().ports.records.plugin(id), before)
      const row = await arena().lastRow()
      assert.equal(row?.action, 'plugin.install_refused')
    })
  }

  test('an unsigned package that names a key is one whose signature was taken off', async ({
    assert,
  }) => {
    const id = arena().newId()
    const path = await arena().write(`${id}.tgz`, { id, publisher: PUBLISHER })
    const installed = await arena().install({ type: 'tarball', path })
    assert.isFalse(installed.ok, 'it was installed')
    assert.isNull(await arena().ports.records.plugin(id))
  })

  test('an update that asks for more waits, and the version before goes on as it was', async ({
    assert,
  }) => {
    const id = arena().newId()
    const base = { id, key: KEY, publisher: PUBLISHER }
    const from = await arena().write(`${id}-a.tgz`, { ...base, permissions: ['storage@8'] })
    const more = ['storage@64', 'net:connect@evil.test']
    const to = await arena().write(`${id}-b.tgz`, { ...base, version: '1.1.0', permissions: more })
    const trusts = { ...signed, trustKeyId: KEY.keyId }
    await arena().install({ type: 'tarball', path: from }, trusts)
    const updated = await arena().install({ type: 'tarball', path: to }, trusts)
    assert.equal(updated.ok ? updated.value.result : updated.failure.message, 'staged')
    assert.sameMembers([...(updated.ok ? updated.value.waitsFor : [])], more)
    const plugin = await arena().ports.records.plugin(id)
    assert.equal(plugin?.activeVersion, '1.0.0')
    const active = await arena().ports.grants.active(id)
    assert.notInclude(
      active.map((one) => one.capability),
      'net:connect'
    )
    const started = await arena().host.start({ id, environment: 'example', kind: 'agent' })
    assert.isTrue(started.ok)
    assert.equal(
      arena()
        .host.status()
        .find((one) => one.id === id)?.version,
      '1.0.0'
    )
    await arena().host.stop({ id, environment: 'example' })
    assert.include(
      (await arena().auditOf(id)).map((row) => row.action),
      'plugin.update_staged'
    )
  })
})

test.group('code that is changed after it was installed', (group) => {
  const arena = useArena(group)
  group.each.timeout(30_000)

  /** Installs a plugin and gives the folder of its files. */
  async function installed(inArena: Arena): Promise<{ id: string; folder: string }> {
    const id = inArena.newId()
    await inArena.plant({ id, code: scriptOf({ id }) })
    const hash = (await inArena.ports.records.plugin(id))!.activeHash
    return { id, folder: join(inArena.folder.path, 'plugins/store', hash) }
  }

  const CHANGES: readonly [string, (folder: string) => void][] = [
    [
      'a byte of the script',
      (folder) => {
        const path = join(folder, 'dist/plugin.js')
        chmodSync(path, 0o644)
        writeFileSync(path, `${readFileSync(path, 'utf8')} `)
      },
    ],
    [
      'the manifest, to have more permissions',
      (folder) => {
        const path = join(folder, 'aq-plugin.json')
        chmodSync(path, 0o644)
        writeFileSync(
          path,
          readFileSync(path, 'utf8').replace(
            '"permissions": []',
            '"permissions": [{"id":"storage","reason":"stolen"}]'
          )
        )
      },
    ],
    [
      'the folder, for a link to another',
      (folder) => {
        chmodSync(folder, 0o755)
        renameSync(folder, `${folder}.moved`)
        mkdirSync(`${folder}.evil/dist`, { recursive: true })
        writeFileSync(`${folder}.evil/dist/plugin.js`, 'var __plugin = (() => {})();')
        symlinkSync(`${folder}.evil`, folder)
      },
    ],
    [
      'the script, for a link to a file of the host',
      (folder) => {
        const path = join(folder, 'dist/plugin.js')
        chmodSync(join(folder, 'dist'), 0o755)
        renameSync(path, `${path}.moved`)
        symlinkSync('/etc/passwd', path)
      },
    ],
  ]

  for (const [name, change] of CHANGES) {
    test(`${name}: it does not run, and is stopped until a person has looked`, async ({
      assert,
    }) => {
      const { id, folder } = await installed(arena())
      change(folder)
      const ticker = new Ticker()
      const started = await arena().host.start({ id, environment: 'example', kind: 'agent' })
      assert.isBelow(ticker.stop(), STALL_MS_MAX)
      assert.isFalse(started.ok)
      assert.equal((await arena().ports.records.plugin(id))?.state, 'quarantined')
      const actions = (await arena().auditOf(id)).map((row) => row.action)
      assert.includeMembers(actions, ['plugin.quarantined', 'plugin.start_refused'])
    })
  }

  test('what was read is what runs, though the file changes right after', async ({ assert }) => {
    const { id, folder } = await installed(arena())
    const held = await arena().ports.catalogue.use(id)
    if (held === null || 'message' in held) throw new Error('not usable')
    CHANGES[0]![1](folder)
    assert.notInclude(Buffer.from(held.plugin.code).toString(), '(); ')
    assert.equal(Buffer.from(held.plugin.code).toString(), scriptOf({ id }))
    await held.release()
  })
})

test.group('what only a person may decide', (group) => {
  const arena = useArena(group)
  group.each.timeout(30_000)
  for (const actor of ['token:agent-1', 'plugin:evil_one']) {
    test(`${actor} neither installs, changes, grants nor promotes`, async ({ assert }) => {
      const id = await arena().plant({ id: arena().newId(), permissions: ['storage'] })
      const { ports, gatewayPorts } = arena()
      const [version] = await ports.records.versions(id)
      const manifest = checkManifest(version!.manifest)
      if (!manifest.ok) throw new Error('the manifest is sound')
      const before = await ports.records.plugin(id)
      const fresh = arena().newId()
      const path = await arena().write(`${fresh}.tgz`, { id: fresh })
      const asked = { id, actor }
      const grant = (environment: 'example' | 'live') =>
        grantPermissions(
          {
            manifest: manifest.value,
            manifestHash: version!.manifestHash,
            level: 'signed',
            environment,
            permissions: 'all',
            actor,
            confirmation: `${environment} ${id}`,
          },
          gatewayPorts
        )
      const tries = {
        install: () => arena().install({ type: 'tarball', path }, { actor }),
        remove: () => removePlugin({ ...asked, purge: true, forgetKey: true }, ports),
        enable: () => enablePlugin(asked, ports),
        disable: () => disablePlugin(asked, ports),
        reset: () => resetPlugin({ ...asked, reason: 'because I say so' }, ports),
        rollback: () => rollbackPlugin({ ...asked, to: null }, ports),
        accept: () => acceptUpdate({ ...asked, grant: 'all', confirmation: null }, ports),
        grant: () => grant('example'),
        promote: () => grant('live'),
      }
      for (const [name, attempt] of Object.entries(tries)) {
        const rows = (await gatewayPorts.audit.verify()).rows
        const done = await attempt()
        assert.isFalse(done.ok, name)
        assert.match(done.ok ? '' : done.failure.message, /a person has to/, name)
        const row = await arena().lastRow()
        assert.equal(row?.actor, actor, name)
        assert.match(row?.action ?? '', /refused$/, name)
        assert.isAbove((await gatewayPorts.audit.verify()).rows, rows, name)
      }
      assert.deepEqual(await ports.records.plugin(id), before)
      assert.isNull(await ports.records.plugin(fresh))
    })
  }

  test('what was granted in one environment counts in no other', async ({ assert }) => {
    const id = await arena().plant({ id: arena().newId(), permissions: ['storage'] })
    const started = await arena().host.start({ id, environment: 'paper', kind: 'agent' })
    assert.equal(started.ok ? '' : started.failure.code, 'grant_missing')
    const [version] = await arena().ports.records.versions(id)
    const { manifestHash } = version!
    const identity = { id, environment: 'paper', kind: 'agent', manifestHash } as const
    const effect = { type: 'storage.set', request: 1, key: 'k', value: 'v' }
    const report = await arena().gateway.perform(identity, [effect], () => {})
    assert.deepEqual(
      report.refused.map((one) => one.code),
      ['not_granted']
    )
    const other = { ...identity, environment: 'example', id: arena().newId() } as const
    assert.lengthOf((await arena().gateway.perform(other, [effect], () => {})).refused, 1)
    arena().gateway.close(identity)
    arena().gateway.close(other)
  })

  test('what nobody answers for never runs with real money', async ({ assert }) => {
    const id = await arena().plant({ id: arena().newId() })
    const started = await arena().host.start({ id, environment: 'live', kind: 'agent' })
    assert.match(started.ok ? '' : started.failure.message, /unsigned/)
    assert.include(
      (await arena().auditOf(id)).map((row) => row.action),
      'plugin.start_refused'
    )
  })
})
