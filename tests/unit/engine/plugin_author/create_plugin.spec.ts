import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { createPlugin } from '#engine/plugin_author/create_plugin.js'
import { describePlugin } from '#engine/plugin/describe_plugin.js'
import { listPlugins } from '#engine/plugin/list_plugins.js'

test.group('making a plugin', (group) => {
  let root = ''
  group.each.setup(async () => {
    root = await mkdtemp(join(tmpdir(), 'aq-make-'))
    await mkdir(join(root, 'plugins/examples'), { recursive: true })
    return () => rm(root, { recursive: true, force: true })
  })

  test('gives a folder with a sound manifest, which the list shows', async ({ assert }) => {
    const created = await createPlugin({ root, id: 'three_down' })
    assert.isTrue(created.ok)
    const [listed] = await listPlugins(root)
    assert.equal(listed?.manifest?.name, 'Three down')
    const lines = describePlugin(listed!)
    assert.equal(lines[0], 'three_down 0.1.0 (strategy)')
    assert.match(lines.at(-1)!, /length +50 +a whole number from 2 to 500 \(bars\)/)
  })

  test('never touches a folder that is there', async ({ assert }) => {
    await createPlugin({ root, id: 'three_down' })
    const source = join(root, 'plugins/examples/three_down/src/index.ts')
    const before = await readFile(source, 'utf8')
    const again = await createPlugin({ root, id: 'three_down' })
    assert.isFalse(again.ok)
    if (!again.ok) assert.equal(again.failure.type, 'folder_taken')
    assert.equal(await readFile(source, 'utf8'), before)
  })

  for (const id of ['..', '../x', 'Three', 'a', 'x/y', '', 'con\u0000trol']) {
    test(`refuses the id ${JSON.stringify(id)}`, async ({ assert }) => {
      const created = await createPlugin({ root, id })
      assert.isFalse(created.ok)
      if (!created.ok) {
        assert.match(created.failure.message, /^The id must be 3 to 50 small letters/)
      }
    })
  }

  test('a broken manifest is listed with what is wrong', async ({ assert }) => {
    await createPlugin({ root, id: 'three_down' })
    await rm(join(root, 'plugins/examples/three_down/aq-plugin.json'))
    await writeFile(join(root, 'plugins/examples/three_down/aq-plugin.json'), '{"id": 5}')
    const [listed] = await listPlugins(root)
    const lines = describePlugin(listed!)
    assert.equal(lines[0], 'three_down cannot be used (plugins/examples/three_down):')
    assert.include(lines.join('\n'), 'aq-plugin.json: id must be 3 to 50 small letters')
  })
})

test.group('asking for a plugin that cannot be', (group) => {
  let root = ''
  group.each.setup(async () => {
    root = await mkdtemp(join(tmpdir(), 'aq-make-'))
    return () => rm(root, { recursive: true, force: true })
  })

  const REFUSED = [
    { asked: { id: 'momentum' }, message: /There is a plugin momentum already/ },
    { asked: { id: 'momentun' }, message: /cannot be mistaken for momentum/ },
    { asked: { id: 'm0mentum' }, message: /cannot be mistaken for momentum/ },
    {
      asked: { id: 'fine', kind: 'indicator' },
      message: /kind must be one of strategy, risk-rule/,
    },
    { asked: { id: 'fine', kind: 'strategi' }, message: /did you mean strategy\?/ },
    { asked: { id: 'fine', title: 'a\u202eb' }, message: /title must be 1 to 60 letters/ },
    { asked: { id: 'fine', title: '' }, message: /title must be 1 to 60 letters/ },
    { asked: { id: 'fine', title: 'x'.repeat(61) }, message: /title must be 1 to 60 letters/ },
  ]
  for (const { asked, message } of REFUSED) {
    test(`refuses ${JSON.stringify(asked)} in a sentence and makes nothing`, async ({ assert }) => {
      const created = await createPlugin({ root, ...asked, knownIds: ['momentum', 'sector_cap'] })
      assert.match(created.ok ? '' : created.failure.message, message)
      assert.deepEqual(await readdir(root), [])
    })
  }

  test('refuses a parent that is a file', async ({ assert }) => {
    await writeFile(join(root, 'file'), '')
    const created = await createPlugin({ root, id: 'fine', parent: join(root, 'file') })
    assert.equal(created.ok ? '' : created.failure.type, 'folder_taken')
  })
})
