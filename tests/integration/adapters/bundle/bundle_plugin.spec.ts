import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from '@japa/runner'
import { EsbuildPluginBundler } from '#adapters/bundle/bundle_plugin.js'
import type { PluginBundle } from '#ports/plugin_bundler.js'
import { entry, FAULTS } from './refused_sources.js'

/** A platform with the smallest SDK there can be, so that this spec depends on nothing else. */
const PLATFORM = {
  'package.json': '{"name":"platform","type":"module"}',
  'plugins/sdk/package.json':
    '{"name":"@aq-trading/sdk","type":"module","exports":{".":"./src/index.ts"}}',
  'plugins/sdk/src/index.ts': `export const defineStrategy = (manifest: unknown, create: unknown) => ({ kind: 'strategy', manifest, create })\nexport * from './average.js'`,
  'plugins/sdk/src/average.ts': `import { sum } from 'summing'\nexport const average = (all: number[]) => sum(all) / all.length`,
  'node_modules/summing/package.json': '{"name":"summing","main":"index.js"}',
  'node_modules/summing/index.js': 'exports.sum = (all) => all.reduce((a, b) => a + b, 0)',
  'app/kernel/signal/signal.ts': 'export const x = 1',
  'app/secret.ts': 'export const secret = 1',
  'outside.ts': 'export default 1',
}

const MAIN = `import { defineStrategy } from '@aq-trading/sdk'
import manifest from '../aq-plugin.json' with { type: 'json' }
enum Side { buy = 1 }
class Memory { #kept = Side.buy; static { Memory.made = 1 } static made: number; get kept() { return this.#kept } }
export default defineStrategy(manifest, () => new Memory())
`

test.group('Plugin bundler', (group) => {
  const root = mkdtempSync(join(tmpdir(), 'aq-bundler-'))
  group.teardown(() => rmSync(root, { recursive: true, force: true }))
  write(root, PLATFORM)
  let plugins = 0

  function bundler(): EsbuildPluginBundler {
    return new EsbuildPluginBundler({ root, cacheFolder: join(root, 'cache') })
  }

  function pluginOf(files: Readonly<Record<string, string>>): string {
    const folder = join(root, `plugin-${plugins++}`)
    write(folder, { 'aq-plugin.json': '{"id":"mine"}', ...files })
    return folder
  }

  async function bundled(folder: string): Promise<PluginBundle> {
    const outcome = await bundler().bundlePlugin(folder)
    if (!outcome.ok) throw new Error(outcome.failure.message)
    return outcome.value
  }

  test('refuses {name}, with its place')
    .with([...FAULTS])
    .run(async ({ assert }, { files, type, message }) => {
      const outcome = await bundler().bundlePlugin(pluginOf(files))
      if (outcome.ok) return assert.fail('it was bundled')
      if (typeof message === 'string') assert.equal(outcome.failure.message, message)
      else assert.match(outcome.failure.message, message)
      assert.equal(outcome.failure.type, type)
    })

  test('makes one script of a plugin, its JSON and the SDK', async ({ assert }) => {
    const { code, bytes, sha256 } = await bundled(pluginOf(entry(MAIN)))
    const made = new Function(`${code}; return __plugin.default`)()
    assert.equal(made.manifest.id, 'mine')
    assert.equal(made.create().kept, 1)
    assert.equal(bytes, code.length, 'the script is ASCII')
    assert.match(sha256, /^[0-9a-f]{64}$/)
  })

  test('gives the same bytes for the same folder, from the cache or not', async ({ assert }) => {
    const folder = pluginOf(entry(MAIN))
    const first = await bundled(folder)
    const second = await bundled(folder)
    rmSync(join(root, 'cache'), { recursive: true })
    const third = await bundled(folder)
    assert.deepEqual([first.fromCache, second.fromCache, third.fromCache], [false, true, false])
    assert.equal(first.sha256, second.sha256)
    assert.equal(first.code, third.code)
  })

  test('gives the same bytes wherever the folder lies', async ({ assert }) => {
    const [here, there] = [
      await bundled(pluginOf(entry(MAIN))),
      await bundled(pluginOf(entry(MAIN))),
    ]
    assert.equal(here.code, there.code)
  })

  test('builds again when anything that goes in has changed', async ({ assert }) => {
    const folder = pluginOf({
      ...entry(`import { a } from './a.js'\nexport default a`),
      'src/a.ts': 'export const a = 1',
    })
    await bundled(folder)
    writeFileSync(join(folder, 'src/a.ts'), 'export const a = 2')
    const changed = await bundled(folder)
    assert.isFalse(changed.fromCache)
    assert.include(changed.code, 'a=2')
    write(root, { 'plugins/sdk/src/average.ts': 'export const average = () => 0' })
    assert.isFalse((await bundled(folder)).fromCache)
    write(root, { 'plugins/sdk/src/average.ts': PLATFORM['plugins/sdk/src/average.ts'] })
  })

  test('does not run a kept bundle that was edited', async ({ assert }) => {
    const folder = pluginOf(entry('export default 1'))
    const first = await bundled(folder)
    for (const name of readdirSync(join(root, 'cache'))) {
      if (name.endsWith('.js')) writeFileSync(join(root, 'cache', name), 'var __plugin = 666')
    }
    const second = await bundled(folder)
    assert.isFalse(second.fromCache)
    assert.equal(second.sha256, first.sha256)
  })

  test('forgets bundles of long ago', async ({ assert }) => {
    await bundled(pluginOf(entry('export default 7')))
    const old = readdirSync(join(root, 'cache')).map((name) => join(root, 'cache', name))
    for (const path of old) utimesSync(path, new Date(0), new Date(0))
    await bundled(pluginOf(entry('export default 8')))
    assert.deepEqual(readdirSync(join(root, 'cache')).length, 3)
  })

  test('does not follow links out of the folder', async ({ assert }) => {
    const folder = pluginOf(entry(`import x from './link.js'\nexport default x`))
    symlinkSync(join(root, 'outside.ts'), join(folder, 'src/link.ts'))
    const outcome = await bundler().bundlePlugin(folder)
    assert.equal(
      outcome.ok ? '' : outcome.failure.message,
      `src/index.ts:1:15: "./link.js" leads outside the plugin's folder`
    )

    const whole = pluginOf({ 'src/readme.md': '' })
    symlinkSync(join(root, 'outside.ts'), join(whole, 'src/index.ts'))
    const second = await bundler().bundlePlugin(whole)
    assert.match(second.ok ? '' : second.failure.message, /is a link that leads outside/)
  })

  test('waits for no pipe, reads no device, wherever the bundler would look', async ({
    assert,
  }) => {
    for (const place of ['tsconfig.json', 'package.json', 'src/package.json', 'src/pipe.ts']) {
      const folder = pluginOf(entry('export default 1'))
      execFileSync('mkfifo', [join(folder, place)])
      const outcome = await bundler().bundlePlugin(folder)
      const path = join(realpathSync(folder), place)
      assert.equal(
        outcome.ok ? '' : outcome.failure.message,
        `${path} is neither a file nor a folder; a plugin folder holds its own sources only`
      )
    }
    const folder = pluginOf(entry('export default 1'))
    symlinkSync('/dev/zero', join(folder, 'package.json'))
    const outcome = await bundler().bundlePlugin(folder)
    assert.match(outcome.ok ? '' : outcome.failure.message, /is neither a file nor a folder/)
  }).skip(process.platform === 'win32', 'no named pipes')

  test('reads no source map that a comment names, inside the folder or out of it', async ({
    assert,
  }) => {
    const map = '{"version":3,"sources":["/home/me/private.ts"],"names":[],"mappings":"AAAA"}'
    write(root, { 'outside.map': map })
    const names = ['../../outside.map', 'inside.map', '../../../../../../dev/zero']
    for (const name of names) {
      const text = `export default 1\n//# sourceMappingURL=${name}\n`
      const folder = pluginOf({ ...entry(text), 'src/inside.map': map })
      const { sourceMapPath } = await bundled(folder)
      assert.notInclude(readFileSync(sourceMapPath, 'utf8'), 'private')
    }
  })

  test("takes no settings from the author's folder", async ({ assert }) => {
    const plain = await bundled(pluginOf(entry(MAIN)))
    const settings = {
      'tsconfig.json':
        '{"compilerOptions":{"target":"es5","jsx":"react","paths":{"@aq-trading/sdk":["./evil.ts"]}}}',
      'evil.ts': 'export const defineStrategy = 666',
    }
    const set = await bundled(pluginOf({ ...entry(MAIN), ...settings }))
    assert.equal(set.code, plain.code)
  })

  test('says that a folder is not there', async ({ assert }) => {
    const outcome = await bundler().bundlePlugin(join(root, 'nowhere'))
    assert.equal(
      outcome.ok ? '' : outcome.failure.message,
      `there is no plugin folder ${join(root, 'nowhere')}`
    )
  })
})

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}
