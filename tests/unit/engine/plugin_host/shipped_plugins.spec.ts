import { test } from '@japa/runner'
import { ShippedPlugins } from '#engine/plugin_host/shipped_plugins.js'
import { sha256Of } from '#engine/plugin_package/content_hash.js'
import { ok } from '#kernel/values/result.js'
import type { PluginUnusable } from '#ports/plugin_catalogue.js'
import type { GrantStore } from '#ports/plugin_grants.js'
import { ROOT } from '../../../support/data_folder.js'
import { ScriptedPorts } from './scripted_host.js'

/** The plugins of this checkout, bundled to one letter. */
function shipped() {
  return new ShippedPlugins({
    places: { root: ROOT, workingFolder: ROOT },
    bundler: {
      bundlePlugin: async () =>
        ok({
          code: 'x',
          sha256: sha256Of('x'),
          sourceMapPath: '/nowhere',
          bytes: 1,
          fromCache: false,
        }),
    },
  })
}

const NO_GRANTS = { active: async () => [] } as unknown as GrantStore

test.group('ShippedPlugins', () => {
  test('has what is asked for in examples and on paper, and nothing in live', async ({
    assert,
  }) => {
    const plugins = shipped()
    const held = await plugins.catalogue(new ScriptedPorts().ports().catalogue).use('momentum')
    assert.isTrue(held !== null && 'plugin' in held)
    const { manifest } = (held as { plugin: { manifest: string } }).plugin
    const grants = plugins.grants(NO_GRANTS)
    const granted = async (environment: 'example' | 'paper' | 'live') =>
      (await grants.active('momentum', environment, sha256Of(manifest))).map(
        ({ capability }) => capability
      )
    assert.deepEqual(await granted('example'), ['market-data:read', 'orders:signal'])
    assert.deepEqual(await granted('paper'), ['market-data:read', 'orders:signal'])
    assert.deepEqual(await granted('live'), [])
    assert.deepEqual(await grants.active('momentum', 'paper', sha256Of('another')), [])
    assert.deepEqual(await grants.active('mean_reversion', 'paper', sha256Of(manifest)), [])
  })

  test('leaves what is installed to those who installed it', async ({ assert }) => {
    const plugins = shipped()
    const installed = new ScriptedPorts()
    const catalogue = plugins.catalogue(installed.ports().catalogue)
    assert.isTrue('plugin' in ((await catalogue.use('tester')) ?? {}))
    assert.isNull(await catalogue.use('nobody'))
    installed.state = 'disabled'
    assert.equal(((await catalogue.use('tester')) as PluginUnusable).message, 'tester is disabled.')
    const records = plugins.records(installed.ports().records)
    assert.lengthOf(await records.plugins(), 1)
    await plugins.find('momentum')
    assert.deepEqual(
      (await records.plugins()).map(({ id, state }) => [id, state]),
      [
        ['tester', 'disabled'],
        ['momentum', 'enabled'],
      ]
    )
    assert.equal((await records.versions('momentum'))[0]?.level, 'official')
  })

  test('says what is wrong with one that cannot be bundled', async ({ assert }) => {
    const message = 'src/index.ts:3:1 does not parse'
    const plugins = new ShippedPlugins({
      places: { root: ROOT, workingFolder: ROOT },
      bundler: {
        bundlePlugin: async () => ({
          ok: false,
          failure: { type: 'syntax_error', location: null, message, importChain: [] },
        }),
      },
    })
    const found = (await plugins.find('momentum')) as PluginUnusable
    assert.include(found.message, message)
  })
})
