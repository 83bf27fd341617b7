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
import type { BundleFailure, PluginBundle } from '#ports/plugin_bundler.js'

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

interface Fault {
  readonly name: string
  readonly files: Readonly<Record<string, string>>
  readonly type: BundleFailure['type']
  readonly message: string | RegExp
}

const entry = (text: string) => ({ 'src/index.ts': text })

const FAULTS: readonly Fault[] = [
  {
    name: 'a syntax error',
    files: entry('const a = 1\nexport default {\n  onBar( {\n}\n'),
    type: 'syntax_error',
    message: /^src\/index\.ts:5:1: Expected "\)"/,
  },
  {
    name: 'a syntax error in another file',
    files: { ...entry(`import './more.js'\nexport default 1`), 'src/more.ts': 'let x = ;' },
    type: 'syntax_error',
    message: 'src/more.ts:1:9: Unexpected ";"',
  },
  {
    name: 'no default export',
    files: entry('export const strategy = 1'),
    type: 'default_export_missing',
    message:
      'src/index.ts:1:1: there is no default export; end the file with "export default defineStrategy(...)"',
  },
  {
    name: 'an empty file',
    files: entry(''),
    type: 'default_export_missing',
    message: /^src\/index\.ts:1:1: there is no default export/,
  },
  {
    name: 'a module of the old kind',
    files: entry('module.exports = 1'),
    type: 'default_export_missing',
    message: /^src\/index\.ts:1:1: there is no default export/,
  },
  {
    name: 'a folder in the place of the entry',
    files: { 'src/index.ts/more.ts': '' },
    type: 'entry_missing',
    message: 'src/index.ts is not a file; a plugin begins there',
  },
  {
    name: 'brackets that would end the bundler',
    files: {
      ...entry(`import { a } from './deep.js'\nexport default a`),
      'src/deep.ts': `export const a = ${'('.repeat(2_000_000)}1${')'.repeat(2_000_000)}`,
    },
    type: 'syntax_error',
    message: 'src/deep.ts:1:1: its brackets are nested more than 5000 deep',
  },
  {
    name: 'data that would end the bundler',
    files: {
      ...entry(`import a from './deep.json' with { type: 'json' }\nexport default a`),
      'src/deep.json': '['.repeat(7_000_000),
    },
    type: 'syntax_error',
    message: 'src/deep.json:1:1: its brackets are nested more than 5000 deep',
  },
  {
    name: 'a source larger than all may be',
    files: {
      ...entry(`import { a } from './large.js'\nexport default a`),
      'src/large.ts': `export const a = '${'x'.repeat(8_000_000)}'`,
    },
    type: 'too_large',
    message: /: its sources have 8\d{6} bytes; 8000000 are allowed$/,
  },
  {
    name: 'an import of a file that is not there',
    files: entry(`import { a } from './gone.js'\nexport default a`),
    type: 'module_missing',
    message: 'src/index.ts:1:19: "./gone.js" was not found',
  },
  {
    name: 'an import of a name that is not there',
    files: {
      ...entry(`import { b } from './more.js'\nexport default b`),
      'src/more.ts': 'export const a = 1',
    },
    type: 'module_missing',
    message: /^src\/index\.ts:1:10: No matching export in .* for import "b"$/,
  },
  {
    name: 'a module of Node',
    files: entry(`import { readFileSync } from 'node:fs'\nexport default readFileSync`),
    type: 'import_forbidden',
    message: 'src/index.ts:1:30: "node:fs" belongs to Node and is not there in the sandbox',
  },
  {
    name: 'a module of Node without its prefix',
    files: entry(`import http from 'http'\nexport default http`),
    type: 'import_forbidden',
    message: 'src/index.ts:1:18: "http" belongs to Node and is not there in the sandbox',
  },
  {
    name: 'a module of Node, three files deep',
    files: {
      ...entry(`import './one.js'\nexport default 1`),
      'src/one.ts': `import './two.js'`,
      'src/two.ts': `\nimport 'node:net'`,
    },
    type: 'import_forbidden',
    message:
      'src/two.ts:2:8: "node:net" belongs to Node and is not there in the sandbox (imported by src/index.ts -> src/one.ts -> src/two.ts)',
  },
  {
    name: 'another package',
    files: entry(`import 'summing'\nexport default 1`),
    type: 'import_forbidden',
    message: `src/index.ts:1:8: "summing" is neither @aq-trading/sdk nor a file of the plugin's own folder`,
  },
  {
    name: 'a file outside the folder',
    files: entry(`import '../../outside.js'\nexport default 1`),
    type: 'import_forbidden',
    message: `src/index.ts:1:8: "../../outside.js" leads outside the plugin's folder`,
  },
  {
    name: 'an absolute path',
    files: entry(`import '/etc/hostname'\nexport default 1`),
    type: 'import_forbidden',
    message: `src/index.ts:1:8: "/etc/hostname" is neither @aq-trading/sdk nor a file of the plugin's own folder`,
  },
  {
    name: 'what a build left behind',
    files: { ...entry(`import '../dist/plugin.js'\nexport default 1`), 'dist/plugin.js': '' },
    type: 'import_forbidden',
    message: 'src/index.ts:1:8: "../dist/plugin.js" leads into dist, which holds no sources',
  },
  {
    name: 'a folder that holds more than sources',
    files: { ...entry('export default 1'), 'prices.csv': 'x'.repeat(65 * 1024 * 1024) },
    type: 'too_large',
    message: /holds more than 64 MB; a plugin folder holds its own sources only$/,
  },
  {
    name: 'a data URL',
    files: entry(`import 'data:text/javascript,1'\nexport default 1`),
    type: 'import_forbidden',
    message: /is neither @aq-trading\/sdk nor a file/,
  },
  {
    name: 'the platform by its own names',
    files: entry(`import '#engine/secret.js'\nexport default 1`),
    type: 'import_forbidden',
    message: /is neither @aq-trading\/sdk nor a file/,
  },
  {
    name: 'the inside of the SDK',
    files: entry(`import '@aq-trading/sdk/src/average.js'\nexport default 1`),
    type: 'module_missing',
    message: 'src/index.ts:1:8: "@aq-trading/sdk/src/average.js" was not found',
  },
  {
    name: 'an import at run time',
    files: entry(`export default () => import('./more.js')`),
    type: 'import_forbidden',
    message: /^src\/index\.ts:1:29: "\.\/more\.js" is loaded at run time/,
  },
  {
    name: 'require',
    files: {
      ...entry(`import x from './old.js'\nexport default x`),
      'src/old.js': `module.exports = require('fs')`,
    },
    type: 'import_forbidden',
    message: /^src\/old\.js:1:26: "fs" belongs to Node/,
  },
  {
    name: 'an async function',
    files: entry(`const b = {\n  async onBar() { await 1 },\n}\nexport default b`),
    type: 'async_forbidden',
    message: 'src/index.ts:2:3: async code is not available: a strategy answers at once',
  },
  {
    name: 'await at the top',
    files: entry(`await 1\nexport default 1`),
    type: 'async_forbidden',
    message: /^src\/index\.ts:1:1: async code is not available/,
  },
  {
    name: 'no src/index.ts',
    files: {},
    type: 'entry_missing',
    message: /^src\/index\.ts is missing in .*; a plugin begins there$/,
  },
  {
    name: 'too much code',
    files: entry(`export default '${'x'.repeat(2_100_000)}'`),
    type: 'too_large',
    message: /^its bundle has 2\d{6} bytes; 2000000 are allowed$/,
  },
  {
    name: 'a file that is no source',
    files: { ...entry(`import './table.wasm'\nexport default 1`), 'src/table.wasm': 'x' },
    type: 'import_forbidden',
    message: 'src/index.ts:1:8: "./table.wasm" is not TypeScript, JavaScript or JSON',
  },
]

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
