import type { BundleFailure } from '#ports/plugin_bundler.js'

/** Sources that are refused, and with which words. */
export interface Fault {
  readonly name: string
  readonly files: Readonly<Record<string, string>>
  readonly type: BundleFailure['type']
  readonly message: string | RegExp
}

/** A plugin of one file. */
export const entry = (text: string) => ({ 'src/index.ts': text })

/** A plugin for each thing that no source may do. */
export const FAULTS: readonly Fault[] = [
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
