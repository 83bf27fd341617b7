import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'
import { findPlugin } from '#engine/plugin/find_plugin.js'
import { MANIFEST_BYTES_MAX } from '#engine/plugin/check_manifest.js'
import { readManifest } from '#engine/plugin/read_manifest.js'

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url))

test.group('finding a plugin', (group) => {
  let folder = ''
  group.each.setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aq-plugin-'))
    return () => rm(folder, { recursive: true, force: true })
  })
  const places = (): { root: string; workingFolder: string } => ({
    root: ROOT,
    workingFolder: folder,
  })

  test('by the id of an example', async ({ assert }) => {
    const found = await findPlugin('momentum', places())
    assert.isTrue(found.ok)
    if (found.ok) assert.equal(found.value.manifest.parameters.fast?.default, 10)
  })

  test('every example has a sound manifest whose id is its folder', async ({ assert }) => {
    for (const id of ['momentum', 'mean_reversion', 'buy_and_hold']) {
      const found = await findPlugin(id, places())
      assert.isTrue(found.ok, id)
      if (found.ok) assert.equal(found.value.manifest.id, id)
    }
  })

  test('by the path of its folder, absolute or from where one stands', async ({ assert }) => {
    assert.isTrue((await findPlugin(join(ROOT, 'plugins/examples/momentum'), places())).ok)
    const near = { root: ROOT, workingFolder: join(ROOT, 'plugins/examples') }
    assert.isTrue((await findPlugin('./momentum', near)).ok)
  })

  test('a name that is not known is answered with the nearest and all there are', async ({
    assert,
  }) => {
    const found = await findPlugin('momentun', places())
    assert.isFalse(found.ok)
    if (found.ok || found.failure.type !== 'plugin_unknown') return
    assert.match(
      found.failure.message,
      /no plugin "momentun"; did you mean momentum\? There are buy_and_hold, mean_reversion, momentum/
    )
  })

  test('a folder without a manifest says so', async ({ assert }) => {
    const found = await findPlugin(folder, places())
    assert.isFalse(found.ok)
    if (found.ok || found.failure.type !== 'plugin_unknown') return
    assert.match(found.failure.message, /is not a plugin: it has no aq-plugin\.json/)
  })

  test('a broken manifest is told with its folder', async ({ assert }) => {
    await writeFile(join(folder, 'aq-plugin.json'), '{}')
    const found = await findPlugin(folder, places())
    assert.isFalse(found.ok)
    if (!found.ok) assert.equal(found.failure.type, 'manifest_invalid')
  })

  test('a manifest above 64 KB, one that is not UTF-8 and one that is a folder are refused', async ({
    assert,
  }) => {
    const path = join(folder, 'aq-plugin.json')
    await writeFile(path, ' '.repeat(MANIFEST_BYTES_MAX + 1))
    const large = await readManifest(folder)
    assert.match(large.ok ? '' : large.failure[0]!.message, /at most 65536 are read/)
    await writeFile(path, Buffer.from([0x7b, 0xff, 0x7d]))
    const binary = await readManifest(folder)
    assert.match(binary.ok ? '' : binary.failure[0]!.message, /is not UTF-8/)
    await rm(path)
    await mkdir(path)
    const nested = await readManifest(folder)
    assert.match(nested.ok ? '' : nested.failure[0]!.message, /is not a file/)
  })
})
