import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { EsbuildPluginBundler } from '#adapters/bundle/bundle_plugin.js'
import { tarPackageArchive } from '#adapters/plugin_package/package_archive.js'
import { ChildTypeChecker } from '#adapters/typecheck/child_type_checker.js'
import { packPlugin } from '#engine/plugin_package/pack_plugin.js'
import { ROOT } from '#tests/support/data_folder.js'

const MOMENTUM = join(ROOT, 'plugins/examples/momentum')

test.group('packing a folder that cannot be packed', (group) => {
  let folder: string
  let plugin: string
  let typeChecker: ChildTypeChecker

  group.setup(() => {
    const cacheFolder = join(tmpdir(), `aq-pack-${process.pid}`)
    typeChecker = new ChildTypeChecker({ root: ROOT, cacheFolder: join(cacheFolder, 'node') })
    return async () => {
      await typeChecker.close()
      await rm(cacheFolder, { recursive: true, force: true })
    }
  })

  group.each.setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aq-pack-'))
    plugin = join(folder, 'plugin')
    await cp(MOMENTUM, plugin, { recursive: true })
    return () => rm(folder, { recursive: true })
  })

  /** What is told of the plugin, a line each; empty when it was packed. */
  async function faultsOf(at = plugin): Promise<string[]> {
    const bundler = new EsbuildPluginBundler({ root: ROOT, cacheFolder: join(folder, 'cache') })
    const ports = { bundler, typeChecker, archive: tarPackageArchive }
    const packed = await packPlugin({ folder: at, workingFolder: folder }, ports)
    return packed.ok ? [] : [...packed.failure]
  }

  async function changeManifest(changes: object): Promise<void> {
    const path = join(plugin, 'aq-plugin.json')
    const manifest = JSON.parse(await readFile(path, 'utf8')) as object
    await writeFile(path, JSON.stringify({ ...manifest, ...changes }))
  }

  test('the sound one is packed', async ({ assert }) => {
    assert.deepEqual(await faultsOf(), [])
  }).timeout(60_000)

  test('without a manifest', async ({ assert }) => {
    await rm(join(plugin, 'aq-plugin.json'))
    assert.deepEqual(await faultsOf(), ['plugin/aq-plugin.json does not exist'])
  })

  test('with a manifest that is unsound in several places', async ({ assert }) => {
    await changeManifest({ version: 'x', config: {} })
    const faults = await faultsOf()
    assert.lengthOf(faults, 2)
    assert.match(
      faults.join('\n'),
      /plugin\/aq-plugin\.json: version must be a version like 1\.0\.0/
    )
  })

  test('for another platform', async ({ assert }) => {
    await changeManifest({ engines: { aq: '>=9', sdk: 0 } })
    assert.match(
      (await faultsOf()).join('\n'),
      /^aq-plugin\.json: engines needs AQ Trading >=9; this is/
    )
  }).timeout(60_000)

  test('with types that do not fit, at their line', async ({ assert }) => {
    const source = await readFile(join(plugin, 'src/index.ts'), 'utf8')
    await writeFile(join(plugin, 'src/index.ts'), `const x: number = 'a'\nvoid x\n${source}`)
    assert.match((await faultsOf())[0] ?? '', /^plugin\/src\/index\.ts:1:7: /)
  }).timeout(60_000)

  test('with a module of Node.js', async ({ assert }) => {
    const source = await readFile(join(plugin, 'src/index.ts'), 'utf8')
    await writeFile(join(plugin, 'src/index.ts'), `import 'node:fs'\n${source}`)
    assert.match((await faultsOf())[0] ?? '', /src\/index\.ts:1:\d+: .*node:fs/)
  }).timeout(60_000)

  for (const name of ['README.md', 'LICENSE', 'icon.svg']) {
    test(`with a link in the place of its ${name}, to a file of somebody else`, async ({
      assert,
    }) => {
      const secret = join(folder, 'secret')
      await writeFile(secret, await readFile(join(plugin, 'aq-plugin.json')))
      await rm(join(plugin, name), { force: true })
      await symlink(secret, join(plugin, name))
      assert.match(
        (await faultsOf())[0] ?? '',
        new RegExp(`${name.replace('.', '\\.')} is a link; a package takes files only`)
      )
    }).timeout(60_000)
  }

  test('with a folder in the place of its README', async ({ assert }) => {
    await rm(join(plugin, 'README.md'), { force: true })
    await mkdir(join(plugin, 'README.md'))
    assert.match((await faultsOf())[0] ?? '', /README\.md is not a file/)
  }).timeout(60_000)

  test('with a README of more than 2 MB', async ({ assert }) => {
    await writeFile(join(plugin, 'README.md'), Buffer.alloc(2 * 1024 * 1024 + 1, 'x'))
    assert.match(
      (await faultsOf())[0] ?? '',
      /README\.md is 2097153 bytes; at most 2097152 are packed/
    )
  }).timeout(60_000)

  test('with an icon that does something', async ({ assert }) => {
    await writeFile(join(plugin, 'icon.svg'), '<svg onload="alert(1)"/>')
    assert.deepEqual(await faultsOf(), ['icon.svg holds the attribute onload, an event handler'])
  }).timeout(60_000)
})
