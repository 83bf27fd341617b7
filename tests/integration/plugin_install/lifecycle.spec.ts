import { test } from '@japa/runner'
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { acceptUpdate, stagedDifference } from '#engine/plugin_install/accept_update.js'
import { auditPlugins } from '#engine/plugin_install/audit_plugins.js'
import { isUsable } from '#engine/plugin_install/installed_plugins.js'
import { mayRunIn } from '#engine/plugin_install/may_run_in.js'
import { pluginDetails } from '#engine/plugin_install/plugin_details.js'
import { removePlugin } from '#engine/plugin_install/remove_plugin.js'
import { repairPlugins } from '#engine/plugin_install/repair_plugins.js'
import { rollbackPlugin } from '#engine/plugin_install/rollback_plugin.js'
import {
  disablePlugin,
  enablePlugin,
  resetPlugin,
} from '#engine/plugin_install/set_plugin_state.js'
import { sha256Of } from '#engine/plugin_package/content_hash.js'
import { generateKey } from '#engine/plugin_package/signature.js'
import { PluginBench } from '../../support/plugin_bench.js'

const acme = generateKey()
const ID = 'trend_rider'
const CLI = { id: ID, actor: 'cli' }
const AGENT = { kind: 'agent', permissions: ['storage@16'] } as const
const WIDER = { kind: 'agent', version: '1.1.0', permissions: ['storage@64', 'timers'] } as const

test.group('plugin install: from the first version to the last', (group) => {
  let bench: PluginBench
  group.setup(async () => {
    bench = await PluginBench.open()
    return () => bench.close()
  })
  group.each.setup(() => bench.empty())

  const granted = async (environment = 'example') => {
    const plugin = await bench.ports().records.plugin(ID)
    const versions = await bench.ports().records.versions(ID)
    const active = versions.find((one) => one.contentHash === plugin?.activeHash)
    return (await bench.ports().grants.active(ID))
      .filter((one) => one.manifestHash === active?.manifestHash)
      .filter((one) => one.environment === environment)
      .map(({ capability, scope }) => (scope === '' ? capability : `${capability}@${scope}`))
      .toSorted()
  }

  test('what is installed is handed out as the bytes that were hashed', async ({ assert }) => {
    const installed = await bench.install({ key: acme }, { trustKeyId: acme.keyId })
    assert.equal(installed.ok && installed.value.level, 'signed')
    const found = await bench.ports().catalogue.find(ID)
    if (found === null || !isUsable(found)) return assert.fail('it cannot be used')
    assert.equal(sha256Of(found.code), found.bundleHash)
    assert.deepEqual(await bench.audited(ID), ['plugin.installed', 'grant.given'])
  })

  test('the same package again changes nothing', async ({ assert }) => {
    await bench.install({})
    const again = await bench.install({})
    assert.equal(again.ok && again.value.result, 'unchanged')
    assert.lengthOf(await bench.ports().records.versions(ID), 1)
  })

  test('the same bytes, signed afterwards, count as signed', async ({ assert }) => {
    await bench.install({})
    const signed = await bench.install({ key: acme }, { trustKeyId: acme.keyId })
    assert.deepEqual(signed.ok && [signed.value.result, signed.value.level], [
      'unchanged',
      'signed',
    ])
    assert.deepEqual(await bench.differences(), [])
  })

  test('an update that asks for no more takes its place and keeps what was granted', async ({
    assert,
  }) => {
    await bench.install({ permissions: ['orders:signal', 'market-data:read?'] }, { grant: 'all' })
    const updated = await bench.install({
      version: '1.1.0',
      permissions: ['orders:signal', 'market-data:read?'],
    })
    assert.equal(updated.ok && updated.value.result, 'updated')
    assert.deepEqual(await granted(), ['market-data:read', 'orders:signal'])
  })

  test('an update that no longer asks for a permission loses it at once', async ({ assert }) => {
    await bench.install({ permissions: ['orders:signal', 'market-data:read'] })
    const updated = await bench.install({ version: '1.1.0', permissions: ['orders:signal'] })
    assert.equal(updated.ok && updated.value.result, 'updated')
    assert.deepEqual(await granted(), ['orders:signal'])
  })

  test('an update that asks for more waits, shows what, and goes on when it is accepted', async ({
    assert,
  }) => {
    await bench.install(AGENT)
    const staged = await bench.install(WIDER)
    assert.deepEqual(staged.ok && staged.value.waitsFor, ['timers', 'storage@64'])
    const plugin = await bench.ports().records.plugin(ID)
    assert.equal(plugin?.activeVersion, '1.0.0')
    assert.equal(plugin?.stagedVersion, '1.1.0')
    assert.deepEqual(await granted(), ['storage@16'])
    const difference = await stagedDifference(ID, bench.ports())
    assert.deepEqual(
      difference?.added.map((one) => one.id),
      ['timers']
    )
    assert.deepEqual(
      difference?.widened.map((one) => one.after.id),
      ['storage@64']
    )
    assert.deepEqual(await bench.differences(), [])

    const accepted = await acceptUpdate(
      { ...CLI, grant: 'required', confirmation: null },
      bench.ports()
    )
    assert.deepEqual(accepted.ok && accepted.value.granted, ['storage@64', 'timers'])
    assert.deepEqual(await granted(), ['storage@64', 'timers'])
    assert.deepEqual(await bench.differences(), [])
  })

  test('a staged version that is superseded does not take its place', async ({ assert }) => {
    await bench.install(AGENT)
    await bench.install(WIDER)
    const updated = await bench.install({ ...AGENT, version: '1.2.0' })
    assert.equal(updated.ok && updated.value.result, 'updated')
    const late = await acceptUpdate({ ...CLI, grant: 'all', confirmation: null }, bench.ports())
    assert.equal(late.ok ? '' : late.failure.code, 'nothing_staged')
  })

  test('a rollback brings back the version with its permissions', async ({ assert }) => {
    await bench.install(AGENT)
    await bench.install(WIDER, { acceptsMore: true })
    const back = await rollbackPlugin({ ...CLI, to: null }, bench.ports())
    assert.deepEqual(back.ok && [back.value.version, back.value.missing], ['1.0.0', []])
    assert.deepEqual(await granted(), ['storage@16'])
    const further = await rollbackPlugin({ ...CLI, to: null }, bench.ports())
    assert.equal(further.ok ? '' : further.failure.code, 'version_unknown')
    const forth = await rollbackPlugin({ ...CLI, to: '1.1.0' }, bench.ports())
    assert.equal(forth.ok && forth.value.version, '1.1.0')
    assert.deepEqual(await granted(), ['storage@64', 'timers'])
    assert.deepEqual(await bench.differences(), [])
  })

  test('the last five versions are kept, and those that stored backtests ran', async ({
    assert,
  }) => {
    await bench.install({ mark: '0' })
    const [first] = await bench.ports().records.versions(ID)
    await bench.database.withClient((client) =>
      client.query(
        `insert into backtest_runs (id, status, started_at, finished_at, engine_version, strategies,
           settings, data, metrics, seed, order_list_hash, signal_list_hash, summary)
         values ('kept', 'finished', now(), now(), '1', $1, '{}', '[]', '{}', 1, '', '', '{}')`,
        [JSON.stringify([{ id: ID, bundleSha256: first?.bundleHash }])]
      )
    )
    for (let minor = 1; minor <= 7; minor++) {
      await bench.install({ version: `1.${minor}.0`, mark: String(minor) })
    }
    const kept = (await bench.ports().records.versions(ID)).map(({ version }) => version)
    assert.deepEqual(kept, ['1.7.0', '1.6.0', '1.5.0', '1.4.0', '1.3.0', '1.0.0'])
    assert.lengthOf(await bench.ports().store.list(), 6)
    assert.isTrue(
      (await removePlugin({ ...CLI, purge: false, forgetKey: false }, bench.ports())).ok
    )
    assert.deepEqual(await bench.ports().store.list(), [first?.contentHash])
    assert.deepEqual(await bench.differences(), [])
    await bench.database.withClient((client) => client.query('delete from backtest_runs'))
  })

  test('a plugin in use is not removed', async ({ assert }) => {
    await bench.install({})
    const held = await bench.ports().catalogue.use(ID)
    if (held === null || !('plugin' in held)) return assert.fail('it cannot be used')
    const asked = { ...CLI, purge: true, forgetKey: false }
    const refused = await removePlugin(asked, bench.ports())
    assert.equal(refused.ok ? '' : refused.failure.code, 'in_use')
    assert.match(refused.ok ? '' : refused.failure.message, /in use by process \d+/)
    await held.release()
    assert.isTrue((await removePlugin(asked, bench.ports())).ok)
    assert.isNull(await bench.ports().catalogue.find(ID))
    assert.deepEqual(await bench.ports().grants.active(ID), [])
    assert.deepEqual(await bench.differences(), [])
    assert.equal((await bench.audited(ID)).at(-1), 'plugin.removed')
  })

  test('a stored file that changed stops the plugin, and repair brings it back', async ({
    assert,
  }) => {
    await bench.install({})
    const ports = bench.ports()
    const [hash] = await ports.store.list()
    const file = join(bench.dataDir, 'plugins', 'store', hash as string, 'dist', 'plugin.js')
    chmodSync(file, 0o644)
    writeFileSync(file, readFileSync(file, 'utf8').replace('mark', 'Mark'))
    const found = await ports.catalogue.find(ID)
    if (found === null || isUsable(found)) return assert.fail('it was handed out')
    assert.equal(found.code, 'content_changed')
    assert.match(found.message, /plugin:verify trend_rider --repair/)
    assert.equal((await ports.records.plugin(ID))?.state, 'quarantined')
    assert.include(await bench.audited(ID), 'plugin.quarantined')
    const { rows } = await bench.database.withClient((client) =>
      client.query('select kind from plugin_incidents where plugin_id = $1', [ID])
    )
    assert.deepEqual(rows, [{ kind: 'violation' }])
    assert.isAbove((await bench.differences()).length, 0)
    const early = await resetPlugin({ ...CLI, reason: 'looked into it' }, ports)
    assert.isFalse(early.ok)

    const repaired = await repairPlugins(ports, { only: ID, actor: 'cli' })
    assert.lengthOf(repaired.repaired, 1)
    const reason = await resetPlugin({ ...CLI, reason: '' }, ports)
    assert.equal(reason.ok ? '' : reason.failure.code, 'reason_missing')
    assert.isTrue((await resetPlugin({ ...CLI, reason: 'looked into it' }, ports)).ok)
    const again = await ports.catalogue.find(ID)
    assert.isTrue(again !== null && isUsable(again))
    assert.deepEqual(await bench.differences(), [])
  })

  test('a disabled plugin, safe mode and an unsigned plugin in live say why not', async ({
    assert,
  }) => {
    await bench.install({})
    const [version] = await bench.ports().records.versions(ID)
    const live = mayRunIn('live', version!)
    assert.match(live.ok ? '' : live.failure, /unsigned.*cannot go live/)
    assert.isTrue(mayRunIn('paper', version!).ok)
    assert.isTrue((await disablePlugin(CLI, bench.ports())).ok)
    const disabled = await bench.ports().catalogue.find(ID)
    assert.containsSubset(disabled, { code: 'disabled' })
    assert.deepEqual(await bench.differences(), [])
    assert.isTrue((await enablePlugin(CLI, bench.ports())).ok)
    process.env.AQ_SAFE_MODE = '1'
    try {
      const safe = await bench.ports().catalogue.find(ID)
      assert.match(safe !== null && !isUsable(safe) ? safe.message : '', /AQ_SAFE_MODE/)
    } finally {
      delete process.env.AQ_SAFE_MODE
    }
  })

  test('a lock file that was removed is written whole by the next change', async ({ assert }) => {
    for (const id of ['trend_rider', 'night_owl']) await bench.install({ id })
    const { lockFile } = bench.ports().places
    const text = readFileSync(lockFile, 'utf8')
    rmSync(lockFile)
    await disablePlugin({ id: 'night_owl', actor: 'cli' }, bench.ports())
    await enablePlugin({ id: 'night_owl', actor: 'cli' }, bench.ports())
    assert.equal(readFileSync(lockFile, 'utf8'), text)
  })

  test('the audit finds what differs from the lock file, and what is risky', async ({ assert }) => {
    await bench.install({})
    const codes = async () => (await auditPlugins(bench.ports())).map(({ code }) => code)
    assert.deepEqual(await codes(), ['unsigned'])
    const { lockFile } = bench.ports().places
    writeFileSync(lockFile, readFileSync(lockFile, 'utf8').replace('"1.0.0"', '"1.0.1"'))
    assert.deepEqual(await codes(), ['lock_file', 'unsigned'])
    assert.include((await bench.differences())[0], 'lock file says 1.0.1')
  })

  test('everything about a plugin can be shown', async ({ assert }) => {
    await bench.install(AGENT, { grant: 'all' })
    const details = await pluginDetails(ID, bench.ports())
    assert.containsSubset(details?.permissions, [
      { id: 'storage@16', grantedIn: ['example'], consent: 'normal' },
    ])
    assert.lengthOf(details?.versions ?? [], 1)
  })
})
