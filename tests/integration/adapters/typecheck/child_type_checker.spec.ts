import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from '@japa/runner'
import { ChildTypeChecker } from '#adapters/typecheck/child_type_checker.js'
import type { TypeFault } from '#ports/plugin_type_checker.js'
import { ROOT } from '../../../support/data_folder.js'

const MANIFEST = '{"id":"typed","kind":"strategy","parameters":{"fast":{"default":3}}}'

/** A strategy whose `onBar` holds one statement, on line 4. */
const strategy = (statement: string) => `import { defineStrategy } from '@aq-trading/sdk'
import manifest from '../aq-plugin.json' with { type: 'json' }
export default defineStrategy(manifest, ({ fast }, context) => ({ onBar({ symbol }) {
${statement}
} }))
`

/** What the sandbox lacks, and what its author is told. */
const LACKING: readonly [statement: string, message: RegExp, hint: RegExp][] = [
  [`fetch('https://example.com')`, /'fetch'/, /no network of their own/],
  [`process.exit(1)`, /'process'/, /not Node\.js/],
  [`setTimeout(() => {}, 10)`, /'setTimeout'/, /no timers/],
  [`require('fs')`, /'require'\.$/, /import at the head/],
  [`Buffer.from('x')`, /'Buffer'\.$/, /Uint8Array/],
  [`console.log(symbol)`, /'console'\.$/, /context\.log/],
  [`localStorage.getItem('x')`, /'localStorage'/, /not a browser/],
  [`new WebSocket('x')`, /'WebSocket'/, /no network/],
  [`new SharedArrayBuffer(8)`, /"SharedArrayBuffer" is not there/, /could not be repeated/],
  [`const again = WeakRef; void again`, /"WeakRef" is not there/, /could not be repeated/],
  [`eval('1')`, /"eval" is not there/, /write a function/],
  [`new Function('return 1')()`, /"Function" is not there/, /write a function/],
]

/** What is no business of the sandbox's. */
const ALLOWED = [
  `const numbers: number[] = [1, 2].map((one) => one * fast); void numbers`,
  `const own = { eval: 1, WeakRef: 2, fetch: 3 }; void (own.eval + own.WeakRef + own.fetch)`,
  `const Atomics = 1; void Atomics`,
  `const kept: Record<string, Function> = {}; void kept`,
  `context.buy(symbol, { quantity: fast })`,
]

test.group('types of a plugin', (group) => {
  let folder = ''
  let checker: ChildTypeChecker
  group.each.timeout(60_000)
  group.setup(() => {
    const cacheFolder = mkdtempSync(join(tmpdir(), 'aq-types-cache-'))
    checker = new ChildTypeChecker({ root: ROOT, cacheFolder })
    return async () => {
      await checker.close()
      rmSync(cacheFolder, { recursive: true, force: true })
    }
  })
  group.each.setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'aq-typed-'))
    return () => rmSync(folder, { recursive: true, force: true })
  })

  async function faultsOf(files: Readonly<Record<string, string>>): Promise<readonly TypeFault[]> {
    for (const [path, text] of Object.entries({ 'aq-plugin.json': MANIFEST, ...files })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    const checked = await checker.checkPluginTypes(folder)
    return checked.ok ? [] : checked.failure
  }

  for (const [statement, message, hint] of LACKING) {
    test(`${statement} is a fault with its line and what to use instead`, async ({ assert }) => {
      const [fault, ...others] = await faultsOf({ 'src/index.ts': strategy(statement) })
      assert.lengthOf(others, 0)
      assert.containsSubset(fault, { file: 'src/index.ts', line: 4 })
      assert.match(fault!.message, message)
      assert.match(fault!.hint ?? '', hint)
    })
  }

  for (const statement of ALLOWED) {
    test(`${statement} is sound`, async ({ assert }) => {
      assert.deepEqual(await faultsOf({ 'src/index.ts': strategy(statement) }), [])
    })
  }

  test('a mistake names file, line and column, in every file', async ({ assert }) => {
    const faults = await faultsOf({
      'src/index.ts': `import { twice } from './more.js'\n${strategy('twice("x")')}`,
      'src/more.ts': 'export const twice = (n: number): string => 2 * n\n',
      'src/unused.ts': 'const x: string = 1\nexport { x }\n',
    })
    const places = faults.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`)
    assert.deepEqual(places, [
      'src/index.ts:5:7 TS2345',
      'src/more.ts:1:45 TS2322',
      'src/unused.ts:1:7 TS2322',
    ])
  })

  test('types of Node.js and of a browser cannot be brought in', async ({ assert }) => {
    const node = await faultsOf({
      'src/index.ts': `/// <reference types="node" />\nimport fs from 'node:fs'\n${strategy('void fs')}`,
    })
    assert.deepEqual(
      node.map((one) => one.line),
      [1, 2]
    )
    assert.match(node[1]!.hint ?? '', /only @aq-trading\/sdk and files of the own folder/)
    const dom = await faultsOf({
      'src/index.ts': `/// <reference lib="dom" />\n${strategy('fetch("x")')}`,
    })
    assert.match(dom[0]!.message, /the library "dom" cannot be added/)
  })

  test('settings of the author do not reach the check', async ({ assert }) => {
    const faults = await faultsOf({
      'tsconfig.json': '{"compilerOptions":{"lib":["DOM"],"strict":false}}',
      'src/index.ts': strategy('fetch("x"); const s: string = null; void s'),
    })
    assert.lengthOf(faults, 2)
  })

  test('a second check takes less than a second and sees what changed', async ({ assert }) => {
    await faultsOf({ 'src/index.ts': strategy('') })
    const started = performance.now()
    assert.lengthOf(await faultsOf({ 'src/index.ts': strategy('nothing()') }), 1)
    assert.deepEqual(await faultsOf({ 'src/index.ts': strategy('') }), [])
    assert.isBelow(performance.now() - started, 1_000)
  })

  test('types that keep the compiler busy for ever are told, and the next check works', async ({
    assert,
  }) => {
    const hasty = new ChildTypeChecker({ root: ROOT, cacheFolder: folder, timeoutMs: 3_000 })
    const busy = Array.from({ length: 60 }, (_, k) => `type T${k} = Grow<'${'ab'.repeat(k % 7)}'>`)
    mkdirSync(join(folder, 'src'), { recursive: true })
    writeFileSync(
      join(folder, 'src/index.ts'),
      `type Bit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9
type Grow<S extends string> = S extends \`\${infer H}\${infer T}\` ? [H, Grow<T>, Grow<T>] : Bit
type Wide = \`\${Bit}\${Bit}\${Bit}\${Bit}\`
type Pairs<A, B> = A extends string ? (B extends string ? \`\${A}-\${B}\` extends infer R ? [R, A, B] : never : never) : never
${busy.join('\n')}
type Slow = Pairs<Wide, Wide>
export const value: Slow = 1
`
    )
    const checked = await hasty.checkPluginTypes(folder)
    assert.isFalse(checked.ok)
    const [fault] = checked.ok ? [] : checked.failure
    assert.match(fault!.message, /took longer than 3 s|too complex|ended without/)
    await hasty.close()
    assert.deepEqual(await faultsOf({ 'src/index.ts': strategy('') }), [])
  })

  test('a folder that is missing or empty is a fault, not an exception', async ({ assert }) => {
    const missing = await checker.checkPluginTypes(join(folder, 'none'))
    assert.match(missing.ok ? '' : missing.failure[0]!.message, /there is no folder/)
    assert.match((await faultsOf({}))[0]!.message, /there is no TypeScript file/)
  })
})
